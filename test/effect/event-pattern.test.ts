import { describe, expect, test } from '@jest/globals';
import { missOf } from '../../lib/effect/event-pattern';
import { flawOfMessage } from '../../lib/effect/message';
import { ANY, EVENTS, filledIn } from '../../lib/effect/samples';
import { isObject, type JsonObject } from '../../lib/ground/json';

const event: JsonObject = {
  source: 'aws.kms',
  detail: {
    eventName: 'DisableKey',
    who: ANY,
    things: [
      { ARN: 'one', type: 'a' },
      { ARN: 'two', type: 'b' },
    ],
    none: null,
  },
};
const detail = (pattern: JsonObject) => ({ detail: pattern });

test.each<[string, unknown]>([
  ['a value', { source: ['aws.s3', 'aws.kms'] }],
  ['a beginning', { source: [{ prefix: 'aws.' }] }],
  ['a beginning in any case', { source: [{ prefix: { 'equals-ignore-case': 'AWS' } }] }],
  ['an end', { source: [{ suffix: 'kms' }] }],
  ['any case', { source: [{ 'equals-ignore-case': 'AWS.KMS' }] }],
  ['a wildcard', { source: [{ wildcard: '*.k*s' }] }],
  ['anything but another', { source: [{ 'anything-but': 'aws.s3' }] }],
  ['anything but a beginning', { source: [{ 'anything-but': { prefix: ['aws.s', 'aws.e'] } }] }],
  ['anything but a wildcard', { source: [{ 'anything-but': { wildcard: '*s3' } }] }],
  ['what is there', detail({ who: [{ exists: true }] })],
  ['what is not there', detail({ errorCode: [{ exists: false }] })],
  ['whatever somebody says', detail({ who: [{ wildcard: '*' }] })],
  ['nothing', detail({ none: [null] })],
  ['one of a list', detail({ things: { ARN: ['two'], type: ['b'] } })],
  ['alternatives', { $or: [{ source: ['aws.s3'] }, detail({ eventName: ['DisableKey'] })] }],
])('a pattern with %s takes the event', (_, pattern) => {
  expect(missOf(pattern, event)).toBeUndefined();
});

test.each<[string, unknown, RegExp]>([
  ['nothing in it', {}, /which is no pattern/],
  ['a text', 'aws.kms', /which is no pattern/],
  ['another value', { source: ['aws.s3'] }, /its pattern\.source takes \["aws\.s3"\] and the event has "aws\.kms"/],
  ['what is not there', detail({ errorCode: ['x'] }), /errorCode/],
  ['anything but what is not there', detail({ errorCode: [{ 'anything-but': 'x' }] }), /missing/],
  ['a value of what may be anything', detail({ who: ['root'] }), /what may be anything/],
  ['the very sign for anything', detail({ who: [ANY] }), /what may be anything/],
  ['anything but of what may be anything', detail({ who: [{ 'anything-but': 'x' }] }), /what may be anything/],
  ['parts of two things of a list', detail({ things: { ARN: ['one'], type: ['b'] } }), /things/],
  ['something below a text', { source: { name: ['kms'] } }, /source\.name/],
  ['an unknown operator', { source: [{ resembles: 'aws.kms' }] }, /source takes/],
  ['a name of JavaScript for an operator', { source: [{ constructor: 'aws.kms' }] }, /source takes/],
  ['two operators at once', { source: [{ prefix: 'a', suffix: 's' }] }, /source takes/],
  ['numbers', { source: [{ numeric: ['>', 0] }] }, /source takes/],
  ['alternatives of which none is', { $or: [{ source: ['aws.s3'] }] }, /source takes/],
  ['no alternatives', { $or: [] }, /empty/],
])('fails for a pattern with %s', (_, pattern, because) => {
  expect(missOf(pattern, event)).toMatch(because);
});

describe('what is said of a sample holds of every event of its kind', () => {
  const names = { arn: 'arn:aws:kms:us-east-1:222222222222:key/one', account: '222222222222', region: 'us-east-1' };
  const VALUES = ['', 'x', 'root', 'aws.kms', true, 7, null, { type: 'Root' }, ['a', 'b']];
  const OPERATORS = [
    ...['', 'aws', 'root', 'x'].flatMap((text) => [
      text,
      { prefix: text },
      { suffix: text },
      { wildcard: `${text}*` },
      { 'anything-but': text },
      { 'anything-but': { prefix: text } },
    ]),
    { exists: true },
    { exists: false },
    null,
  ];
  const concrete = (value: unknown, filling: unknown): unknown => {
    if (value === ANY) return filling;
    if (Array.isArray(value)) return value.map((each) => concrete(each, filling));
    return isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, concrete(each, filling)]))
      : value;
  };
  test.each(EVENTS.map((sample) => [sample.name, filledIn(sample, names)] as const))('%s', (_, { event: sample }) => {
    const fields = Object.keys(sample['detail'] as JsonObject);
    let taken = 0;
    for (const field of fields) {
      for (const operator of OPERATORS) {
        const pattern = detail({ [field]: [operator] });
        if (missOf(pattern, sample) !== undefined) continue;
        taken += 1;
        // A structure below a leaf is no leaf: EventBridge compares its leaves one by one.
        for (const filling of VALUES.filter((each) => typeof each === 'string')) {
          expect([pattern, filling, missOf(pattern, concrete(sample, filling) as JsonObject)]).toEqual([
            pattern,
            filling,
            undefined,
          ]);
        }
      }
    }
    expect(taken).toBeGreaterThan(fields.length);
  });
});

const told: JsonObject = {
  source: 'aws.kms',
  detail: { eventName: 'DisableKey', resources: [{ ARN: 'arn:of-the-key' }] },
};

test.each<[string, JsonObject]>([
  ['the whole event', {}],
  ['a part with the thing', { InputPath: '$.detail.resources' }],
  ['one value', { InputPath: '$.detail.resources[0].ARN' }],
  [
    'a sentence',
    { InputTransformer: { InputPathsMap: { key: '$.detail.resources[0].ARN' }, InputTemplate: '"<key> is off"' } },
  ],
  ['the event as EventBridge calls it', { InputTransformer: { InputTemplate: '<aws.events.event.json>' } }],
])('a topic is told of the thing by %s', (_, target) => {
  expect(flawOfMessage(target, told, 'arn:of-the-key')).toBeUndefined();
});

test.each<[string, JsonObject, RegExp]>([
  ['a text that is always the same', { Input: '{}' }, /does not say to what/],
  ['another part', { InputPath: '$.detail.eventName' }, /"?DisableKey"?\) does not say/],
  ['a part that is not there', { InputPath: '$.detail.resources[1].ARN' }, /cannot be told/],
  ['a name of JavaScript', { InputPath: '$.detail.constructor' }, /cannot be told/],
  ['a path that nobody follows', { InputPath: '$..ARN' }, /cannot be told/],
  ['a value that is in no map', { InputTransformer: { InputTemplate: '"<key>"' } }, /cannot be told/],
  [
    'a value that is not there',
    { InputTransformer: { InputPathsMap: { a: '$.b' }, InputTemplate: '"arn:of-the-key"' } },
    /cannot/,
  ],
  ['no template', { InputTransformer: {} }, /cannot be told/],
  ['the name of the rule', { InputTransformer: { InputTemplate: '"<aws.events.rule-name>"' } }, /does not say to what/],
])('fails for %s', (_, target, because) => {
  expect(flawOfMessage(target, told, 'arn:of-the-key')).toMatch(because);
});

import { expect, test } from '@jest/globals';
import { untoldBy } from '../../lib/effect/flow-record';
import { records } from '../../lib/effect/recording';
import { DATA_RECORDS, FLOW, filledIn } from '../../lib/effect/samples';
import samples from '../../lib/effect/samples.json';

test('every sample has the page of AWS that documents it', () => {
  const all = [
    ...samples.metrics,
    ...samples.events,
    ...samples.data,
    ...samples.items,
    ...samples.management,
    samples.flow,
    ...Object.values(samples.records),
  ];
  for (const { source } of all) expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/.+\.html$/);
});

test('what a flow tells stands in the record', () => {
  expect(Object.keys(FLOW.tells).filter((field) => !Object.hasOwn(FLOW.record, field))).toEqual([]);
  expect(untoldBy(undefined)).toEqual([]);
  expect(untoldBy('${start} ${end}')).toContain('from where');
  expect(untoldBy(['${srcaddr}'])).toEqual(Object.values(FLOW.tells));
});

const names = { arn: 'arn:aws:s3:::data', account: '222222222222', region: 'us-east-1' };
const [read] = DATA_RECORDS.map((sample) => filledIn(sample, names).fields);

const advanced = (...conditions: readonly object[]) => ({
  AdvancedEventSelectors: [
    {
      FieldSelectors: [
        { Field: 'eventCategory', Equals: ['Data'] },
        { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
        ...conditions,
      ],
    },
  ],
});

test.each<[boolean, string, object]>([
  [true, 'everything', advanced()],
  [true, 'what begins with the bucket', advanced({ Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::data/'] })],
  [
    true,
    'what begins with more than the bucket',
    advanced({ Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::da'] }),
  ],
  [false, 'what begins with a folder', advanced({ Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::data/in/'] })],
  [
    true,
    'one of two beginnings',
    advanced({ Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::x/', 'arn:aws:s3:::data/'] }),
  ],
  [
    true,
    'one of two operators',
    advanced({ Field: 'resources.ARN', Equals: ['x'], StartsWith: ['arn:aws:s3:::data/'] }),
  ],
  [false, 'one object', advanced({ Field: 'resources.ARN', Equals: ['arn:aws:s3:::data/one'] })],
  [false, 'all but one object', advanced({ Field: 'resources.ARN', NotEquals: ['arn:aws:s3:::data/one'] })],
  [
    true,
    'all but an object of another bucket',
    advanced({ Field: 'resources.ARN', NotEquals: ['arn:aws:s3:::x/one'] }),
  ],
  [false, 'all but a folder', advanced({ Field: 'resources.ARN', NotStartsWith: ['arn:aws:s3:::data/in/'] })],
  [false, 'all but what ends so', advanced({ Field: 'resources.ARN', NotEndsWith: ['.csv'] })],
  [true, 'reads', advanced({ Field: 'readOnly', Equals: ['true'] })],
  [false, 'writes', advanced({ Field: 'readOnly', Equals: ['false'] })],
  [false, 'what nobody knows', advanced({ Field: 'readOnly', Like: ['true'] })],
  [false, 'what a name of JavaScript says', advanced({ Field: 'constructor', Equals: ['true'] })],
  [false, 'what the deployment says', advanced({ Field: 'readOnly', Equals: [{ Ref: 'P' }] })],
  [false, 'nothing', {}],
])('it is %p that reads of a bucket are recorded by a trail that records %s', (is, _, properties) => {
  expect(records(properties as Record<string, unknown>, read ?? {})).toBe(is);
});

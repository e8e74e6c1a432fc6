import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TOLD_PATHS } from '../../lib/contract/notifications';
import { flawOfMessage } from '../../lib/effect/message';
import { toldEvents } from '../../lib/effect/release-events';
import type { JsonObject } from '../../lib/ground/json';
import config from '../_fixtures/delivery-config';
import { Delivery } from './_helpers/delivery';

const OF = {
  name: 'zero-trust-delivery',
  arn: 'arn:aws:codepipeline:us-east-1:111111111111:zero-trust-delivery',
  account: '111111111111',
  region: 'us-east-1',
};

describe('people are told', () => {
  let delivery: Delivery;
  let messages: readonly JsonObject[];
  beforeAll(() => {
    delivery = Delivery.of({ ...config, notifications: { emails: ['releases@example.com', 'ops@example.com'] } });
    messages = delivery
      .resources('AWS::Events::Rule')
      .filter(([id]) => id.startsWith('Notifications'))
      .flatMap(([, { Targets: targets }]) => targets as readonly JsonObject[]);
  });

  test('at the addresses of the configuration, by one topic under a key of ours', () => {
    const topics = delivery.resources('AWS::SNS::Topic').filter(([id]) => id.startsWith('Notifications'));
    const subscriptions = delivery.resources('AWS::SNS::Subscription');
    expect(topics.map(([, topic]) => topic)).toMatchObject([
      { TopicName: 'zero-trust-delivery-notifications', KmsMasterKeyId: { 'Fn::GetAtt': [expect.any(String), 'Arn'] } },
    ]);
    expect(subscriptions.map(([, { Protocol: by, Endpoint: to }]) => `${by} ${to}`)).toEqual([
      'email releases@example.com',
      'email ops@example.com',
    ]);
  });

  test('that they are asked, by every approval', () => {
    const approvals = delivery.stages.flatMap(({ Actions: actions }) =>
      actions.filter(({ ActionTypeId: type }) => type.Category === 'Approval'),
    );
    expect(approvals.map(({ Configuration: { NotificationArn: topic } }) => topic)).toEqual(
      approvals.map(() => ({ Ref: expect.stringMatching(/^NotificationsTopic/) })),
    );
    expect(approvals.length).toBeGreaterThan(0);
  });

  test('with a link into the console', () => {
    const templates = messages.map(({ InputTransformer: each }) => String((each as JsonObject)['InputTemplate']));
    expect(templates).toEqual([
      expect.stringContaining('/zero-trust-delivery/executions/<execution>/'),
      expect.stringContaining('/zero-trust-delivery/executions/<execution>/'),
      expect.stringContaining('/zero-trust-delivery/executions/<execution>/'),
      expect.stringContaining('/zero-trust-delivery-revalidation/history?'),
    ]);
  });

  test('nothing that lies anywhere else in an event, whatever it is', () => {
    const events = toldEvents(OF, 'zero-trust-delivery-revalidation').map(({ message }) => message);
    const told = new Set(TOLD_PATHS.map((path) => path.replace('$.detail.', '')));
    const field = fc.string({ minLength: 1 }).filter((name) => !told.has(name) && name !== '__proto__');
    fc.assert(
      fc.property(fc.constantFrom(...events), field, fc.uuid(), fc.jsonValue(), (event, name, secret, beside) => {
        const detail = { ...(event['detail'] as JsonObject), [name]: { secret, beside } };
        const planted = { ...event, account: secret, resources: [secret], detail };
        for (const each of messages) expect(flawOfMessage(each, planted, secret)).toBeDefined();
      }),
    );
  });

  test('and a message that takes one thing more is found by that', () => {
    const [event] = toldEvents(OF, 'zero-trust-delivery-revalidation').map(({ message }) => message);
    const detail = { ...(event?.['detail'] as JsonObject), summary: 'of a record' };
    const wide = { InputTransformer: { InputPathsMap: { it: '$.detail.summary' }, InputTemplate: '"<it>"' } };
    expect(flawOfMessage(wide, { ...event, detail }, 'of a record')).toBeUndefined();
  });
});

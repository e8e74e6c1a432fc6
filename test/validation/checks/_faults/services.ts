import { ACCOUNT, KEY_ARN, TOPIC_ARN, TRAIL_ARN } from '../../fake-cloud';
import { policyOf } from '../../fake-world';
import { PUBLISH, trust } from '../../healthy-services';
import { ENDANGERED, type Fault, keyUsers, strictly, trail } from './change';

/** Policies that do not let in what AWS really sends (ZT-12, ZT-13). */
export const SERVICES_KEPT_OUT: readonly Fault[] = [
  [
    'alarm-topic',
    'a topic under a source that alarms are only reported to send',
    (world) => {
      const condition = { StringEquals: { 'aws:SourceAccount': ACCOUNT } };
      world.topic = { keyId: KEY_ARN, policy: policyOf({ ...PUBLISH, Condition: condition }) };
    },
    'with aws:SourceAccount not sent (reported)',
  ],
  [
    'alarm-topic',
    'a key that alarms may not use without a source',
    keyUsers((statement) => strictly(statement, 'cloudwatch.amazonaws.com')),
    'does not let cloudwatch.amazonaws.com do kms:Decrypt',
  ],
  [
    'alarm-events',
    'a rule without a role, under the policies of before',
    (world) => {
      world.ruleTargets[ENDANGERED] = [{ arn: TOPIC_ARN }];
      const condition = { StringEquals: { 'aws:SourceAccount': ACCOUNT } };
      const events = { ...PUBLISH, Principal: { Service: 'events.amazonaws.com' }, Condition: condition };
      world.topic = { keyId: KEY_ARN, policy: policyOf(PUBLISH, events) };
    },
    'does not let events.amazonaws.com do sns:Publish',
  ],
  [
    'alarm-events',
    'a rule with a role that does not exist',
    (world) => {
      world.ruleTargets[ENDANGERED] = [{ arn: TOPIC_ARN, roleArn: 'arn:aws:iam::222222222222:role/gone' }];
    },
    'its role arn:aws:iam::222222222222:role/gone does not exist',
  ],
  [
    'alarm-events',
    'a role that may not publish',
    (world) => {
      Object.assign(world.roles['publisher'] ?? {}, { inline: {} });
    },
    'its role publisher may not sns:Publish',
  ],
  [
    'alarm-events',
    'a topic that refuses the role',
    (world) => {
      const deny = { Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Resource: '*' };
      world.topic = { keyId: KEY_ARN, policy: policyOf(PUBLISH, deny) };
    },
    'its role publisher may not sns:Publish',
  ],
  [
    'alarm-events',
    'a role of which nobody knows whose rule uses it',
    (world) => {
      Object.assign(world.roles['publisher'] ?? {}, { trust: trust('events.amazonaws.com') });
    },
    'lets events.amazonaws.com for every account in (sts:AssumeRole)',
  ],
  [
    'trail-permissions',
    'the trust of before',
    (world) => {
      const bound = trust('cloudtrail.amazonaws.com', { 'aws:SourceArn': TRAIL_ARN });
      Object.assign(world.roles['audit'] ?? {}, { trust: bound.replace('IfExists', '') });
    },
    'with aws:SourceArn not sent (reported)',
  ],
  [
    'trail-permissions',
    'a key without kms:Decrypt for a bucket key',
    keyUsers((statement) => (statement.Action === 'kms:Decrypt' ? undefined : statement)),
    'does not let cloudtrail.amazonaws.com do kms:Decrypt',
  ],
  ['trail-permissions', 'a trail without a role', trail({ logRoleArn: undefined }), 'its events reach no log group'],
];

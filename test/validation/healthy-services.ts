import { policyOf } from './fake-world';
import { ACCOUNT, role, TOPIC_ARN, TRAIL_ARN } from './healthy-names';

export const trust = (service: string, perhaps: Readonly<Record<string, string | readonly string[]>> = {}): string =>
  policyOf({
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'sts:AssumeRole',
    Condition: { StringEqualsIfExists: perhaps },
  });

export const PERHAPS_THIS_TRAIL = { 'aws:SourceArn': TRAIL_ARN, 'aws:SourceAccount': ACCOUNT };

const ALARMS_OF_THIS_ACCOUNT = { 'aws:SourceArn': `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:*` };

export const PUBLISH = {
  Effect: 'Allow',
  Principal: { Service: 'cloudwatch.amazonaws.com' },
  Action: 'sns:Publish',
  Resource: TOPIC_ARN,
  Condition: { ArnLike: ALARMS_OF_THIS_ACCOUNT },
};

const forTrail = (action: string | readonly string[], bond: object) => ({
  Effect: 'Allow',
  Principal: { Service: 'cloudtrail.amazonaws.com' },
  Action: action,
  Resource: '*',
  Condition: {
    ...bond,
    StringLikeIfExists: { 'kms:EncryptionContext:aws:cloudtrail:arn': TRAIL_ARN },
  },
});

/** Who uses the logs key beside CloudWatch Logs. */
export const KEY_USERS = [
  forTrail(['kms:GenerateDataKey*', 'kms:DescribeKey'], { StringEquals: { 'aws:SourceArn': TRAIL_ARN } }),
  forTrail('kms:Decrypt', { StringEqualsIfExists: PERHAPS_THIS_TRAIL }),
  {
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Resource: '*',
    Condition: {
      ArnLikeIfExists: ALARMS_OF_THIS_ACCOUNT,
      StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT },
    },
  },
];

/** A rule tells the topic as a role of the stack. */
export const TO_THE_TOPIC = { arn: TOPIC_ARN, roleArn: role('publisher') };

/** A pattern of EventBridge for events that CloudTrail brings. */
export const pattern = (service: string, kind: string, eventName: readonly string[], detail: object): string =>
  JSON.stringify({
    source: [`aws.${service}`],
    'detail-type': [`AWS ${kind} via CloudTrail`],
    detail: { eventSource: [`${service}.amazonaws.com`], eventName, ...detail },
  });

import { records } from '../../effect/recording';
import { DATA_RECORDS, filledIn, ITEM_RECORDS, MANAGEMENT_RECORDS, type RecordedSample } from '../../effect/samples';
import { listAt, objectAt } from '../../ground/json';
import type { ServicePath } from '../../policy';
import { onBehalfOf, policyAt, refusedToService } from '../templates/asking';
import { dataBuckets } from '../templates/buckets';
import { shown } from '../templates/intrinsics';
import { arnOf } from '../templates/physical-ids';
import { flawOfTrust, mayWriteLogs } from '../templates/roles';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-12: a trail records what happens to data and, unless another one does, management events, in files that are encrypted and validated. */
export const trailRecordsData: Rule = {
  id: 'ZT-12-TrailRecordsData',
  requires:
    'A trail records data events of every data bucket and table, and management events unless the configuration says that another trail does, encrypted and with validated files.',
  why: 'What is not recorded has not happened, as far as an auditor is concerned.',
  fix: 'Keep Audit (lib/stacks/constructs/audit.ts) and give it every data bucket.',
  source: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html',
  hipaa: ['164.308(a)(1)(ii)(D)', '164.312(b)', '164.312(c)(1)'],
  appliesTo: 'target',
  check: (target) => {
    const trails = target.certain('AWS::CloudTrail::Trail');
    return [
      ...target.each(trails, flaws),
      ...target.each(dataBuckets(target), (bucket) => flawsOfRecord(bucket, DATA_RECORDS, trails)),
      ...target.each('AWS::DynamoDB::Table', (table) => flawsOfRecord(table, ITEM_RECORDS, trails)),
    ];
  },
};

/** What must be recorded of a thing that holds data, and no trail records. */
const flawsOfRecord = (
  { stack, identity }: Resource,
  samples: readonly RecordedSample[],
  trails: readonly Resource[],
): readonly string[] =>
  samples
    .map((sample) => filledIn(sample, { ...stack, arn: arnOf(identity) }))
    .filter(({ fields }) => !trails.some(({ properties }) => records(properties, fields)))
    .map(({ what }) => `no trail of this target records all ${what}`);

const flaws = (trail: Resource, target: Target): readonly string[] => {
  const { properties } = trail;
  const isRecordOfAccount = trail.stack.managementEvents !== 'elsewhere';
  const on = [
    ...['IsLogging', 'EnableLogFileValidation'],
    ...(isRecordOfAccount ? ['IsMultiRegionTrail', 'IncludeGlobalServiceEvents'] : []),
  ];
  const unrecorded = MANAGEMENT_RECORDS.filter(({ fields }) => !records(properties, fields));
  const key = target.find(properties['KMSKeyId'], 'AWS::KMS::Key');
  const group = properties['CloudWatchLogsLogGroupArn'];
  const role = target.find(properties['CloudWatchLogsRoleArn'], 'AWS::IAM::Role');
  const untrusted = role && flawOfTrust(role, 'trail-assumes-logs-role', onBehalfOf(trail));
  return [
    ...on.filter((name) => String(properties[name]) !== 'true').map((name) => `${name} is ${shown(properties[name])}`),
    ...(isRecordOfAccount ? unrecorded.map(({ what }) => `no event selector of it records all ${what}`) : []),
    ...(key ? [] : [`KMSKeyId is ${shown(properties['KMSKeyId'])}, which is no key of this target`]),
    ...(key ? flawsOfKey(key, trail, target) : []),
    ...(target.find(group, 'AWS::Logs::LogGroup') ? [] : [`CloudWatchLogsLogGroupArn is ${shown(group)}`]),
    ...(untrusted === undefined ? [] : [untrusted]),
    ...(mayWriteLogs(role, target.find(group, 'AWS::Logs::LogGroup'), target)
      ? []
      : ['CloudWatchLogsRoleArn names no role of this target that may write to its log group']),
  ];
};

/** A bucket with an S3 Bucket Key makes CloudTrail decrypt too, and with another encryption context. */
const flawsOfKey = (key: Resource, trail: Resource, target: Target): readonly string[] => {
  const bucket = target.find(trail.properties['S3BucketName'], 'AWS::S3::Bucket');
  const paths: readonly ServicePath[] =
    bucket && hasBucketKey(bucket)
      ? ['trail-encrypts-by-bucket-key', 'trail-decrypts-by-bucket-key', 'trail-describes-key']
      : ['trail-encrypts', 'trail-describes-key'];
  const policies = [policyAt(key.properties['KeyPolicy'])];
  return paths.flatMap((path) => {
    const refused = refusedToService(policies, path, arnOf(key.identity), onBehalfOf(trail));
    return refused === undefined ? [] : [`its key ${key.logicalId} does not let CloudTrail encrypt (${refused})`];
  });
};

const hasBucketKey = ({ properties }: Resource): boolean =>
  listAt(objectAt(properties['BucketEncryption'])['ServerSideEncryptionConfiguration'])
    .map(objectAt)
    .some(({ BucketKeyEnabled: enabled }) => String(enabled) === 'true');

import { objectAt } from '../../ground/json';
import { circumstances } from '../../policy';
import { ask, policiesOf, STRANGER } from '../templates/asking';
import { shown } from '../templates/intrinsics';
import { arnOf } from '../templates/physical-ids';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-08: a trail's bucket takes files of this trail, an access-log bucket logs of these buckets, and no one else's. */
export const logDeliveryBound: Rule = {
  id: 'ZT-08-LogDeliveryBound',
  requires: 'CloudTrail may write for this trail only, and S3 may deliver access logs of these buckets only.',
  why: 'Without the bond to the source another account can write into our audit record; without the grant none is kept.',
  fix: 'Grant with aws:SourceArn as Audit and Storage do (lib/stacks/constructs/audit.ts, storage.ts).',
  source: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html',
  hipaa: ['164.312(b)', '164.312(c)(1)'],
  appliesTo: 'any',
  check: (target) => [
    ...target.each('AWS::CloudTrail::Trail', flawsOfTrail),
    ...target.each('AWS::S3::Bucket', flawsOfLogs),
  ],
};

const TLS = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };

/** Who may write: the source itself, and nobody who only resembles it. */
const flawsOfDelivery = (
  bucket: Resource,
  target: Target,
  delivery: { readonly service: string; readonly object: string; readonly source: string; readonly account: string },
): readonly string[] => {
  const policies = policiesOf(bucket, target);
  const { service, object, source, account } = delivery;
  const put = (context: Readonly<Record<string, string>>): string =>
    ask(policies, { kind: 'service', service }, 's3:PutObject', `${arnOf(bucket.identity)}/${object}`, {
      ...TLS,
      ...context,
    }).effect;
  const others = [
    { ...circumstances(STRANGER, bucket.stack.region), ...TLS },
    { 'aws:SourceAccount': STRANGER, 'aws:SourceArn': `${source}-of-somebody` },
    {},
  ];
  return [
    ...(put({ 'aws:SourceAccount': account, 'aws:SourceArn': source }) === 'allow'
      ? []
      : [`bucket ${bucket.logicalId} does not let ${service} write for it`]),
    ...(others.some((context) => put(context as Readonly<Record<string, string>>) !== 'deny')
      ? [`bucket ${bucket.logicalId} lets ${service} write for others, or nobody can tell`]
      : []),
  ];
};

const flawsOfTrail = (trail: Resource, target: Target): readonly string[] => {
  const bucket = target.find(trail.properties['S3BucketName'], 'AWS::S3::Bucket');
  if (bucket === undefined) return ['its bucket is in no template of this target'];
  const { account } = trail.stack;
  const { S3KeyPrefix: prefix } = trail.properties;
  return flawsOfDelivery(bucket, target, {
    service: 'cloudtrail.amazonaws.com',
    object: `${prefix === undefined ? '' : `${shown(prefix)}/`}AWSLogs/${account}/CloudTrail/file`,
    source: arnOf(trail.identity),
    account,
  });
};

const flawsOfLogs = (bucket: Resource, target: Target): readonly string[] => {
  const { DestinationBucketName: name, LogFilePrefix: prefix } = objectAt(bucket.properties['LoggingConfiguration']);
  const logs = target.find(name, 'AWS::S3::Bucket');
  if (logs === undefined) return []; // what ZT-08-BucketsGuarded says
  return flawsOfDelivery(logs, target, {
    service: 'logging.s3.amazonaws.com',
    object: `${typeof prefix === 'string' ? prefix : ''}file`,
    source: arnOf(bucket.identity),
    account: bucket.stack.account,
  });
};

import { objectAt } from '../../ground/json';
import { callingService, type ServicePath } from '../../policy';
import { flawsOfService, onBehalfOf, policiesOf } from '../templates/asking';
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

/** What a service does on a path, with what in the bucket. */
type Deliveries = readonly (readonly [path: ServicePath, what: string])[];

/** Who may write: the source itself, and nobody else by the same service. */
const flawsOfDelivery = (
  bucket: Resource,
  target: Target,
  deliveries: Deliveries,
  source: Resource,
): readonly string[] =>
  deliveries.flatMap(([path, what]) => {
    const policies = policiesOf(bucket, target);
    const { refused, open } = flawsOfService(policies, path, arnOf(bucket.identity) + what, onBehalfOf(source));
    const service = callingService(path, source.stack.region);
    return [
      ...(refused === undefined
        ? []
        : [`bucket ${bucket.logicalId} does not let ${service} write for it (${refused})`]),
      ...(open === undefined ? [] : [`bucket ${bucket.logicalId} lets others write, too: it lets ${open}`]),
    ];
  });

const flawsOfTrail = (trail: Resource, target: Target): readonly string[] => {
  const bucket = target.find(trail.properties['S3BucketName'], 'AWS::S3::Bucket');
  if (bucket === undefined) return ['its bucket is in no template of this target'];
  const { S3KeyPrefix: prefix } = trail.properties;
  const folder = `${prefix === undefined ? '' : `/${shown(prefix)}`}/AWSLogs/${trail.stack.account}`;
  const files = `${folder}/CloudTrail/file`;
  return flawsOfDelivery(
    bucket,
    target,
    [
      ['trail-looks-at-bucket', ''],
      ['trail-writes-files', files],
    ],
    trail,
  );
};

const flawsOfLogs = (bucket: Resource, target: Target): readonly string[] => {
  const { DestinationBucketName: name, LogFilePrefix: prefix } = objectAt(bucket.properties['LoggingConfiguration']);
  const logs = target.find(name, 'AWS::S3::Bucket');
  if (logs === undefined) return []; // what ZT-08-BucketsGuarded says
  const file = `/${typeof prefix === 'string' ? prefix : ''}file`;
  return flawsOfDelivery(logs, target, [['bucket-writes-access-logs', file]], bucket);
};

import { listAt, objectAt } from '../../ground/json';
import { purposeOf } from '../templates/buckets';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-15: what a bucket has outlived is gone, with its versions and with what nobody has finished to upload. */
export const expiredIsGone: Rule = {
  id: 'ZT-15-ExpiredIsGone',
  requires:
    'Every bucket aborts incomplete uploads and, where no object lock keeps them, expires old versions; buckets of records and artifacts expire their objects, too.',
  why: 'In a bucket with versions a deletion and an expiry only hide an object: what somebody was promised to be deleted, and a record past its time, would stay for ever, and be paid for.',
  fix: 'Give the bucket the rules of forgetAfter, or ABORT_UPLOADS and an expiry of its versions (lib/stacks/constructs/bucket-settings.ts).',
  source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html',
  hipaa: ['164.310(d)(2)(i)', '164.316(b)(2)(i)'],
  appliesTo: 'any',
  check: (target) => target.each('AWS::S3::Bucket', (bucket) => flawsOf(bucket, target)),
};

/** S3 keeps parts until somebody aborts their upload; nobody uploads for longer than this. */
const LONGEST_UPLOAD_DAYS = 30;

const FILTERS = ['Prefix', 'TagFilters', 'ObjectSizeGreaterThan', 'ObjectSizeLessThan', 'Filter'];

const flawsOf = (bucket: Resource, target: Target): readonly string[] => {
  const rules = listAt(objectAt(bucket.properties['LifecycleConfiguration'])['Rules'])
    .map(objectAt)
    .filter((rule) => rule['Status'] === 'Enabled' && !FILTERS.some((name) => rule[name] !== undefined));
  const lacks = (has: (rule: Readonly<Record<string, unknown>>) => boolean, what: string): readonly string[] =>
    rules.some(has) ? [] : [`no enabled lifecycle rule for all of it ${what}`];
  return [
    ...lacks((rule) => {
      const { DaysAfterInitiation: days } = objectAt(rule['AbortIncompleteMultipartUpload']);
      return Number(days) <= LONGEST_UPLOAD_DAYS;
    }, 'aborts incomplete uploads'),
    // What is locked is kept on purpose, and goes when its stack does.
    ...(String(bucket.properties['ObjectLockEnabled']) === 'true'
      ? []
      : lacks(expiresVersions, 'expires old versions, so that what is deleted or expired stays for ever')),
    ...(outlives(bucket, target) ? lacks((rule) => Number(rule['ExpirationInDays']) > 0, 'expires objects') : []),
  ];
};

/** `NewerNoncurrentVersions` keeps that many versions for good. */
const expiresVersions = (rule: Readonly<Record<string, unknown>>): boolean => {
  const { NoncurrentDays: days, NewerNoncurrentVersions: kept } = objectAt(rule['NoncurrentVersionExpiration']);
  return Number(days ?? rule['NoncurrentVersionExpirationInDays']) > 0 && kept === undefined;
};

/** Whether a bucket only grows by itself: nobody deletes records, or artifacts of a pipeline. */
const outlives = (bucket: Resource, target: Target): boolean =>
  purposeOf(bucket, target) !== 'data' || isArtifactStore(bucket, target);

const isArtifactStore = (bucket: Resource, target: Target): boolean =>
  target
    .of('AWS::CodePipeline::Pipeline')
    .flatMap(({ properties }) => [
      objectAt(properties['ArtifactStore']),
      ...listAt(properties['ArtifactStores']).map((each) => objectAt(objectAt(each)['ArtifactStore'])),
    ])
    .some(({ Location: location }) => target.find(location, 'AWS::S3::Bucket') === bucket);

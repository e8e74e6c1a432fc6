import type { LifecycleRule } from '../../../../lib/validation/cloud/storage';
import { DATA_BUCKET, KEY_ARN, TRAIL_BUCKET, WORKLOAD_ROLE } from '../../fake-cloud';
import { type Fault, OWNED } from './change';

/** ZT-08, ZT-09 and ZT-16. */
export const DATA_AND_ROLES: readonly Fault[] = [
  [
    'buckets-encrypted',
    'no encryption',
    (world) => {
      world.buckets[DATA_BUCKET] = {
        ...world.buckets[DATA_BUCKET],
        encryption: { algorithm: 'aws:kms', keyId: KEY_ARN, bucketKey: false },
      };
    },
    `it encrypts with ${KEY_ARN}`,
  ],
  [
    'buckets-guarded',
    'half a block of public access',
    (world) => {
      world.buckets[DATA_BUCKET] = {
        ...world.buckets[DATA_BUCKET],
        block: { blockAcls: true, ignoreAcls: true, blockPolicy: false, restrict: true },
      };
    },
    'not wholly on',
  ],
  [
    'buckets-guarded',
    'ACLs that count',
    (world) => {
      world.buckets[DATA_BUCKET] = { ...world.buckets[DATA_BUCKET], ownership: 'ObjectWriter' };
    },
    'its object ownership is ObjectWriter',
  ],
  [
    'buckets-guarded',
    'a bucket nobody knows',
    (world) => world.owned['data-dev']?.push({ ...OWNED, type: 'AWS::S3::Bucket', physicalId: 'more' }),
    'own a bucket that nothing here vouches for',
  ],
  [
    'buckets-logged',
    'logs elsewhere',
    (world) => {
      world.buckets[TRAIL_BUCKET] = { ...world.buckets[TRAIL_BUCKET], logging: { bucket: 'else', prefix: '' } };
    },
    'its access logs go to else',
  ],
  [
    'bucket-deliveries',
    'no trail in',
    (world) => {
      world.buckets[TRAIL_BUCKET] = {
        ...world.buckets[TRAIL_BUCKET],
        policy: '{"Version":"2012-10-17","Statement":[]}',
      };
    },
    'does not let cloudtrail.amazonaws.com do s3:PutObject',
  ],
  [
    'bucket-refuses-unencrypted',
    'no policy at all',
    (world) => {
      delete world.buckets[DATA_BUCKET]?.policy;
    },
    'refused by nothing but want of an Allow',
  ],
  [
    'role-refused-outside-vpc',
    'no role',
    (world) => {
      world.roles[WORKLOAD_ROLE] = undefined;
    },
    'the role does not exist',
  ],
  [
    'role-refused-other-keys',
    'a Deny that is too wide',
    (world) => {
      const found = world.roles[WORKLOAD_ROLE];
      if (found)
        found.inline = {
          only: '{"Version":"2012-10-17","Statement":[{"Sid":"All","Effect":"Deny","Action":"s3:PutObject","Resource":"*"}]}',
        };
    },
    'refused by "All", although the workload needs it',
  ],
  [
    'roles-trust-nobody-else',
    'a whole account',
    (world) => {
      const found = world.roles['delivery-validation-dev-us-east-1'];
      if (found)
        found.trust = found.trust.replace('role/delivery-validation', 'role/*').replace('ArnEquals', 'ArnLike');
    },
    'its trust policy lets everybody of account 111111111111 that is called arn:aws:iam::111111111111:role/*',
  ],
  [
    'intelligent-tiering',
    'some objects only',
    (world) => {
      world.buckets[DATA_BUCKET] = {
        ...world.buckets[DATA_BUCKET],
        lifecycle: [{ id: 'x', enabled: true, filtered: true, storageClasses: ['INTELLIGENT_TIERING'], effects: [] }],
      };
    },
    'no enabled lifecycle rule',
  ],
  ...(
    [
      ['no lifecycle', () => [], 'it is not so that old versions expire after 365 days'],
      [
        'a shorter life',
        (rules) => rules.map((each) => ({ ...each, effects: ['objects expire after 1 days'] })),
        'objects expire after 1 days, which its template does not say',
      ],
      [
        'a rule switched off',
        (rules) => rules.map((each) => ({ ...each, enabled: false })),
        'it is not so that objects expire after 365 days',
      ],
      [
        'a rule for some objects',
        (rules) => rules.map((each) => ({ ...each, filtered: true })),
        'objects expire after 365 days, of some objects, which its template does not say',
      ],
    ] satisfies readonly (readonly [string, (rules: readonly LifecycleRule[]) => readonly LifecycleRule[], string])[]
  ).map(
    ([fault, change, because]): Fault => [
      'buckets-forget',
      fault,
      (world) => {
        const bucket = world.buckets[TRAIL_BUCKET];
        world.buckets[TRAIL_BUCKET] = { ...bucket, lifecycle: change(bucket?.lifecycle ?? []) };
      },
      because,
    ],
  ),
  [
    'buckets-forget',
    'a template that says nothing of a bucket',
    (world) => {
      world.templates['data-dev'] = '{"Resources":{"TrailBucket":{},"AccessLogs":{},"DataBucket":{}}}';
    },
    'declares no lifecycle',
  ],
];

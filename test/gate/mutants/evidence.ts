import type { Mutant, Workbench } from './mutant';

const BUCKET = 'AWS::S3::Bucket';
const KEY = 'AWS::KMS::Key';
const LOCKED = 'ZT-08-EvidenceLocked';
const SIGNS = 'ZT-05-OnlyTheCloserSigns';

/** A fault of the pipeline's stacks, and the rule that must name it. */
export type Row = readonly [rule: string, fault: string, change: (bench: Workbench) => void];

/** Sets one property. */
export const set =
  (prefix: string, type: string, path: string, value: unknown) =>
  (bench: Workbench): void =>
    bench.set(prefix, type, path, value);

const keep =
  (prefix: string, type: string, attributes: Readonly<Record<string, unknown>>) =>
  (bench: Workbench): void =>
    void Object.assign(bench.one(prefix, type), attributes);

const LOCK = 'ObjectLockConfiguration.Rule.DefaultRetention';

const lifecycle = (rule: Readonly<Record<string, unknown>>) =>
  set('EvidenceBucket', BUCKET, 'LifecycleConfiguration.Rules', [{ Id: 'x', Status: 'Enabled', ...rule }]);

/** Statements of a policy, changed. */
export const statements =
  (
    at: readonly [prefix: string, type: string, property: string],
    change: (all: Record<string, unknown>[]) => unknown,
  ) =>
  (bench: Workbench): void =>
    void change(bench.statements(...at));

const OF_BUCKET = ['EvidenceBucketPolicy', 'AWS::S3::BucketPolicy', 'PolicyDocument'] as const;
const OF_SIGNING_KEY = ['CloserSigningKey', KEY, 'KeyPolicy'] as const;
const OF_KEY = ['EvidenceKey', KEY, 'KeyPolicy'] as const;

const bySid =
  (sid: string, change: (statement: Record<string, unknown>) => unknown) => (all: Record<string, unknown>[]) => {
    const found = all.find(({ Sid }) => Sid === sid);
    if (found === undefined) throw new Error(`there is no statement ${sid}`);
    change(found);
  };

const without = (sid: string) => (all: Record<string, unknown>[]) => {
  const at = all.findIndex(({ Sid }) => Sid === sid);
  if (at < 0) throw new Error(`there is no statement ${sid}`);
  all.splice(at, 1);
};

const OWN = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:role/anybody' }, Resource: '*' };

const ROWS: readonly Row[] = [
  [
    LOCKED,
    'nothing is locked',
    (bench) => {
      bench.set('EvidenceBucket', BUCKET, 'ObjectLockEnabled', undefined);
      bench.set('EvidenceBucket', BUCKET, 'ObjectLockConfiguration', undefined);
    },
  ],
  [LOCKED, 'the bucket cannot lock', set('EvidenceBucket', BUCKET, 'ObjectLockEnabled', undefined)],
  [LOCKED, 'the bucket shall not lock', set('EvidenceBucket', BUCKET, 'ObjectLockEnabled', false)],
  [LOCKED, 'objects come without a lock', set('EvidenceBucket', BUCKET, 'ObjectLockConfiguration.Rule', undefined)],
  [LOCKED, 'the lock is not configured', set('EvidenceBucket', BUCKET, 'ObjectLockConfiguration', undefined)],
  [
    LOCKED,
    'the lock is said to be off',
    set('EvidenceBucket', BUCKET, 'ObjectLockConfiguration.ObjectLockEnabled', 'Disabled'),
  ],
  [LOCKED, 'the lock is of no mode', set('EvidenceBucket', BUCKET, `${LOCK}.Mode`, undefined)],
  [LOCKED, 'the lock is of another mode', set('EvidenceBucket', BUCKET, `${LOCK}.Mode`, 'NONE')],
  [LOCKED, 'the lock lasts no day', set('EvidenceBucket', BUCKET, `${LOCK}.Days`, 0)],
  [LOCKED, 'nobody says how long the lock lasts', set('EvidenceBucket', BUCKET, `${LOCK}.Days`, undefined)],
  [
    LOCKED,
    'the deployment says how long the lock lasts',
    set('EvidenceBucket', BUCKET, `${LOCK}.Days`, { Ref: 'Days' }),
  ],
  ...[
    { ExpirationInDays: 1 },
    { ExpirationDate: '2027-01-01' },
    { NoncurrentVersionExpiration: { NoncurrentDays: 1 } },
    { NoncurrentVersionExpirationInDays: 1 },
    { ExpirationInDays: { Ref: 'Days' } },
  ].map((rule): Row => [LOCKED, `evidence goes by ${JSON.stringify(rule)}`, lifecycle(rule)]),
  [LOCKED, 'evidence may be written over', statements(OF_BUCKET, without('WriteOnce'))],
  ...['releases', 'chain', 'keys'].map(
    (prefix): Row => [
      LOCKED,
      `what lies in ${prefix} may be written over`,
      statements(
        OF_BUCKET,
        bySid('WriteOnce', (statement) => {
          statement['Resource'] = (statement['Resource'] as unknown[]).filter(
            (each) => !JSON.stringify(each).includes(prefix),
          );
        }),
      ),
    ],
  ),
  [
    LOCKED,
    'only some may not write over evidence',
    statements(
      OF_BUCKET,
      bySid('WriteOnce', (each) => {
        each['Principal'] = { AWS: 'arn:aws:iam::111111111111:root' };
      }),
    ),
  ],
  [
    LOCKED,
    'somebody is spared who writes over evidence',
    statements(
      OF_BUCKET,
      bySid('WriteOnce', (each) => {
        each['Condition'] = {
          ...(each['Condition'] as object),
          ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/admin' },
        };
      }),
    ),
  ],
  [
    LOCKED,
    'a role writes evidence by the policy of the bucket',
    statements(OF_BUCKET, (all) => all.push({ ...OWN, Action: 's3:PutObject' })),
  ],
  [
    LOCKED,
    'a service writes evidence by the policy of the bucket',
    statements(OF_BUCKET, (all) =>
      all.push({ ...OWN, Principal: { Service: 'logging.s3.amazonaws.com' }, Action: 's3:PutObject' }),
    ),
  ],
  [
    LOCKED,
    'a role reads evidence by the policy of its key',
    statements(OF_KEY, (all) => all.push({ ...OWN, Action: 'kms:Decrypt' })),
  ],
  ...(
    [
      ['EvidenceBucket', BUCKET, LOCKED],
      ['EvidenceBucketPolicy', 'AWS::S3::BucketPolicy', LOCKED],
      ['EvidenceKey', KEY, LOCKED],
      ['CloserSigningKey', KEY, SIGNS],
    ] as const
  ).flatMap(([prefix, type, rule]): readonly Row[] => [
    [rule, `${prefix} goes with its stack`, keep(prefix, type, { DeletionPolicy: 'Delete' })],
    [rule, `nobody says what becomes of ${prefix}`, keep(prefix, type, { DeletionPolicy: undefined })],
    [rule, `${prefix} goes when it is replaced`, keep(prefix, type, { UpdateReplacePolicy: 'Delete' })],
  ]),
  [SIGNS, 'everybody of the account may sign', statements(OF_SIGNING_KEY, without('OnlyTheClosingFunctionSigns'))],
  ...(
    [
      [
        'another role may sign',
        {
          ArnNotEquals: {
            'aws:PrincipalArn': [
              'arn:aws:iam::111111111111:role/zero-trust-delivery-close-release-us-east-1',
              'arn:aws:iam::111111111111:role/other',
            ],
          },
        },
      ],
      ['every role of a name may sign', { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/*' } }],
      ['whoever has a tag may sign', { StringNotEquals: { 'aws:PrincipalTag/signs': 'yes' } }],
      ['whoever comes from somewhere may sign', { NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }],
    ] as const
  ).map(
    ([fault, Condition]): Row => [
      SIGNS,
      fault,
      statements(
        OF_SIGNING_KEY,
        bySid('OnlyTheClosingFunctionSigns', (each) => Object.assign(each, { Condition })),
      ),
    ],
  ),
  [
    SIGNS,
    'only roles are kept from signing',
    statements(
      OF_SIGNING_KEY,
      bySid('OnlyTheClosingFunctionSigns', (each) => {
        each['Principal'] = { AWS: 'arn:aws:iam::111111111111:root' };
      }),
    ),
  ],
  [
    SIGNS,
    'what is refused is another call',
    statements(
      OF_SIGNING_KEY,
      bySid('OnlyTheClosingFunctionSigns', (each) => {
        each['Action'] = 'kms:Verify';
      }),
    ),
  ],
  [SIGNS, 'the key is of another kind', set('CloserSigningKey', KEY, 'KeySpec', 'RSA_2048')],
  [SIGNS, 'the key encrypts', set('CloserSigningKey', KEY, 'KeyUsage', 'ENCRYPT_DECRYPT')],
];

/** Rows as mutants. */
export const inPipeline = (rows: readonly Row[]): readonly Mutant[] =>
  rows.map(([rule, fault, change]) => ({ rule, fault, in: 'pipeline', break: change }));

/** What keeps evidence true, broken row by row. */
export const EVIDENCE = inPipeline(ROWS);

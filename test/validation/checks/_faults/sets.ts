import { DATA_KEY_ARN, KEY_ARN, WORKLOAD_ROLE, type World } from '../../fake-cloud';
import { DATA_BUCKET } from '../../healthy-names';
import type { Fault } from './change';

type Statement = Readonly<Record<string, unknown>>;
interface Document {
  readonly Statement: readonly Statement[];
}

const edited = (
  policy: string | undefined,
  edit: (statements: readonly Statement[]) => readonly Statement[],
): string => {
  const { Statement: statements, ...rest } = JSON.parse(policy ?? '{"Statement":[]}') as Document;
  return JSON.stringify({ ...rest, Statement: edit(statements) });
};

const add = (policy: string | undefined, statement: Statement): string => edited(policy, (all) => [...all, statement]);

/** One more entry in the condition of a statement. */
const except = (policy: string | undefined, sid: string, condition: Statement): string =>
  edited(policy, (all) =>
    all.map((each) =>
      each['Sid'] === sid ? { ...each, Condition: { ...(each['Condition'] as Statement), ...condition } } : each,
    ),
  );

const onBucket = (world: World, change: (policy: string | undefined) => string): void => {
  world.buckets[DATA_BUCKET] = { ...world.buckets[DATA_BUCKET], policy: change(world.buckets[DATA_BUCKET]?.policy) };
};

const ADDRESSES = { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } };

/** Policies that are opened under a condition, and Denies that make an exception. */
export const SETS: readonly Fault[] = [
  [
    'key-policies',
    'everybody of an organization',
    (world) => {
      world.policies[DATA_KEY_ARN] = add(world.policies[DATA_KEY_ARN], {
        Effect: 'Allow',
        Principal: '*',
        Action: 'kms:Decrypt',
        Resource: '*',
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-somebody' } },
      });
    },
    'its policy lets every account of organization o-somebody in (kms:Decrypt)',
  ],
  ...(
    [
      [
        'every account under a condition that anybody meets',
        '*',
        'every account in (kms:Decrypt): aws:MultiFactorAuthPresent keeps',
      ],
      ['another account for what log groups ask', '999999999999', 'everybody of account 999999999999 in (kms:Decrypt)'],
    ] as const
  ).map(
    ([what, who, says]): Fault => [
      'logs-key-readers',
      what,
      (world) => {
        world.policies[KEY_ARN] = add(world.policies[KEY_ARN], {
          Effect: 'Allow',
          Principal: { AWS: who },
          Action: ['kms:Encrypt', 'kms:Dec*'],
          Resource: '*',
          Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
        });
      },
      says,
    ],
  ),
  [
    'bucket-deliveries',
    'everybody who comes through a service',
    (world) =>
      onBucket(world, (policy) =>
        add(policy, {
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Action: 's3:GetObject',
          Resource: '*',
          Condition: { Bool: { 'aws:ViaAWSService': 'true' } },
        }),
      ),
    'aws:ViaAWSService keeps nobody out',
  ],
  [
    'roles-trust-nobody-else',
    'a role of another account',
    (world) => {
      const found = world.roles[WORKLOAD_ROLE];
      if (found)
        found.trust = add(found.trust, {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::999999999999:role/delivery-validation' },
          Action: 'sts:AssumeRole',
        });
    },
    'its trust policy lets arn:aws:iam::999999999999:role/delivery-validation in (sts:AssumeRole)',
  ],
  [
    'bucket-refuses-other-keys',
    'but for some addresses',
    (world) => onBucket(world, (policy) => except(policy, 'RefuseAnotherKey', ADDRESSES)),
    'NotIpAddress aws:SourceIp 203.0.113.0/24',
  ],
  [
    'buckets-refuse-plain-http',
    'but for some addresses',
    (world) => onBucket(world, (policy) => except(policy, 'Tls', ADDRESSES)),
    'NotIpAddress aws:SourceIp 203.0.113.0/24',
  ],
  [
    'role-refused-outside-vpc',
    'but for a tag',
    (world) => {
      const found = world.roles[WORKLOAD_ROLE];
      if (!found) return;
      const tag = { StringNotEquals: { 'aws:PrincipalTag/ops': 'yes' } };
      const change = (policy: string) => except(policy, 'RefuseOutsideTheVpc', tag);
      found.inline = Object.fromEntries(Object.entries(found.inline).map(([name, policy]) => [name, change(policy)]));
      found.attached = Object.fromEntries(
        Object.entries(found.attached).map(([name, policy]) => [name, change(policy)]),
      );
    },
    'aws:PrincipalTag/ops',
  ],
];

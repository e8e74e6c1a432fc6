import { beforeAll, describe, expect, test } from '@jest/globals';
import { evaluate, type PolicyDocument } from '../../lib/policy';
import { Delivery } from './_helpers/delivery';

interface Permissions {
  readonly Statement: readonly { readonly Action: string | readonly string[] }[];
}

const actionsOf = (delivery: Delivery, id: string): readonly string[] => {
  const [policy] = delivery.resources('AWS::IAM::ManagedPolicy').filter(([each]) => each.startsWith(id));
  if (policy === undefined) throw new Error(`there is no policy ${id}`);
  const { Statement: statements } = policy[1]['PolicyDocument'] as Permissions;
  return statements.flatMap(({ Action: action }) => action).toSorted();
};

const KNOWN: Readonly<Record<string, string>> = { 'AWS::Partition': 'aws', 'AWS::AccountId': '111111111111' };

/** For `JSON.parse`: texts instead of what CloudFormation makes of them. */
const resolve = (_: string, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value && typeof value.Ref === 'string') return KNOWN[value.Ref] ?? value;
  return 'Fn::Join' in value && Array.isArray(value['Fn::Join']) ? value['Fn::Join'][1].join('') : value;
};

describe('releases are closed', () => {
  let delivery: Delivery;
  beforeAll(() => {
    delivery = Delivery.of();
  });

  test('when an execution has ended, however, and decisions are written down when they are made', () => {
    const rules = delivery.resources('AWS::Events::Rule').filter(([id]) => id.startsWith('Closer'));
    expect(rules.map(([, { EventPattern: pattern }]) => pattern)).toEqual([
      {
        source: ['aws.codepipeline'],
        'detail-type': ['CodePipeline Pipeline Execution State Change'],
        detail: {
          pipeline: ['zero-trust-delivery'],
          state: ['SUCCEEDED', 'FAILED', 'STOPPED', 'SUPERSEDED', 'CANCELED'],
        },
      },
      {
        source: ['aws.codepipeline'],
        'detail-type': ['CodePipeline Action Execution State Change'],
        detail: {
          pipeline: ['zero-trust-delivery'],
          state: ['SUCCEEDED', 'FAILED', 'ABANDONED'],
          type: { category: ['Approval'] },
        },
      },
    ]);
  });

  test('with a key that can do nothing but sign, and that goes with nobody', () => {
    const [[, key] = []] = delivery.resources('AWS::KMS::Key').filter(([id]) => id.startsWith('CloserSigningKey'));
    expect(key).toMatchObject({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
    expect(key).not.toHaveProperty('EnableKeyRotation');
  });

  test.each([
    ['the closing function', 'zero-trust-delivery-close-release-us-east-1', 'allow'],
    ['an administrator', 'Admin', 'deny'],
    ['the build', 'zero-trust-delivery-build', 'deny'],
  ])('with that key, which KMS refuses to everybody else: %s as %s, %s', (_, role, effect) => {
    const [[, key] = []] = delivery.resources('AWS::KMS::Key').filter(([id]) => id.startsWith('CloserSigningKey'));
    const policy: PolicyDocument = JSON.parse(JSON.stringify(key?.['KeyPolicy']), resolve);
    const arn = `arn:aws:iam::111111111111:role/${role}`;
    const decision = evaluate([policy], {
      principal: { kind: 'aws', arn, account: '111111111111' },
      action: 'kms:Sign',
      resource: 'arn:aws:kms:us-east-1:111111111111:key/1',
      context: { 'aws:PrincipalArn': arn },
    });
    expect(decision.effect).toBe(effect);
  });

  test('by a function that adds and signs, and deletes and changes nothing', () => {
    expect(actionsOf(delivery, 'CloserPermissions')).toEqual([
      ...['codepipeline:GetPipelineExecution', 'codepipeline:ListActionExecutions'],
      ...['kms:Decrypt', 'kms:GenerateDataKey', 'kms:GetPublicKey', 'kms:Sign'],
      ...[
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        's3:GetObject',
        's3:ListBucket',
        's3:PutObject',
        'sqs:SendMessage',
      ],
    ]);
  });

  test('after a build that can only add what it leaves', () => {
    expect(actionsOf(delivery, 'KeepBuilds')).toEqual(['kms:Decrypt', 'kms:GenerateDataKey', 's3:PutObject']);
  });

  test('for auditors who can read and check, and write nothing', () => {
    expect(actionsOf(delivery, 'ReaderPermissions')).toEqual([
      ...['kms:Decrypt', 'kms:GetPublicKey', 'kms:Verify', 's3:GetObject', 's3:GetObjectRetention'],
      ...['s3:GetObjectVersion', 's3:ListBucket', 's3:ListBucketVersions'],
    ]);
  });

  test('into a bucket that holds them for as long as the configuration says', () => {
    const [[, bucket] = []] = delivery.resources('AWS::S3::Bucket').filter(([id]) => id.startsWith('Evidence'));
    expect(bucket?.['ObjectLockConfiguration']).toEqual({
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } },
    });
  });
});

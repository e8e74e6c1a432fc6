import { functionName, functionRoleName } from '../../contract/names';
import { notUnderKey } from '../../policy';
import { type CheckResult, fail } from '../check';
import type { LiveTarget } from '../live-target';
import { bucketArn, bucketPolicyOf, bucketsOf } from './buckets';
import { absentKey, keyFor } from './keys';
import { owned } from './owned';
import { leavesNothingOpen, mustBeRefused, mustNotBeRefused, type Policies } from './refusal';
import { type DeployedRole, roleNamed } from './roles';

const ALGORITHM = 's3:x-amz-server-side-encryption';
const KEY = 's3:x-amz-server-side-encryption-aws-kms-key-id';

/** Headers of an object that is encrypted with a key. */
export const encryptedWith = (keyArn: string): Readonly<Record<string, string>> => ({
  [ALGORITHM]: 'aws:kms',
  [KEY]: keyArn,
});

/** Ways in which an object may come unencrypted, in words and as condition keys. */
export const unencrypted = (keyArn: string): Readonly<Record<string, Readonly<Record<string, string>>>> => ({
  'a put without encryption': {},
  'a put encrypted by S3 itself': { [ALGORITHM]: 'AES256' },
  'a put encrypted by S3 itself that names the data key': { [ALGORITHM]: 'AES256', [KEY]: keyArn },
});

/** Ways in which an object may come under another key. */
export const otherwiseEncrypted = (keyArn: string): Readonly<Record<string, Readonly<Record<string, string>>>> => ({
  'a put under another key': { [ALGORITHM]: 'aws:kms', [KEY]: `${keyArn}-another` },
  'a put under the default key of S3': { [ALGORITHM]: 'aws:kms' },
});

/** Circumstances of a call from inside the VPC over TLS. */
export const fromInside = async (target: LiveTarget): Promise<Readonly<Record<string, string>>> => ({
  'aws:SourceVpc': (await owned(target, 'AWS::EC2::VPC'))[0] ?? 'no-vpc',
  'aws:ViaAWSService': 'false',
  'aws:SecureTransport': 'true',
  's3:TlsVersion': '1.3',
});

/** The role as which the workload runs; a fail of its own where it is missing. */
export const workloadRole = async (target: LiveTarget): Promise<DeployedRole | CheckResult> => {
  const name = functionRoleName(functionName(target.qualified), target.region);
  const role = await roleNamed(target, name);
  return role ?? fail(name, 'the role does not exist', `deploy the data stack of ${target.environment}`);
};

/** The data bucket's policy, which must refuse whoever asks. */
export const bucketRefusals = async (target: LiveTarget, bucket: string): Promise<Policies> => ({
  of: `the policy of ${bucket}`,
  fix: `deploy the data stack of ${target.environment} again: somebody changed the bucket's policy`,
  identity: [],
  resource: await bucketPolicyOf(target, bucket),
});

/** The workload role's own policies. */
export const roleRefusals = (target: LiveTarget, role: DeployedRole): Policies => ({
  of: `the policies of ${role.name}`,
  fix: `deploy the data stack of ${target.environment} again: somebody changed the role's policies`,
  identity: role.policies,
});

/** Puts with these headers must be refused by policies, and one under the data key must not. */
export const refusedPuts = async (
  target: LiveTarget,
  policies: Policies,
  headersFor: (keyArn: string) => Readonly<Record<string, Readonly<Record<string, string>>>>,
  callerArn = `arn:${target.partition}:iam::${target.account}:role/anybody`,
  bucket = bucketsOf(target).data,
): Promise<readonly CheckResult[]> => {
  const { key, alias } = await keyFor(target, 'data');
  if (!key) return [absentKey(target, alias)];
  const inside = await fromInside(target);
  const put = (what: string, headers: Readonly<Record<string, string>>) => ({
    what,
    action: 's3:PutObject',
    resource: `${bucketArn(target, bucket)}/processed/any`,
    context: { ...inside, ...headers },
    caller: { arn: callerArn, account: target.account },
  });
  const refused = Object.entries(headersFor(key.arn)).map(([what, headers]) =>
    mustBeRefused(target, put(what, headers), policies),
  );
  const objects = `${bucketArn(target, bucket)}/*`;
  const required = {
    of: policies.resource ? 'everybody' : 'holder',
    calls: [['s3:PutObject', objects]],
    cases: notUnderKey(key.arn),
  } as const;
  return [
    ...(await Promise.all(refused)),
    ...leavesNothingOpen(policies, required),
    mustNotBeRefused(put('a put under the data key goes through', encryptedWith(key.arn)), policies),
  ];
};

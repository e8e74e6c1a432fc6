import { outsideOf } from '../../policy';
import type { Check, CheckResult } from '../check';
import { bucketArn, bucketsOf } from '../facts/buckets';
import { fromInside, roleRefusals, workloadRole } from '../facts/data-puts';
import { absentKey, environmentKeys } from '../facts/keys';
import { owned } from '../facts/owned';
import { leavesNothingOpen, mustBeRefused, mustNotBeRefused } from '../facts/refusal';
import type { DeployedRole } from '../facts/roles';
import type { LiveTarget } from '../live-target';

/** Calls from elsewhere: another VPC, and none at all. */
const ELSEWHERE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'from another VPC': { 'aws:SourceVpc': 'vpc-of-somebody', 'aws:ViaAWSService': 'false' },
  'from outside of any VPC': { 'aws:ViaAWSService': 'false' },
};

const judge = async (target: LiveTarget, role: DeployedRole): Promise<readonly CheckResult[]> => {
  const [keys, secrets] = await Promise.all([environmentKeys(target), owned(target, 'AWS::SecretsManager::Secret')]);
  const arnOf = (purpose: string) => keys.find((each) => each.purpose === purpose)?.key?.arn;
  const [dataKey, secretsKey] = [arnOf('data'), arnOf('secrets')];
  if (dataKey === undefined || secretsKey === undefined) {
    return keys.filter(({ key }) => key === undefined).map(({ alias }) => absentKey(target, alias));
  }
  const object = `${bucketArn(target, bucketsOf(target).data)}/incoming/any`;
  const guarded: readonly (readonly [string, string])[] = [
    ['s3:GetObject', object],
    ['s3:ListBucket', bucketArn(target, bucketsOf(target).data)],
    ['kms:Decrypt', dataKey],
    ['kms:Decrypt', secretsKey],
    ...secrets.map((secret) => ['secretsmanager:GetSecretValue', secret] as const),
  ];
  const caller = { arn: role.arn, account: target.account };
  const policies = roleRefusals(target, role);
  const inside = await fromInside(target);
  const refused = guarded.flatMap(([action, resource]) =>
    Object.entries(ELSEWHERE).map(([where, context]) =>
      mustBeRefused(target, { what: `${action} on ${resource} ${where}`, action, resource, context, caller }, policies),
    ),
  );
  const needed = guarded.map(([action, resource]) =>
    mustNotBeRefused(
      { what: `${action} on ${resource} from inside`, action, resource, context: inside, caller },
      policies,
    ),
  );
  const bucket = bucketArn(target, bucketsOf(target).data);
  const calls = [
    ...[bucket, `${bucket}/*`].map((resource) => ['s3:*', resource] as const),
    ...[dataKey, secretsKey].map((resource) => ['kms:*', resource] as const),
    ...secrets.map((resource) => ['secretsmanager:*', resource] as const),
  ];
  const cases = outsideOf(inside['aws:SourceVpc'] ?? 'no-vpc');
  return [...(await Promise.all(refused)), ...needed, ...leavesNothingOpen(policies, { of: 'holder', calls, cases })];
};

/** The workload role's deployed policies refuse it bucket, keys and secret from outside the VPC by an explicit Deny (ZT-09). */
export const roleRefusedOutsideVpc: Check = {
  id: 'role-refused-outside-vpc',
  requirement: 'ZT-09',
  proves: "outside the VPC the workload role is refused the environment's bucket, keys and secret by an explicit Deny",
  run: async (target) => {
    const role = await workloadRole(target);
    return 'status' in role ? [role] : judge(target, role);
  },
};

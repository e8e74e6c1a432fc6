import { functionName, functionRoleName } from '../../contract/names';
import { listAt, objectAt } from '../../ground/json';
import { evaluate, type PolicyDocument } from '../../policy';
import { type Check, type CheckResult, cannotTell, fail, pass } from '../check';
import type { AccountEntry } from '../cloud/principals';
import { bucketArn, bucketsOf } from '../facts/buckets';
import { guestSubject, isGuestPrincipal } from '../facts/guests';
import { environmentKeys } from '../facts/keys';
import { owned } from '../facts/owned';
import type { LiveTarget } from '../live-target';
import { allPages } from '../pages';

type Principal = Exclude<AccountEntry, { readonly kind: 'policy' }>;

/** Something that only the environment's own roles and the pipeline may do. */
interface Deed {
  readonly what: string;
  readonly action: string;
  readonly resource: string;
}

/** The roles of `cdk bootstrap`, as which the pipeline deploys. */
const BOOTSTRAP = /^cdk-[a-z0-9]+-(cfn-exec|deploy|file-publishing|image-publishing|lookup)-role-\d{12}-[a-z0-9-]+$/;

/** Only AWS's services become these. */
const isOfService = (arn: string): boolean => arn.includes(':role/aws-service-role/');

const deedsOf = async (target: LiveTarget): Promise<readonly Deed[]> => {
  const { partition, account, region, qualified } = target;
  const workload = functionName(qualified);
  const role = `arn:${partition}:iam::${account}:role/${functionRoleName(workload, region)}`;
  const code = `arn:${partition}:lambda:${region}:${account}:function:${workload}`;
  const secrets = await owned(target, 'AWS::SecretsManager::Secret');
  const keys = (await environmentKeys(target)).flatMap(({ key, purpose }) => (key ? [{ arn: key.arn, purpose }] : []));
  return [
    ...keys.map(({ arn, purpose }) => ({
      what: `decrypt with the ${purpose} key`,
      action: 'kms:Decrypt',
      resource: arn,
    })),
    ...keys.map(({ arn, purpose }) => ({
      what: `change the ${purpose} key`,
      action: 'kms:PutKeyPolicy',
      resource: arn,
    })),
    { what: 'read data', action: 's3:GetObject', resource: `${bucketArn(target, bucketsOf(target).data)}/processed/a` },
    { what: 'write data', action: 's3:PutObject', resource: `${bucketArn(target, bucketsOf(target).data)}/incoming/a` },
    ...secrets.map((arn) => ({ what: 'read the secret', action: 'secretsmanager:GetSecretValue', resource: arn })),
    { what: "change the workload's code", action: 'lambda:UpdateFunctionCode', resource: code },
    { what: "give the workload's role away", action: 'iam:PassRole', resource: role },
    { what: "change what the workload's role may do", action: 'iam:PutRolePolicy', resource: role },
    { what: "change who may be the workload's role", action: 'iam:UpdateAssumeRolePolicy', resource: role },
  ];
};

/**
 * A policy as whoever holds it can make it count: he chooses what conditions ask for, so that a condition narrows no Allow, and a
 * Deny under one refuses nothing for certain.
 */
const atItsWidest = (document: PolicyDocument): PolicyDocument => ({
  ...document,
  Statement: listAt(document['Statement'])
    .map(objectAt)
    .filter(({ Effect, Condition }) => Effect === 'Allow' || Condition === undefined)
    .map(({ Condition: _, ...statement }) => statement),
});

const documentOf = (text: string): PolicyDocument => atItsWidest(JSON.parse(text) as PolicyDocument);

/** Everything that a principal may do, his groups' policies included; undefined for a policy that IAM has not told. */
const policiesOf = (principal: Principal, all: readonly AccountEntry[]): readonly (PolicyDocument | undefined)[] => {
  const groups = all.filter((each) => each.kind === 'group' && principal.groups.includes(each.name)) as Principal[];
  const holders = [principal, ...groups];
  const attached = holders
    .flatMap((each) => each.attached)
    .map((arn) => {
      const found = all.find((each) => each.kind === 'policy' && each.arn === arn);
      return found?.kind === 'policy' ? documentOf(found.document) : undefined;
    });
  return [...holders.flatMap(({ inline }) => inline.map(documentOf)), ...attached];
};

const judge = (
  principal: Principal,
  all: readonly AccountEntry[],
  deeds: readonly Deed[],
  target: LiveTarget,
): readonly CheckResult[] => {
  const { kind, arn, name } = principal;
  const policies = policiesOf(principal, all);
  const known = policies.filter((each) => each !== undefined);
  if (known.length < policies.length) return [cannotTell(arn, 'IAM does not tell what one of its policies says')];
  const caller = { kind: 'aws', arn, account: target.account } as const;
  const boundary = all.find((each) => each.kind === 'policy' && each.arn === principal.boundary);
  const bounds = boundary?.kind === 'policy' ? [documentOf(boundary.document)] : [];
  const may = deeds.filter(({ action, resource }) =>
    [known, ...bounds.map((each) => [each])].every(
      (documents) => evaluate(documents, { principal: caller, action, resource, context: {} }).effect !== 'deny',
    ),
  );
  if (may.length === 0) return [];
  if (isGuestPrincipal(name, target)) return [pass(guestSubject(arn, kind))];
  return [
    fail(
      arn,
      `this ${kind}, which no release made, may ${may.map(({ what }) => what).join(', ')}`,
      `take these permissions away and deactivate its keys (aws iam), or declare ${name} in guests.principals of ${target.environment} in delivery.config.ts`,
    ),
  ];
};

/** Nobody of the account but the environment's roles and the pipeline may reach keys, data, secrets, code and roles (ZT-09). */
export const nobodyElseReaches: Check = {
  id: 'nobody-else-reaches',
  requirement: 'ZT-09',
  proves:
    "no user, group or role of the account that no release made may use the environment's keys, data, secrets, code or roles",
  run: async (target) => {
    const all = await allPages((nextToken) => target.cloud.accountEntries(nextToken));
    const roles = await owned(target, 'AWS::IAM::Role');
    const others = all.filter(
      (each): each is Principal =>
        each.kind !== 'policy' && !roles.includes(each.name) && !BOOTSTRAP.test(each.name) && !isOfService(each.arn),
    );
    const deeds = await deedsOf(target);
    const answers = others.flatMap((each) => judge(each, all, deeds, target));
    return answers.some(({ status }) => status !== 'pass')
      ? answers
      : [...answers, pass(`${others.length} users, groups and roles of others in ${target.account}`)];
  },
};

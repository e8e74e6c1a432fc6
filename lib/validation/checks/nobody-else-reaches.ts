import { functionName, functionRoleName } from '../../contract/names';
import { type JsonObject, listAt, objectAt } from '../../ground/json';
import { conditionKey, evaluate, outsiders, type PolicyDocument, type Test, testsOf } from '../../policy';
import { type Check, type CheckResult, cannotTell, fail, pass } from '../check';
import type { AccountEntry } from '../cloud/principals';
import { accountEntriesOf } from '../facts/account';
import { type BootstrapRoles, rolesOfBootstrap } from '../facts/bootstrap-roles';
import { bucketArn, bucketsOf } from '../facts/buckets';
import { declaring, guestSubject, isGuestPrincipal } from '../facts/guests';
import { environmentKeys } from '../facts/keys';
import { owned } from '../facts/owned';
import type { LiveTarget } from '../live-target';

type Principal = Exclude<AccountEntry, { readonly kind: 'policy' }>;

/** Something that only the environment's own roles and the pipeline may do. */
interface Deed {
  readonly what: string;
  readonly action: string;
  readonly resource: string;
}

/**
 * Whether a role is linked to one of AWS's services: it stands under that service's path, and only the service becomes it. The
 * service decides what it may, and nobody else can attach anything to it.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html
 */
const isOfService = ({ arn, trust }: Principal, { region }: LiveTarget): boolean => {
  const [, owner] = /:role\/aws-service-role\/([^/]+)\//.exec(arn) ?? [];
  if (owner === undefined || trust === undefined) return false;
  const intended = { accounts: [], service: (service: string) => service === owner };
  return outsiders(JSON.parse(trust), { type: 'AWS::IAM::Role', region }, intended).length === 0;
};

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

/** Whether a condition's key says whose resource is asked for, which nobody can choose. */
const saysWhose = ({ key }: { readonly key: string }): boolean => {
  const { kind, form } = conditionKey(key);
  return kind.aws === 'resource' && form === 'account';
};

/**
 * A policy as whoever holds it can make it count: he chooses what conditions ask for, so that a condition narrows no Allow, and a
 * Deny under one refuses nothing for certain. Whose the resource is he cannot choose.
 */
const atItsWidest = (document: PolicyDocument): PolicyDocument => ({
  ...document,
  Statement: listAt(document['Statement'])
    .map(objectAt)
    .flatMap(({ Condition: condition, ...statement }) => {
      const tests = testsOf(condition) ?? [{ operator: '', key: '', values: '' }];
      const certain = tests.filter(saysWhose);
      if (statement['Effect'] !== 'Allow' && certain.length < tests.length) return [];
      return [{ ...statement, ...(certain.length > 0 && { Condition: conditionOf(certain) }) }];
    }),
});

const conditionOf = (tests: readonly Test[]): JsonObject => {
  const operators = [...new Set(tests.map(({ operator }) => operator))];
  return Object.fromEntries(
    operators.map((operator) => [
      operator,
      Object.fromEntries(tests.filter((each) => each.operator === operator).map(({ key, values }) => [key, values])),
    ]),
  );
};

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

/** What of the deeds a principal may do; undefined where IAM does not tell what a policy of it says. */
const deedsBy = (
  principal: Principal,
  all: readonly AccountEntry[],
  deeds: readonly Deed[],
  account: string,
): readonly Deed[] | undefined => {
  const policies = policiesOf(principal, all);
  const known = policies.filter((each) => each !== undefined);
  if (known.length < policies.length) return undefined;
  const caller = { kind: 'aws', arn: principal.arn, account } as const;
  const boundary = all.find((each) => each.kind === 'policy' && each.arn === principal.boundary);
  const context = { 'aws:ResourceAccount': account, 's3:ResourceAccount': account };
  const bounds = boundary?.kind === 'policy' ? [documentOf(boundary.document)] : [];
  return deeds.filter(({ action, resource }) =>
    [known, ...bounds.map((each) => [each])].every(
      (documents) => evaluate(documents, { principal: caller, action, resource, context }).effect !== 'deny',
    ),
  );
};

interface Account {
  readonly target: LiveTarget;
  readonly all: readonly AccountEntry[];
  readonly deeds: readonly Deed[];
  readonly bootstrap: BootstrapRoles;
}

const judge = (principal: Principal, { target, all, deeds, bootstrap }: Account): readonly CheckResult[] => {
  const { kind, arn, name, trust } = principal;
  const guest = isGuestPrincipal(name, target);
  const declare = declaring(name, target);
  const deploys = kind === 'role' ? bootstrap.kind(name) : undefined;
  const may = deedsBy(principal, all, deeds, target.account);
  if (may === undefined) return [cannotTell(arn, 'IAM does not tell what one of its policies says')];
  if (deploys === undefined) {
    if (may.length === 0) return [];
    if (guest) return [pass(guestSubject(arn, kind))];
    const because = `this ${kind}, which no release made, may ${may.map(({ what }) => what).join(', ')}`;
    return [fail(arn, because, `take these permissions away and deactivate its keys (aws iam)${declare}`)];
  }
  const more = may.filter(({ action }) => !bootstrap.may(deploys, action));
  const flaws = [
    ...(more.length > 0 ? [`may ${more.map(({ what }) => what).join(', ')}`] : []),
    ...bootstrap.trusts(deploys, JSON.parse(trust ?? '{}')).map((way) => `lets ${way}`),
  ];
  if (flaws.length === 0) return [];
  if (guest) return [pass(guestSubject(arn, kind))];
  return flaws.map((flaw) =>
    fail(
      arn,
      `this role, as which targets are deployed, ${flaw}, which cdk bootstrap does not give it`,
      `put it right by cdk bootstrap, and take away what that leaves (aws iam)${declare}`,
    ),
  );
};

/** Nobody of the account but the environment's roles and the pipeline may reach keys, data, secrets, code and roles (ZT-09). */
export const nobodyElseReaches: Check = {
  id: 'nobody-else-reaches',
  requirement: 'ZT-09',
  proves:
    "no user, group or role of the account that no release made may use the environment's keys, data, secrets, code or roles",
  run: async (target) => {
    const all = await accountEntriesOf(target);
    const roles = await owned(target, 'AWS::IAM::Role');
    const others = all.filter(
      (each): each is Principal => each.kind !== 'policy' && !roles.includes(each.name) && !isOfService(each, target),
    );
    const account = { target, all, deeds: await deedsOf(target), bootstrap: await rolesOfBootstrap(target) };
    const answers = others.flatMap((each) => judge(each, account));
    return answers.some(({ status }) => status !== 'pass')
      ? answers
      : [...answers, pass(`${others.length} users, groups and roles of others in ${target.account}`)];
  },
};

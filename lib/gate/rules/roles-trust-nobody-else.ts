import { listAt, objectAt } from '../../ground/json';
import { foreignPrincipals, servicesIn } from '../../policy';
import { ask, mayPass, policyAt, principalOf, STRANGER } from '../templates/asking';
import { shown } from '../templates/intrinsics';
import { arnOf } from '../templates/physical-ids';
import type { Resource } from '../templates/target';
import type { Rule } from './rule';

/** ZT-09: a role is assumed by the services and the one role it names, never by anybody or by a whole account. */
export const rolesTrustNobodyElse: Rule = {
  id: 'ZT-09-RolesTrustNobodyElse',
  requires: 'A role can be assumed by the service or role it is for, never by anybody or a whole other account.',
  why: 'Permissions are worth what the trust policy is worth.',
  fix: 'Name the service; for another account name its root under ArnEquals aws:PrincipalArn, as ValidationAccessStack does.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html',
  hipaa: ['164.308(a)(4)(i)', '164.312(a)(1)', '164.312(d)'],
  appliesTo: 'any',
  check: (target) => {
    const runners = target.of('AWS::Lambda::Function').map(({ properties: { Role: role } }) => role);
    const functions = new Set(runners.map((role) => target.find(role, 'AWS::IAM::Role')));
    return target.each('AWS::IAM::Role', (role) => [
      ...flaws(role),
      ...(functions.has(role) ? othersThanLambda(role) : []),
    ]);
  },
};

/** The role of a function is for Lambda: what else may become it can be anything, a machine for example. */
const othersThanLambda = ({ properties, identity, stack }: Resource): readonly string[] => {
  const policy = policyAt(properties['AssumeRolePolicyDocument']);
  const others = servicesIn(policy).filter((service) => service !== 'lambda.amazonaws.com');
  const own = mayPass(ask([policy], principalOf(stack.account), 'sts:AssumeRole', arnOf(identity)));
  return [...others, ...(own ? ['any role of its own account'] : [])].map(
    (who) => `${who} may assume it, which is the role of a function`,
  );
};

const ACTIONS = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity', 'sts:AssumeRoleWithWebIdentity'];

const flaws = ({ properties, identity, stack }: Resource): readonly string[] => {
  const document = properties['AssumeRolePolicyDocument'];
  const policy = policyAt(document);
  const accounts = [
    STRANGER,
    ...foreignPrincipals(policy, stack.account).flatMap((each) => each.match(/\d{12}/) ?? []),
  ];
  const principals = [
    ['anybody', { kind: 'anonymous' } as const] as const,
    ...[...new Set(accounts)].map((account) => [`any role of account ${account}`, principalOf(account)] as const),
  ];
  const open = principals.filter(([, principal]) =>
    ACTIONS.some((action) => mayPass(ask([policy], principal, action, arnOf(identity)))),
  );
  const federated = listAt(policy['Statement']).flatMap((each) =>
    listAt(objectAt(objectAt(each)['Principal'])['Federated']),
  );
  return [
    ...open.map(([who]) => `${who} may assume it, or nobody can tell, by ${shown(document)}`),
    ...federated.map((provider) => `whoever ${shown(provider)} vouches for may assume it: nobody can tell who that is`),
  ];
};

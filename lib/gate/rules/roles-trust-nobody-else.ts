import { outsiders, sentenceOf } from '../../policy';
import { intendedFor, policyAt } from '../templates/asking';
import type { Resource, Target } from '../templates/target';
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
      ...flaws(role, target),
      ...(functions.has(role) ? othersThanLambda(role) : []),
    ]);
  },
};

/** The role of a function is for Lambda: what else may become it can be anything, a machine or any role of its own account. */
const othersThanLambda = ({ properties, type, stack }: Resource): readonly string[] => {
  const policy = policyAt(properties['AssumeRolePolicyDocument']);
  const intended = { accounts: [], service: (service: string) => service === 'lambda.amazonaws.com' };
  return outsiders(policy, { type, region: stack.region }, intended).map(
    ({ who }) => `${who} may assume it, which is the role of a function`,
  );
};

/** A service becomes a role only where somebody of the role's account has passed it on: iam:PassRole knows no other account. */
const flaws = (role: Resource, target: Target): readonly string[] => {
  const policy = policyAt(role.properties['AssumeRolePolicyDocument']);
  const intended = { ...intendedFor(role, target), service: () => true };
  const ways = outsiders(policy, { type: role.type, region: role.stack.region }, intended);
  return ways.map((way) => `its trust policy lets ${sentenceOf(way)}`);
};

import { functionName, functionRoleName } from '../../contract/names';
import { evaluate, foreignPrincipals, strangerTo } from '../../policy';
import { type Check, type CheckResult, cannotTell, fail, pass } from '../check';
import { type DeployedRole, ownedRoles } from '../facts/roles';
import type { LiveTarget } from '../live-target';

/** Roles of elsewhere that must not get in: another environment's workload, and anybody of a trusted account. */
const outsiders = (role: DeployedRole, target: LiveTarget): readonly string[] => {
  const trusted = foreignPrincipals(role.trust, target.account).flatMap((each) => /\d{12}/.exec(each)?.[0] ?? []);
  const another = functionRoleName(functionName('another'), target.region);
  return [...new Set([...trusted, strangerTo(target.account), target.account])].flatMap((account) =>
    [another, 'anybody'].map((name) => `arn:${target.partition}:iam::${account}:role/${name}`),
  );
};

const judge = (role: DeployedRole, target: LiveTarget): CheckResult => {
  for (const arn of outsiders(role, target)) {
    const account = arn.split(':')[4] ?? '';
    const principal = { kind: 'aws', account, arn } as const;
    const decision = evaluate([role.trust], { principal, action: 'sts:AssumeRole', resource: role.arn, context: {} });
    if (decision.effect === 'cannot-tell') return cannotTell(role.arn, decision.because);
    if (decision.effect === 'allow') {
      return fail(
        role.arn,
        `its trust policy lets ${arn} assume it ("${decision.by}")`,
        'name the one role or service it is for (aws iam update-assume-role-policy), or deploy its stack again',
      );
    }
  }
  return pass(role.arn);
};

/** No role of the environment can be assumed by another environment's, nor by anybody but whom it is for (ZT-09). */
export const rolesTrustNobodyElse: Check = {
  id: 'roles-trust-nobody-else',
  requirement: 'ZT-09',
  proves: "no role of the environment can be assumed by another environment's role or by anybody of a trusted account",
  run: async (target) => (await ownedRoles(target)).map((role) => judge(role, target)),
};

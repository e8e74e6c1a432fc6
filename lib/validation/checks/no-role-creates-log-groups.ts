import { evaluate } from '../../policy';
import { FORBIDDEN_LOG_ACTIONS } from '../../promises';
import { type Check, type CheckResult, cannotTell, fail, pass } from '../check';
import { type DeployedRole, ownedRoles } from '../facts/roles';
import type { LiveTarget } from '../live-target';

const judge = (role: DeployedRole, target: LiveTarget): CheckResult => {
  const groups = ['/aws/lambda/any', 'any', target.functionLogGroup];
  for (const action of FORBIDDEN_LOG_ACTIONS) {
    for (const resource of groups.flatMap((name) => [target.logGroupArn(name), `${target.logGroupArn(name)}:*`])) {
      const principal = { kind: 'aws', account: target.account, arn: role.arn } as const;
      const decision = evaluate(role.policies, { principal, action, resource, context: {} });
      if (decision.effect === 'cannot-tell') return cannotTell(role.arn, `${action}: ${decision.because}`);
      if (decision.effect === 'allow') {
        return fail(
          role.arn,
          `"${decision.by}" lets it ${action} on ${resource}`,
          'take that away: a writer that can make its log group makes one without key and retention',
        );
      }
    }
  }
  return pass(role.arn);
};

/** No role of the environment may make a log group, or change its key or retention (ZT-07). */
export const noRoleCreatesLogGroups: Check = {
  id: 'no-role-creates-log-groups',
  requirement: 'ZT-07',
  proves: 'no role of the environment may create log groups or change their key or retention',
  run: async (target) => (await ownedRoles(target)).map((role) => judge(role, target)),
};

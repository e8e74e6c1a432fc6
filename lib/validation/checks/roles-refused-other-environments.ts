import { functionName, functionRoleName, targetValidationRoleName } from '../../contract/names';
import { strangerTo } from '../../policy';
import { type Check, type CheckResult, fail } from '../check';
import { roleRefusals } from '../facts/data-puts';
import { functionsOfWorkload } from '../facts/functions';
import { mustBeRefused } from '../facts/refusal';
import { roleNamed } from '../facts/roles';
import type { LiveTarget } from '../live-target';

/** Roles that an escaped workload would like to become: of another account, and of another environment in its own. */
const wished = ({ account, partition, region }: LiveTarget): Readonly<Record<string, string>> => {
  const role = (owner: string, name: string) => `arn:${partition}:iam::${owner}:role/${name}`;
  return {
    "another environment's workload role": role(account, functionRoleName(functionName('another'), region)),
    "another account's validation role": role(strangerTo(account), targetValidationRoleName('another', region)),
  };
};

const judge = async (target: LiveTarget, name: string): Promise<readonly CheckResult[]> => {
  const role = await roleNamed(target, name);
  if (!role) return [fail(name, 'the role does not exist', `deploy the data stack of ${target.environment}`)];
  return Promise.all(
    Object.entries(wished(target)).map(([what, resource]) =>
      mustBeRefused(
        target,
        {
          what: `becoming ${what}`,
          action: 'sts:AssumeRole',
          resource,
          context: {},
          caller: { arn: role.arn, account: target.account },
        },
        roleRefusals(target, role),
      ),
    ),
  );
};

/** The workload's roles are refused every other role by an explicit Deny, wherever that role trusts them (ZT-09). */
export const rolesRefusedOtherEnvironments: Check = {
  id: 'roles-refused-other-environments',
  requirement: 'ZT-09',
  proves: "the workload's roles are refused to become another environment's role by an explicit Deny",
  run: async (target) => {
    const names = (await functionsOfWorkload(target)).map((name) => functionRoleName(name, target.region));
    return (await Promise.all(names.map((name) => judge(target, name)))).flat();
  },
};

import { type Check, type CheckResult, fail } from '../check';
import type { FunctionConfiguration } from '../cloud/workload';
import { functionsOfWorkload } from '../facts/functions';
import { owned } from '../facts/owned';
import { flawUnless, verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';

const judge = async (target: LiveTarget, name: string): Promise<readonly CheckResult[]> => {
  const fix = `deploy the data stack of ${target.environment} again (aws lambda update-function-configuration --vpc-config)`;
  const found: FunctionConfiguration | undefined = await target.cloud.functionConfiguration(name);
  if (!found) return [fail(name, 'the function does not exist', `deploy the data stack of ${target.environment}`)];
  const [subnets, groups] = await Promise.all([
    owned(target, 'AWS::EC2::Subnet'),
    owned(target, 'AWS::EC2::SecurityGroup'),
  ]);
  const strange = [
    ...found.subnetIds.filter((id) => !subnets.includes(id)),
    ...found.groupIds.filter((id) => !groups.includes(id)),
  ];
  if (found.subnetIds.length === 0) {
    return [fail(name, 'it runs outside of any VPC, with the internet in front of it', fix)];
  }
  return verdict(name, [
    ...flawUnless(found.groupIds.length > 0, 'it has no security group', fix),
    ...flawUnless(strange.length === 0, `it runs in ${strange.join(', ')}, which the stacks do not own`, fix),
  ]);
};

/** The functions that work with data run in the target's own subnets and security groups (ZT-01). */
export const functionsInsideVpc: Check = {
  id: 'functions-inside-vpc',
  requirement: 'ZT-01',
  proves: "the workload's functions run in subnets and security groups of the target",
  run: async (target) => {
    const names = await functionsOfWorkload(target);
    return (await Promise.all(names.map((name) => judge(target, name)))).flat();
  },
};

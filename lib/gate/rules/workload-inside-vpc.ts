import { listAt, objectAt } from '../../ground/json';
import { workloadFunctions } from '../templates/roles';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-01: functions of the workload run inside the VPC; outside of it, Lambda gives them the internet. */
export const workloadInsideVpc: Rule = {
  id: 'ZT-01-WorkloadInsideVpc',
  requires: "Every function of the workload runs in the target's subnets, behind a security group of the target.",
  why: 'A function outside a VPC has the whole internet in front of it.',
  fix: 'Make the function with WorkloadFunction (lib/stacks/constructs/workload-function.ts).',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
  hipaa: ['164.312(a)(1)', '164.312(e)(1)'],
  appliesTo: 'target',
  check: (target) => target.each(workloadFunctions(target), flaws),
};

const flaws = ({ properties }: Resource, target: Target): readonly string[] => {
  const { SubnetIds: subnets, SecurityGroupIds: groups } = objectAt(properties['VpcConfig']);
  const inTarget = (value: unknown, type: string): boolean =>
    listAt(value).length > 0 && listAt(value).every((each) => target.find(each, type) !== undefined);
  return [
    ...(inTarget(subnets, 'AWS::EC2::Subnet') ? [] : ['VpcConfig names no subnets of this target']),
    ...(inTarget(groups, 'AWS::EC2::SecurityGroup') ? [] : ['VpcConfig names no security groups of this target']),
    ...(listAt(subnets).length === 1 ? ['VpcConfig names one subnet only'] : []),
  ];
};

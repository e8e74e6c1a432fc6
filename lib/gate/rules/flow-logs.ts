import { untoldBy } from '../../effect/flow-record';
import { shown } from '../templates/intrinsics';
import { flawOfTrust, mayWriteLogs } from '../templates/roles';
import { partitionByPrefix, type Resource, type Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-11: all traffic of a VPC is logged to a log group of the target. */
export const flowLogs: Rule = {
  id: 'ZT-11-FlowLogs',
  requires:
    'Every VPC logs all its traffic to a log group of the target, each flow with who spoke with whom, when, and whether it was let through.',
  why: 'Without flow logs nobody can say afterwards who spoke with whom.',
  fix: 'Make the VPC with Network (lib/stacks/constructs/network.ts), which has a flow log for ALL traffic.',
  source: 'https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-cwl.html',
  hipaa: ['164.308(a)(1)(ii)(D)', '164.312(b)'],
  appliesTo: 'any',
  check: (target) => target.each('AWS::EC2::VPC', flaws),
};

/** Seconds for which EC2 gathers a flow before it records it. */
const INTERVALS: readonly number[] = [60, 600];

const flaws = (vpc: Resource, target: Target): readonly string[] => {
  const logs = target.naming(vpc, 'AWS::EC2::FlowLog', 'ResourceId').map((each) => flawsOfLog(each, target));
  if (logs.length === 0) return ['it has no flow log'];
  return logs.some((each) => each.length === 0) ? [] : logs.flat();
};

const flawsOfLog = ({ properties, logicalId, stack }: Resource, target: Target): readonly string[] => {
  const { TrafficType: traffic, ResourceType: type, LogDestinationType: kind = 'cloud-watch-logs' } = properties;
  const { LogGroupName: name, LogDestination: destination, DeliverLogsPermissionArn: role } = properties;
  const { LogFormat: format, MaxAggregationInterval: interval = 600 } = properties;
  const untold = untoldBy(format);
  const group = target.find(name ?? destination, 'AWS::Logs::LogGroup');
  const writer = target.find(role, 'AWS::IAM::Role');
  const { account, region } = stack;
  const source = `arn:${partitionByPrefix(region)}:ec2:${region}:${account}:vpc-flow-log/fl-any`;
  const untrusted = writer && flawOfTrust(writer, 'flow-log-assumes-role', { account, region, source });
  const flaw = (what: string): string => `of its flow log ${logicalId}, ${what}`;
  return [
    ...(traffic === 'ALL' ? [] : [flaw(`TrafficType is ${shown(traffic)}`)]),
    ...(untold.length === 0 ? [] : [flaw(`LogFormat ${shown(format)} leaves out ${untold.join(', ')}`)]),
    ...(INTERVALS.includes(Number(interval)) ? [] : [flaw(`MaxAggregationInterval is ${shown(interval)}`)]),
    ...(type === 'VPC' ? [] : [flaw(`ResourceType is ${shown(type)}`)]),
    ...(kind === 'cloud-watch-logs' ? [] : [flaw(`LogDestinationType is ${shown(kind)}`)]),
    ...(group ? [] : [flaw(`the log group is ${shown(name ?? destination)}, in no template of this target`)]),
    ...(untrusted === undefined ? [] : [flaw(untrusted)]),
    ...(mayWriteLogs(writer, group, target)
      ? []
      : [flaw(`DeliverLogsPermissionArn is ${shown(role)}, no role of this target that may write to the log group`)]),
  ];
};

import { shown } from '../templates/intrinsics';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-02: a VPC has subnets in two zones at least, each with a route table of its own, and addresses that are written down. */
export const isolatedSubnets: Rule = {
  id: 'ZT-02-IsolatedSubnets',
  requires:
    'A VPC has isolated subnets in at least two availability zones, with zones and CIDRs from the configuration.',
  why: 'One zone fails at some time; a subnet without its own route table takes the main one, which anybody may change.',
  fix: 'Make the VPC with Network (lib/stacks/constructs/network.ts); zones and CIDRs stand in delivery.config.ts.',
  source: 'https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html',
  hipaa: ['164.308(a)(7)(i)', '164.312(a)(1)'],
  appliesTo: 'any',
  check: (target) => [...target.each('AWS::EC2::VPC', flawsOfVpc), ...target.each('AWS::EC2::Subnet', flawsOfSubnet)],
};

const CIDR = /^\d+\.\d+\.\d+\.\d+\/\d+$/;

const flawsOfVpc = (vpc: Resource, target: Target): readonly string[] => {
  const zones = target
    .certain('AWS::EC2::Subnet')
    .filter(({ properties }) => target.find(properties['VpcId'], 'AWS::EC2::VPC') === vpc)
    .map(({ properties }) => properties['AvailabilityZone'])
    .filter((zone) => typeof zone === 'string');
  const { CidrBlock: cidr } = vpc.properties;
  return [
    ...(new Set(zones).size >= 2 ? [] : [`its subnets lie in ${new Set(zones).size} known availability zones`]),
    ...(typeof cidr === 'string' && CIDR.test(cidr) ? [] : [`CidrBlock is ${shown(cidr)}`]),
  ];
};

const flawsOfSubnet = (subnet: Resource, target: Target): readonly string[] => {
  const { AvailabilityZone: zone, CidrBlock: cidr, VpcId: vpc } = subnet.properties;
  const hasRoutes = target
    .certain('AWS::EC2::SubnetRouteTableAssociation')
    .some(
      ({ properties }) =>
        target.find(properties['SubnetId'], 'AWS::EC2::Subnet') === subnet &&
        target.find(properties['RouteTableId'], 'AWS::EC2::RouteTable') !== undefined,
    );
  return [
    ...(typeof zone === 'string' ? [] : [`AvailabilityZone is ${shown(zone)}`]),
    ...(typeof cidr === 'string' && CIDR.test(cidr) ? [] : [`CidrBlock is ${shown(cidr)}`]),
    ...(target.find(vpc, 'AWS::EC2::VPC') ? [] : [`VpcId is ${shown(vpc)}, which is no VPC of this target`]),
    ...(hasRoutes ? [] : ['it has no route table of this target, so it takes the main one']),
  ];
};

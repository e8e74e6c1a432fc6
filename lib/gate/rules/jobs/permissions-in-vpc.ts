import { type JsonObject, listAt, objectAt } from '../../../ground/json';
import type { Resource } from '../../templates/target';
import type { BuildNetwork } from '../../templates/template';
import type { Kind } from './permitted-resources';

/** The VPC that builds are promised to run in. */
const promisedVpc = ({ stack }: Resource): BuildNetwork | undefined => {
  const { buildsIn } = stack.promises ?? {};
  return buildsIn === 'no VPC' ? undefined : buildsIn;
};

/** Everything, which is what CodeBuild's guide has for network interfaces; where no VPC is promised, nothing. */
const everythingInVpc: Kind = (arn, role) => arn === '*' && promisedVpc(role) !== undefined;

/** Every network interface of the own account and region, of which the condition takes those in the subnets that are promised. */
const buildInterfaces: Kind = (arn, role) => {
  const { account, region } = role.stack;
  return (
    typeof arn === 'string' &&
    promisedVpc(role) !== undefined &&
    new RegExp(`^arn:[^:*]+:ec2:${region}:${account}:network-interface/\\*$`).test(arn)
  );
};

/** Whether a condition takes only CodeBuild, in subnets of the VPC that is promised. */
const forBuildsInVpc = (condition: JsonObject, role: Resource): boolean => {
  const { 'ec2:Subnet': given, 'ec2:AuthorizedService': service } = objectAt(condition['StringEquals']);
  const subnets = listAt(given).map(String);
  const known = (promisedVpc(role)?.subnets ?? []).map((id) => `:${role.stack.account}:subnet/${id}`);
  return (
    service === 'codebuild.amazonaws.com' &&
    subnets.length > 0 &&
    subnets.every((each) => known.some((end) => each.endsWith(end)))
  );
};

/** What builds may do where they run in a VPC. Source: see lib/pipeline/builds-in-vpc.ts. */
export const PERMISSIONS_IN_VPC = [
  {
    actions: [
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeDhcpOptions',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcs',
    ],
    on: 'everything, where builds run in a VPC',
    is: everythingInVpc,
  },
  {
    actions: ['ec2:CreateNetworkInterfacePermission'],
    on: 'network interfaces of the VPC of builds',
    is: buildInterfaces,
    under: forBuildsInVpc,
  },
];

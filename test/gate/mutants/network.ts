import type { Mutant } from './mutant';

const VPC = { Ref: 'NetworkVpc7FB7348F' };
const ENDPOINT = 'AWS::EC2::VPCEndpoint';
const condition = (value: unknown) => ({ Condition: value });

/** ZT-01 to ZT-04 and ZT-11, each broken in several ways. */
export const NETWORK: readonly Mutant[] = [
  ...[
    ['AWS::EC2::InternetGateway', 'an internet gateway'],
    ['AWS::EC2::NatGateway', 'a NAT gateway'],
    ['AWS::EC2::EgressOnlyInternetGateway', 'an egress-only gateway'],
    ['AWS::EC2::EIP', 'a public address'],
    ['AWS::EC2::VPCPeeringConnection', 'a peering connection'],
    ['AWS::Lambda::Url', 'a function URL'],
  ].map(([type = '', what]) => ({
    fault: `${what} appears`,
    rule: 'ZT-01-NoInternetPath',
    break: (target: Parameters<Mutant['break']>[0]) => target.add('Way', type, { VpcId: VPC }),
  })),
  {
    fault: 'a default route appears',
    rule: 'ZT-01-NoInternetPath',
    break: (target) => target.add('Route', 'AWS::EC2::Route', { DestinationCidrBlock: '0.0.0.0/0' }),
  },
  {
    fault: 'a subnet gives public addresses',
    rule: 'ZT-01-NoInternetPath',
    break: (target) => target.set('NetworkVpcIsolatedSubnet1Subnet', '', 'MapPublicIpOnLaunch', true),
  },
  {
    fault: 'only the deployment knows whether a subnet gives public addresses',
    rule: 'ZT-01-NoInternetPath',
    break: (target) => target.set('NetworkVpcIsolatedSubnet1Subnet', '', 'MapPublicIpOnLaunch', { Ref: 'P' }),
  },
  {
    fault: 'the workload leaves the VPC',
    rule: 'ZT-01-WorkloadInsideVpc',
    break: (target) => target.set('ProcessingWorkloadFunction', '', 'VpcConfig', undefined),
  },
  {
    fault: 'both subnets lie in one zone',
    rule: 'ZT-02-IsolatedSubnets',
    break: (target) => target.set('NetworkVpcIsolatedSubnet2Subnet', '', 'AvailabilityZone', 'us-east-1a'),
  },
  {
    fault: 'a zone is looked up at deployment',
    rule: 'ZT-02-IsolatedSubnets',
    break: (target) =>
      target.set('NetworkVpcIsolatedSubnet2Subnet', '', 'AvailabilityZone', {
        'Fn::Select': [1, { 'Fn::GetAZs': '' }],
      }),
  },
  {
    fault: 'a subnet falls back to the main route table',
    rule: 'ZT-02-IsolatedSubnets',
    break: (target) => target.remove('NetworkVpcIsolatedSubnet1RouteTableAssociation'),
  },
  ...['Kms', 'Logs', 'SecretsManager', 'Sts', 'S3'].map((name) => ({
    fault: `the endpoint of ${name} is gone`,
    rule: 'ZT-03-EndpointsForThisAccountOnly',
    break: (target: Parameters<Mutant['break']>[0]) => target.remove(`Network${name}Endpoint`),
  })),
  {
    fault: 'an endpoint has no private DNS',
    rule: 'ZT-03-EndpointsForThisAccountOnly',
    break: (target) => target.set('NetworkKmsEndpoint', ENDPOINT, 'PrivateDnsEnabled', false),
  },
  {
    fault: 'an endpoint has no policy',
    rule: 'ZT-03-EndpointsForThisAccountOnly',
    break: (target) => target.set('NetworkSqsEndpoint', ENDPOINT, 'PolicyDocument', undefined),
  },
  ...[
    ['drops its condition', undefined],
    ['drops aws:ResourceAccount', { StringEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } }],
    ['drops aws:PrincipalAccount', { StringEquals: { 'aws:ResourceAccount': { Ref: 'AWS::AccountId' } } }],
    ['turns its condition around', { StringNotEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } }],
    ['has an operator nobody knows', { StringAlike: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } }],
  ].map(([what, value]) => ({
    fault: `the policy of the S3 endpoint ${what}`,
    rule: 'ZT-03-EndpointsForThisAccountOnly',
    break: (target: Parameters<Mutant['break']>[0]) => {
      const [statement = {}] = target.statements('NetworkS3Endpoint', ENDPOINT, 'PolicyDocument');
      Object.assign(statement, condition(value));
    },
  })),
  {
    fault: 'the S3 endpoint leaves a route table out',
    rule: 'ZT-03-EndpointsForThisAccountOnly',
    break: (target) => {
      const ids = target.one('NetworkS3Endpoint').Properties['RouteTableIds'] as unknown[];
      ids.pop();
    },
  },
  {
    fault: 'a group lets everybody in',
    rule: 'ZT-04-HttpsBetweenKnownGroups',
    break: (target) => {
      const open = [{ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }];
      target.set('NetworkEndpoints', 'AWS::EC2::SecurityGroup', 'SecurityGroupIngress', open);
    },
  },
  {
    fault: 'a group reaches every IPv6 address',
    rule: 'ZT-04-HttpsBetweenKnownGroups',
    break: (target) => {
      const group = { 'Fn::GetAtt': [target.idOf(target.one('NetworkWorkloadFF')), 'GroupId'] };
      const rule = { GroupId: group, CidrIpv6: '::/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };
      target.add('Open', 'AWS::EC2::SecurityGroupEgress', rule);
    },
  },
  {
    fault: 'a rule opens all ports',
    rule: 'ZT-04-HttpsBetweenKnownGroups',
    break: (target) => target.set('NetworkWorkloadtopl63a5400a', '', 'FromPort', 0),
  },
  {
    fault: 'a rule allows every protocol',
    rule: 'ZT-04-HttpsBetweenKnownGroups',
    break: (target) => target.set('NetworkWorkloadtopl63a5400a', '', 'IpProtocol', '-1'),
  },
  {
    fault: 'the default group keeps its rules',
    rule: 'ZT-04-HttpsBetweenKnownGroups',
    break: (target) => target.remove('NetworkVpcRestrictDefault'),
  },
  {
    fault: 'the workload group has no egress rule, which EC2 reads as all',
    rule: 'ZT-04-HttpsBetweenKnownGroups',
    break: (target) => {
      const rules = Object.keys(target.resources).filter((id) => id.startsWith('NetworkWorkloadto'));
      for (const id of rules) target.remove(id);
    },
  },
  {
    fault: 'the flow log is gone',
    rule: 'ZT-11-FlowLogs',
    break: (target) => target.remove('NetworkFlowLog', 'AWS::EC2::FlowLog'),
  },
  {
    fault: 'the flow log records what was rejected only',
    rule: 'ZT-11-FlowLogs',
    break: (target) => target.set('NetworkFlowLog', 'AWS::EC2::FlowLog', 'TrafficType', 'REJECT'),
  },
  {
    fault: 'the flow log goes to a log group that nobody knows',
    rule: 'ZT-11-FlowLogs',
    break: (target) => target.set('NetworkFlowLog', 'AWS::EC2::FlowLog', 'LogGroupName', '/somewhere/else'),
  },
  {
    fault: 'the flow log is there under a condition',
    rule: 'ZT-11-FlowLogs',
    break: (target) => {
      target.one('NetworkFlowLog', 'AWS::EC2::FlowLog').Condition = 'Unknown';
    },
  },
];

import type { Breakage, LiveTarget } from './live-target';

const OPEN = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];

const vpc = (target: LiveTarget): string => target.id('EC2::VPC');

const opened = async (target: LiveTarget, GroupId: string) => {
  const rule = { GroupId, IpPermissions: OPEN };
  await target.call('ec2', 'AuthorizeSecurityGroupIngress', rule);
  return () => target.call('ec2', 'RevokeSecurityGroupIngress', rule);
};

const gateway = async (target: LiveTarget) => {
  const { InternetGateway: made } = await target.call('ec2', 'CreateInternetGateway', {});
  const { InternetGatewayId } = made as { InternetGatewayId: string };
  await target.call('ec2', 'AttachInternetGateway', { InternetGatewayId, VpcId: vpc(target) });
  return {
    id: InternetGatewayId,
    away: async () => {
      await target.call('ec2', 'DetachInternetGateway', { InternetGatewayId, VpcId: vpc(target) });
      await target.call('ec2', 'DeleteInternetGateway', { InternetGatewayId });
    },
  };
};

const idOf = (answer: Readonly<Record<string, unknown>>, thing: string, id: string): string =>
  String((answer[thing] as Readonly<Record<string, unknown>>)[id]);

/** ZT-01 to ZT-04. */
export const NETWORK: readonly Breakage[] = [
  {
    check: 'no-gateway-out',
    by: 'an internet gateway that is attached to the VPC',
    says: /internet gateway igw-\w+ leads out of it/,
    how: async (target) => (await gateway(target)).away,
  },
  {
    check: 'routes-stay-inside',
    by: 'a default route to an internet gateway (aws ec2 create-route)',
    says: /route 0\.0\.0\.0\/0 leads to igw-\w+, out of the VPC/,
    how: async (target) => {
      const { id, away } = await gateway(target);
      const RouteTableId = target.id('EC2::RouteTable', 'NetworkVpcIsolatedSubnet1');
      const argv = ['--route-table-id', RouteTableId, '--destination-cidr-block', '0.0.0.0/0'];
      await target.aws('ec2', 'create-route', ...argv, '--gateway-id', id);
      return async () => {
        await target.aws('ec2', 'delete-route', ...argv);
        await away();
      };
    },
  },
  {
    check: 'interfaces-of-others',
    by: 'a network interface for a machine',
    says: /the network interface eni-\w+ \(a machine, of type \w+\) is in it, of something that no release put there/,
    how: async (target) => {
      const SubnetId = target.id('EC2::Subnet', 'NetworkVpcIsolatedSubnet1');
      const made = await target.call('ec2', 'CreateNetworkInterface', { SubnetId, Description: 'a machine' });
      const id = idOf(made, 'NetworkInterface', 'NetworkInterfaceId');
      return () => target.aws('ec2', 'delete-network-interface', '--network-interface-id', id);
    },
  },
  {
    check: 'no-public-addresses',
    by: 'a subnet that gives public addresses away',
    says: /subnet-\w+ gives public addresses/,
    how: async (target) => {
      const set = (Value: boolean) =>
        target.call('ec2', 'ModifySubnetAttribute', {
          SubnetId: target.id('EC2::Subnet', 'NetworkVpcIsolatedSubnet1'),
          MapPublicIpOnLaunch: { Value },
        });
      await set(true);
      return () => set(false);
    },
  },
  {
    check: 'functions-inside-vpc',
    by: 'the workload function taken out of the VPC',
    says: /outside of any VPC/,
    how: async (target) => {
      const set = (SubnetIds: readonly string[], SecurityGroupIds: readonly string[]) =>
        target.call('lambda', 'UpdateFunctionConfiguration', {
          FunctionName: 'data-processing-dev',
          VpcConfig: { SubnetIds, SecurityGroupIds },
        });
      await set([], []);
      const subnets = ['1', '2'].map((number) => target.id('EC2::Subnet', `NetworkVpcIsolatedSubnet${number}`));
      return () => set(subnets, [target.id('EC2::SecurityGroup', 'NetworkWorkload')]);
    },
  },
  {
    check: 'isolated-subnets',
    by: 'a subnet that somebody added',
    says: /subnet-\w+ belongs to no stack/,
    how: async (target) => {
      const made = await target.call('ec2', 'CreateSubnet', { VpcId: vpc(target), CidrBlock: '10.10.240.0/24' });
      const SubnetId = idOf(made, 'Subnet', 'SubnetId');
      return () => target.call('ec2', 'DeleteSubnet', { SubnetId });
    },
  },
  {
    check: 'endpoints-available',
    by: 'an endpoint to another service that somebody added',
    says: /endpoint to com\.amazonaws\.us-east-1\.ssm belongs to no stack/,
    how: async (target) => {
      const endpoint = { VpcId: vpc(target), ServiceName: 'com.amazonaws.us-east-1.ssm', VpcEndpointType: 'Interface' };
      const made = await target.call('ec2', 'CreateVpcEndpoint', endpoint);
      const VpcEndpointIds = [idOf(made, 'VpcEndpoint', 'VpcEndpointId')];
      return () => target.call('ec2', 'DeleteVpcEndpoints', { VpcEndpointIds });
    },
  },
  {
    check: 'endpoint-policies',
    by: "the KMS endpoint's policy opened to every account",
    says: /its policy serves principals of other accounts/,
    how: async (target) => {
      const VpcEndpointId = target.id('EC2::VPCEndpoint', 'NetworkKmsEndpoint');
      const found = await target.call('ec2', 'DescribeVpcEndpoints', { VpcEndpointIds: [VpcEndpointId] });
      const [{ PolicyDocument: before } = { PolicyDocument: '' }] = found['VpcEndpoints'] as {
        PolicyDocument: string;
      }[];
      const set = (PolicyDocument: string) =>
        target.call('ec2', 'ModifyVpcEndpoint', { VpcEndpointId, PolicyDocument });
      const anybody = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
      await set(JSON.stringify({ Version: '2012-10-17', Statement: [anybody] }));
      return () => set(before);
    },
  },
  {
    check: 'security-groups',
    by: "port 22 of the workload's group opened to the world",
    says: /ingress allows tcp 22.*/,
    how: (target) => opened(target, target.id('EC2::SecurityGroup', 'NetworkWorkload')),
  },
  {
    check: 'default-group-closed',
    by: 'a rule in the default security group',
    says: /default group has a rule: ingress tcp 22 0\.0\.0\.0\/0/,
    how: async (target) => {
      const Filters = [
        { Name: 'vpc-id', Values: [vpc(target)] },
        { Name: 'group-name', Values: ['default'] },
      ];
      const found = await target.call('ec2', 'DescribeSecurityGroups', { Filters });
      const [{ GroupId } = { GroupId: '' }] = found['SecurityGroups'] as { GroupId: string }[];
      return opened(target, GroupId);
    },
  },
  {
    check: 'network-acls',
    by: 'a network ACL that somebody added',
    says: /network ACL belongs to no stack/,
    how: async (target) => {
      const made = await target.call('ec2', 'CreateNetworkAcl', { VpcId: vpc(target) });
      const NetworkAclId = idOf(made, 'NetworkAcl', 'NetworkAclId');
      return () => target.call('ec2', 'DeleteNetworkAcl', { NetworkAclId });
    },
  },
];

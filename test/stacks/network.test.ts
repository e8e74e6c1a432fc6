import { describe, expect, test } from '@jest/globals';
import { type Resource, synthesizeTarget } from './_helpers/synthesized';

const NAMES = ['dev', 'prod'] as const;
const targets = Object.fromEntries(NAMES.map((name) => [name, synthesizeTarget(name)]));

describe.each(NAMES)('the network of %s', (name) => {
  const { data, target } = targets[name] ?? synthesizeTarget(name);
  const vpc = { Ref: data.one('AWS::EC2::VPC').id };
  const endpoints = { 'Fn::GetAtt': [data.one('AWS::EC2::SecurityGroup', 'NetworkEndpoints').id, 'GroupId'] };
  const workload = { 'Fn::GetAtt': [data.one('AWS::EC2::SecurityGroup', 'NetworkWorkload').id, 'GroupId'] };
  const subnets = data.all('AWS::EC2::Subnet');

  test.each([
    'AWS::EC2::InternetGateway',
    'AWS::EC2::VPCGatewayAttachment',
    'AWS::EC2::EgressOnlyInternetGateway',
    'AWS::EC2::NatGateway',
    'AWS::EC2::EIP',
    'AWS::EC2::Route',
    'AWS::EC2::VPCPeeringConnection',
    'AWS::EC2::TransitGatewayAttachment',
    'AWS::EC2::VPNGateway',
    'AWS::EC2::VPCCidrBlock',
  ])('ZT-01 has no %s', (type) => {
    expect(data.resources.map(({ Type }) => Type)).toContain('AWS::EC2::VPC');
    expect(data.resources.filter(({ Type }) => Type === type)).toEqual([]);
  });

  test('ZT-01 gives nothing a public address', () => {
    for (const { Properties } of subnets) {
      expect(Properties['MapPublicIpOnLaunch']).toBe(false);
      expect(Properties).not.toHaveProperty('Ipv6CidrBlock');
    }
  });

  test('ZT-02 has one isolated subnet in each of the configured zones, at least two, and its own range', () => {
    expect(target.zones.length).toBeGreaterThanOrEqual(2);
    expect(subnets.map(({ Properties }) => Properties['AvailabilityZone'])).toEqual(target.zones);
    expect(subnets.map(({ Properties }) => Properties['VpcId'])).toEqual(target.zones.map(() => vpc));
    expect(data.one('AWS::EC2::VPC').Properties).toMatchObject({ CidrBlock: target.cidr, EnableDnsSupport: true });
  });

  test('ZT-03 reaches the fixed list of services through endpoints', () => {
    const services = data
      .all('AWS::EC2::VPCEndpoint')
      .map(({ Properties }) => `${Properties['VpcEndpointType']} ${data.value(Properties['ServiceName'])}`);
    const interfaces = ['kms', 'logs', 'secretsmanager', 'lambda', 'sts', 'monitoring', 'sqs', 'sns'];
    expect(services.toSorted()).toEqual(
      [
        ...interfaces.map((service) => `Interface com.amazonaws.${target.region}.${service}`),
        `Gateway com.amazonaws.${target.region}.s3`,
      ].toSorted(),
    );
  });

  test.each(data.all('AWS::EC2::VPCEndpoint').map((endpoint): [string, Resource] => [endpoint.id, endpoint]))(
    'ZT-03 %s has a policy and stands in every zone',
    (_, { Properties }) => {
      expect(Properties['VpcId']).toEqual(vpc);
      expect(Properties['PolicyDocument']).toBeDefined();
      if (Properties['VpcEndpointType'] === 'Gateway') {
        const tables = data.all('AWS::EC2::RouteTable').map(({ id }) => ({ Ref: id }));
        expect(Properties['RouteTableIds']).toEqual(tables);
        return;
      }
      expect(Properties).toMatchObject({
        PrivateDnsEnabled: true,
        SecurityGroupIds: [endpoints],
        SubnetIds: subnets.map(({ id }) => ({ Ref: id })),
      });
    },
  );

  test('ZT-04 lets the workload out to the endpoints and to S3 on 443, and nowhere else', () => {
    const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };
    const rules = data.all('AWS::EC2::SecurityGroupEgress').map(({ Properties }) => Properties);
    expect(rules).toHaveLength(2);
    expect(rules).toContainEqual(
      expect.objectContaining({ ...https, GroupId: workload, DestinationSecurityGroupId: endpoints }),
    );
    expect(rules).toContainEqual(
      expect.objectContaining({ ...https, GroupId: workload, DestinationPrefixListId: target.s3PrefixListId }),
    );
  });

  test('ZT-04 lets the workload, and nobody else, in to the endpoints on 443', () => {
    expect(data.all('AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
        GroupId: endpoints,
        SourceSecurityGroupId: workload,
      }),
    ]);
  });

  test('ZT-04 has no other rule in its two groups, and none with an address range anybody is in', () => {
    const inline = data.all('AWS::EC2::SecurityGroup').map(({ Properties }) => Properties);
    expect(inline).toHaveLength(2);
    for (const { SecurityGroupIngress: ingress, SecurityGroupEgress: egress } of inline) {
      expect(ingress).toBeUndefined();
      // The CDK's way to say "nothing": one rule that no packet can meet.
      for (const rule of [egress ?? []].flat()) expect(rule).toMatchObject({ CidrIp: '255.255.255.255/32' });
    }
    expect(JSON.stringify(data.resources)).not.toMatch(/"(0\.0\.0\.0\/0|::\/0)"/);
  });

  test("ZT-04 takes the rules out of the VPC's default group", () => {
    expect(data.one('Custom::VpcRestrictDefaultSG').Properties).toMatchObject({
      DefaultSecurityGroupId: { 'Fn::GetAtt': [vpc.Ref, 'DefaultSecurityGroup'] },
      Account: target.account,
    });
  });

  test('ZT-11 records all traffic of the VPC in an encrypted log group, once the role may write', () => {
    const group = data.one('AWS::Logs::LogGroup', 'FlowLogs');
    const role = data.one('AWS::IAM::Role', 'NetworkFlowLogRole');
    const flowLog = data.one('AWS::EC2::FlowLog');
    expect(flowLog.Properties).toMatchObject({
      ResourceId: vpc,
      ResourceType: 'VPC',
      TrafficType: 'ALL',
      LogDestinationType: 'cloud-watch-logs',
      LogGroupName: { Ref: group.id },
      DeliverLogsPermissionArn: { 'Fn::GetAtt': [role.id, 'Arn'] },
    });
    expect(flowLog.DependsOn).toContain(data.one('AWS::IAM::ManagedPolicy', 'NetworkFlowLogPermissions').id);
  });
});

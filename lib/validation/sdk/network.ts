import type { IpPermission } from '@aws-sdk/client-ec2';
import type { GroupRule, NetworkCloud } from '../cloud/network';
import { type Api, given, pageOf, required, texts } from './api';
import { gatewayCalls } from './network-gateways';

/** The filter every answer is about. */
const inVpc = (vpcId: string, name = 'vpc-id') => ({ Filters: [{ Name: name, Values: [vpcId] }] });

const ruleOf = (direction: GroupRule['direction'], rule: IpPermission): GroupRule => ({
  direction,
  protocol: rule.IpProtocol ?? 'unknown',
  ports:
    rule.FromPort === undefined
      ? 'all'
      : rule.FromPort === rule.ToPort
        ? String(rule.FromPort)
        : `${rule.FromPort}-${rule.ToPort}`,
  cidrs: texts([
    ...(rule.IpRanges ?? []).map(({ CidrIp }) => CidrIp),
    ...(rule.Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6),
  ]),
  groupIds: texts(rule.UserIdGroupPairs?.map(({ GroupId }) => GroupId)),
  prefixListIds: texts(rule.PrefixListIds?.map(({ PrefixListId }) => PrefixListId)),
});

/** The calls to EC2. */
export const networkCalls = (api: Api): NetworkCloud => {
  const ec2 = async () => {
    const sdk = await import('@aws-sdk/client-ec2');
    return { sdk, client: api.clients.of(sdk.EC2Client) };
  };
  return {
    ...gatewayCalls(api),

    routeTables: (vpcId, nextToken) =>
      api.asking('ec2:DescribeRouteTables', async () => {
        const { sdk, client } = await ec2();
        const page = await client.send(
          new sdk.DescribeRouteTablesCommand({ ...inVpc(vpcId), NextToken: nextToken, MaxResults: 100 }),
        );
        const tables = (page.RouteTables ?? []).map(({ RouteTableId, Associations = [], Routes = [] }) => ({
          id: required(RouteTableId, 'the id of a route table'),
          main: Associations.some(({ Main }) => Main === true),
          subnetIds: texts(Associations.map(({ SubnetId }) => SubnetId)),
          routes: Routes.map((route) => ({
            to: route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId ?? '?',
            via:
              texts([
                ...[route.GatewayId, route.NatGatewayId, route.EgressOnlyInternetGatewayId, route.TransitGatewayId],
                ...[route.VpcPeeringConnectionId, route.NetworkInterfaceId, route.InstanceId, route.LocalGatewayId],
                ...[route.CarrierGatewayId, route.CoreNetworkArn],
              ]).find((each) => each !== '') ?? '?',
          })),
        }));
        return pageOf(tables, page.NextToken);
      }),

    subnets: (vpcId, nextToken) =>
      api.asking('ec2:DescribeSubnets', async () => {
        const { sdk, client } = await ec2();
        const page = await client.send(
          new sdk.DescribeSubnetsCommand({ ...inVpc(vpcId), NextToken: nextToken, MaxResults: 200 }),
        );
        const subnets = (page.Subnets ?? []).map((subnet) => ({
          id: required(subnet.SubnetId, 'the id of a subnet'),
          zone: required(subnet.AvailabilityZone, 'the zone of a subnet'),
          publicAddresses: subnet.MapPublicIpOnLaunch === true,
          ipv6: (subnet.Ipv6CidrBlockAssociationSet ?? []).some(
            ({ Ipv6CidrBlockState }) => Ipv6CidrBlockState?.State !== 'disassociated',
          ),
        }));
        return pageOf(subnets, page.NextToken);
      }),

    networkInterfaces: (vpcId, nextToken) =>
      api.asking('ec2:DescribeNetworkInterfaces', async () => {
        const { sdk, client } = await ec2();
        const page = await client.send(
          new sdk.DescribeNetworkInterfacesCommand({ ...inVpc(vpcId), NextToken: nextToken, MaxResults: 200 }),
        );
        const interfaces = (page.NetworkInterfaces ?? []).map((each) => ({
          id: required(each.NetworkInterfaceId, 'the id of a network interface'),
          description: each.Description ?? '',
          publicAddresses: texts([
            ...[each.Association?.PublicIp],
            ...(each.PrivateIpAddresses ?? []).map(({ Association }) => Association?.PublicIp),
            ...(each.Ipv6Addresses ?? []).map(({ Ipv6Address }) => Ipv6Address),
          ]),
        }));
        return pageOf(interfaces, page.NextToken);
      }),

    endpoints: (vpcId, nextToken) =>
      api.asking('ec2:DescribeVpcEndpoints', async () => {
        const { sdk, client } = await ec2();
        const page = await client.send(
          new sdk.DescribeVpcEndpointsCommand({ ...inVpc(vpcId), NextToken: nextToken, MaxResults: 200 }),
        );
        const endpoints = (page.VpcEndpoints ?? []).map((each) => ({
          id: required(each.VpcEndpointId, 'the id of an endpoint'),
          service: required(each.ServiceName, 'the service of an endpoint'),
          type: each.VpcEndpointType ?? 'unknown',
          state: (each.State ?? 'unknown').toLowerCase(),
          privateDns: each.PrivateDnsEnabled === true,
          ...given('policy', each.PolicyDocument),
          subnetIds: texts(each.SubnetIds),
          routeTableIds: texts(each.RouteTableIds),
          groupIds: texts(each.Groups?.map(({ GroupId }) => GroupId)),
        }));
        return pageOf(endpoints, page.NextToken);
      }),

    securityGroups: (vpcId, nextToken) =>
      api.asking('ec2:DescribeSecurityGroups', async () => {
        const { sdk, client } = await ec2();
        const page = await client.send(
          new sdk.DescribeSecurityGroupsCommand({ ...inVpc(vpcId), NextToken: nextToken, MaxResults: 200 }),
        );
        const groups = (page.SecurityGroups ?? []).map((group) => ({
          id: required(group.GroupId, 'the id of a security group'),
          name: group.GroupName ?? '',
          rules: [
            ...(group.IpPermissions ?? []).map((rule) => ruleOf('ingress', rule)),
            ...(group.IpPermissionsEgress ?? []).map((rule) => ruleOf('egress', rule)),
          ],
        }));
        return pageOf(groups, page.NextToken);
      }),

    networkAcls: (vpcId, nextToken) =>
      api.asking('ec2:DescribeNetworkAcls', async () => {
        const { sdk, client } = await ec2();
        const page = await client.send(
          new sdk.DescribeNetworkAclsCommand({ ...inVpc(vpcId), NextToken: nextToken, MaxResults: 200 }),
        );
        const acls = (page.NetworkAcls ?? []).map(({ NetworkAclId, IsDefault, Entries = [] }) => ({
          id: required(NetworkAclId, 'the id of a network ACL'),
          isDefault: IsDefault === true,
          entries: Entries.map((entry) => ({
            number: entry.RuleNumber ?? 0,
            egress: entry.Egress === true,
            action: entry.RuleAction ?? 'unknown',
            protocol: entry.Protocol ?? 'unknown',
            cidr: entry.CidrBlock ?? entry.Ipv6CidrBlock ?? '?',
          })),
        }));
        return pageOf(acls, page.NextToken);
      }),

    flowLogs: (vpcId, nextToken) =>
      api.asking('ec2:DescribeFlowLogs', async () => {
        const { sdk, client } = await ec2();
        const Filter = [{ Name: 'resource-id', Values: [vpcId] }];
        const page = await client.send(
          new sdk.DescribeFlowLogsCommand({ Filter, NextToken: nextToken, MaxResults: 200 }),
        );
        const logs = (page.FlowLogs ?? []).map((log) => ({
          id: required(log.FlowLogId, 'the id of a flow log'),
          state: log.FlowLogStatus ?? 'unknown',
          traffic: log.TrafficType ?? 'unknown',
          destination: log.LogDestinationType ?? 'cloud-watch-logs',
          ...given('logGroup', log.LogGroupName),
          ...given('deliveryStatus', log.DeliverLogsStatus),
          ...given('deliveryError', log.DeliverLogsErrorMessage),
        }));
        return pageOf(logs, page.NextToken);
      }),

    prefixLists: (name, nextToken) =>
      api.asking('ec2:DescribeManagedPrefixLists', async () => {
        const { sdk, client } = await ec2();
        const Filters = [{ Name: 'prefix-list-name', Values: [name] }];
        const page = await client.send(
          new sdk.DescribeManagedPrefixListsCommand({ Filters, NextToken: nextToken, MaxResults: 100 }),
        );
        return pageOf(texts(page.PrefixLists?.map(({ PrefixListId }) => PrefixListId)), page.NextToken);
      }),
  };
};

import type { ResultPage } from '../pages';
import { type Api, given, pageOf, present, texts } from './api';
import { ec2, inVpc } from './ec2';

/** One route. `to` is a CIDR or a prefix list, `via` what it leads to: `local`, a gateway, an endpoint, an interface. */
export interface Route {
  readonly to: string;
  readonly via: string;
}

/** A route table; `main` is what subnets without one of their own take. */
export interface RouteTable {
  readonly id: string;
  readonly main: boolean;
  readonly subnetIds: readonly string[];
  readonly routes: readonly Route[];
}

/** A subnet as the API describes it. */
export interface Subnet {
  readonly id: string;
  readonly zone: string;
  readonly publicAddresses: boolean;
  readonly ipv6: boolean;
}

/** A network interface and the addresses by which the internet could reach it. */
export interface NetworkInterface {
  readonly id: string;
  readonly description: string;
  /** For example `lambda` or `vpc_endpoint`. */
  readonly type: string;
  readonly publicAddresses: readonly string[];
  /** Who made it: an alias of a service, an account, or the unique id of a principal, with its session's name. */
  readonly requester?: string;
}

/** A VPC endpoint; `policy` is JSON text. */
export interface VpcEndpoint {
  readonly id: string;
  readonly service: string;
  readonly type: string;
  readonly state: string;
  readonly privateDns: boolean;
  readonly policy?: string;
  readonly subnetIds: readonly string[];
  readonly routeTableIds: readonly string[];
  readonly groupIds: readonly string[];
  /** Its network interfaces; a gateway has none. */
  readonly interfaceIds: readonly string[];
}

/** A flow log; `deliveryError` is what its delivery says when it fails. */
export interface FlowLog {
  readonly id: string;
  readonly state: string;
  readonly traffic: string;
  /** Fields of its records, `${srcaddr} …`; AWS's own where it is not there. */
  readonly format?: string;
  readonly destination: string;
  readonly logGroup?: string;
  readonly deliveryStatus?: string;
  readonly deliveryError?: string;
}

/** What a validation asks of EC2 about a VPC's subnets, routes and endpoints. */
export const networkCalls = {
  routeTables: (api: Api, vpcId: string, nextToken: string | undefined): Promise<ResultPage<RouteTable>> =>
    api.ask('ec2:DescribeRouteTables', ec2, async ({ sdk, client }) => {
      const page = await client.send(
        new sdk.DescribeRouteTablesCommand({ ...inVpc(vpcId, nextToken), MaxResults: 100 }),
      );
      return pageOf(page.NextToken, page.RouteTables, ({ RouteTableId, Associations = [], Routes = [] }) => ({
        id: present(RouteTableId, 'the id of a route table'),
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
    }),

  subnets: (api: Api, vpcId: string, nextToken: string | undefined): Promise<ResultPage<Subnet>> =>
    api.ask('ec2:DescribeSubnets', ec2, async ({ sdk, client }) => {
      const page = await client.send(new sdk.DescribeSubnetsCommand(inVpc(vpcId, nextToken)));
      return pageOf(page.NextToken, page.Subnets, (subnet) => ({
        id: present(subnet.SubnetId, 'the id of a subnet'),
        zone: present(subnet.AvailabilityZone, 'the zone of a subnet'),
        publicAddresses: subnet.MapPublicIpOnLaunch === true,
        ipv6: (subnet.Ipv6CidrBlockAssociationSet ?? []).some(
          ({ Ipv6CidrBlockState }) => Ipv6CidrBlockState?.State !== 'disassociated',
        ),
      }));
    }),

  networkInterfaces: (api: Api, vpcId: string, nextToken: string | undefined): Promise<ResultPage<NetworkInterface>> =>
    api.ask('ec2:DescribeNetworkInterfaces', ec2, async ({ sdk, client }) => {
      const page = await client.send(new sdk.DescribeNetworkInterfacesCommand(inVpc(vpcId, nextToken)));
      return pageOf(page.NextToken, page.NetworkInterfaces, (each) => ({
        id: present(each.NetworkInterfaceId, 'the id of a network interface'),
        description: each.Description ?? '',
        type: each.InterfaceType ?? 'unknown',
        ...given('requester', each.RequesterId),
        publicAddresses: texts([
          ...[each.Association?.PublicIp],
          ...(each.PrivateIpAddresses ?? []).map(({ Association }) => Association?.PublicIp),
          ...(each.Ipv6Addresses ?? []).map(({ Ipv6Address }) => Ipv6Address),
        ]),
      }));
    }),

  endpoints: (api: Api, vpcId: string, nextToken: string | undefined): Promise<ResultPage<VpcEndpoint>> =>
    api.ask('ec2:DescribeVpcEndpoints', ec2, async ({ sdk, client }) => {
      const page = await client.send(new sdk.DescribeVpcEndpointsCommand(inVpc(vpcId, nextToken)));
      return pageOf(page.NextToken, page.VpcEndpoints, (each) => ({
        id: present(each.VpcEndpointId, 'the id of an endpoint'),
        service: present(each.ServiceName, 'the service of an endpoint'),
        type: each.VpcEndpointType ?? 'unknown',
        state: (each.State ?? 'unknown').toLowerCase(),
        privateDns: each.PrivateDnsEnabled === true,
        ...given('policy', each.PolicyDocument),
        subnetIds: texts(each.SubnetIds),
        routeTableIds: texts(each.RouteTableIds),
        groupIds: texts(each.Groups?.map(({ GroupId }) => GroupId)),
        interfaceIds: texts(each.NetworkInterfaceIds),
      }));
    }),

  flowLogs: (api: Api, vpcId: string, nextToken: string | undefined): Promise<ResultPage<FlowLog>> =>
    api.ask('ec2:DescribeFlowLogs', ec2, async ({ sdk, client }) => {
      const Filter = [{ Name: 'resource-id', Values: [vpcId] }];
      const page = await client.send(
        new sdk.DescribeFlowLogsCommand({ Filter, NextToken: nextToken, MaxResults: 200 }),
      );
      return pageOf(page.NextToken, page.FlowLogs, (log) => ({
        id: present(log.FlowLogId, 'the id of a flow log'),
        state: log.FlowLogStatus ?? 'unknown',
        traffic: log.TrafficType ?? 'unknown',
        destination: log.LogDestinationType ?? 'cloud-watch-logs',
        ...given('format', log.LogFormat),
        ...given('logGroup', log.LogGroupName),
        ...given('deliveryStatus', log.DeliverLogsStatus),
        ...given('deliveryError', log.DeliverLogsErrorMessage),
      }));
    }),
};

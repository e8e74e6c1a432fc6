import type { FlowLog, NetworkInterface, RouteTable, Subnet, VpcEndpoint } from '../cloud/network';
import type { NetworkAcl, SecurityGroup } from '../cloud/packet-filters';
import type { LiveTarget } from '../live-target';
import { allPages, type ResultPage } from '../pages';
import { owned } from './owned';

/** The VPCs of the target. */
export const vpcs = (target: LiveTarget): Promise<readonly string[]> => owned(target, 'AWS::EC2::VPC');

type Listing<T> = (vpcId: string, nextToken: string | undefined) => Promise<ResultPage<T>>;

const listing =
  <T>(what: string, of: (target: LiveTarget) => Listing<T>) =>
  (target: LiveTarget, vpcId: string): Promise<readonly T[]> =>
    target.once(`${what} of ${vpcId}`, () => allPages((nextToken) => of(target)(vpcId, nextToken)));

/** What a VPC has, each listing read once to its end. */
export const routeTablesOf = listing<RouteTable>('route tables', ({ cloud }) => cloud.routeTables.bind(cloud));
export const subnetsOf = listing<Subnet>('subnets', ({ cloud }) => cloud.subnets.bind(cloud));
export const networkInterfacesOf = listing<NetworkInterface>('interfaces', ({ cloud }) =>
  cloud.networkInterfaces.bind(cloud),
);
export const endpointsOf = listing<VpcEndpoint>('endpoints', ({ cloud }) => cloud.endpoints.bind(cloud));
export const securityGroupsOf = listing<SecurityGroup>('security groups', ({ cloud }) =>
  cloud.securityGroups.bind(cloud),
);
export const networkAclsOf = listing<NetworkAcl>('network ACLs', ({ cloud }) => cloud.networkAcls.bind(cloud));
export const flowLogsOf = listing<FlowLog>('flow logs', ({ cloud }) => cloud.flowLogs.bind(cloud));

/** The answers about every VPC of the target, one after the other. */
export const perVpc = async <T>(
  target: LiveTarget,
  ask: (vpcId: string) => Promise<readonly T[]>,
): Promise<readonly T[]> => (await Promise.all((await vpcs(target)).map(ask))).flat();

/** Last part of an endpoint's service name, e.g. `kms` of `com.amazonaws.us-east-1.kms`; undefined for anybody else's. */
export const serviceOf = (serviceName: string, region: string): string | undefined => {
  const [, service] = new RegExp(`^(?:[a-z]+\\.)*amazonaws\\.${region}\\.([a-z0-9.-]+)$`).exec(serviceName) ?? [];
  return service;
};

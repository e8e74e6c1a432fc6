import type { Endpoint, FlowLog, NetworkInterface, RouteTable, Subnet } from '../cloud/network';
import type { NetworkAcl, SecurityGroup } from '../cloud/packet-filters';
import type { DeployedTarget } from '../deployed-target';
import type { Page } from '../pages';
import { allPages } from '../pages';
import { owned } from './owned';

/** The VPCs of the target. */
export const vpcs = (target: DeployedTarget): Promise<readonly string[]> => owned(target, 'AWS::EC2::VPC');

type Listing<T> = (vpcId: string, nextToken: string | undefined) => Promise<Page<T>>;

const listing =
  <T>(what: string, of: (target: DeployedTarget) => Listing<T>) =>
  (target: DeployedTarget, vpcId: string): Promise<readonly T[]> =>
    target.once(`${what} of ${vpcId}`, () => allPages((nextToken) => of(target)(vpcId, nextToken)));

/** What a VPC has, each listing read once to its end. */
export const routeTables = listing<RouteTable>('route tables', ({ cloud }) => cloud.routeTables.bind(cloud));
export const subnets = listing<Subnet>('subnets', ({ cloud }) => cloud.subnets.bind(cloud));
export const networkInterfaces = listing<NetworkInterface>('interfaces', ({ cloud }) =>
  cloud.networkInterfaces.bind(cloud),
);
export const endpoints = listing<Endpoint>('endpoints', ({ cloud }) => cloud.endpoints.bind(cloud));
export const securityGroups = listing<SecurityGroup>('security groups', ({ cloud }) =>
  cloud.securityGroups.bind(cloud),
);
export const networkAcls = listing<NetworkAcl>('network ACLs', ({ cloud }) => cloud.networkAcls.bind(cloud));
export const flowLogsOf = listing<FlowLog>('flow logs', ({ cloud }) => cloud.flowLogs.bind(cloud));

/** The answers about every VPC of the target, one after the other. */
export const perVpc = async <T>(
  target: DeployedTarget,
  ask: (vpcId: string) => Promise<readonly T[]>,
): Promise<readonly T[]> => (await Promise.all((await vpcs(target)).map(ask))).flat();

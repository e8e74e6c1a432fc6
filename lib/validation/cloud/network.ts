import type { Page } from './page';

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
  readonly publicAddresses: readonly string[];
}

/** A VPC endpoint; `policy` is JSON text. */
export interface Endpoint {
  readonly id: string;
  readonly service: string;
  readonly type: string;
  readonly state: string;
  readonly privateDns: boolean;
  readonly policy?: string;
  readonly subnetIds: readonly string[];
  readonly routeTableIds: readonly string[];
  readonly groupIds: readonly string[];
}

/** One rule of a security group and all its peers: CIDRs, groups, prefix lists. `ports` is `443`, `1-65535` or `all`. */
export interface GroupRule {
  readonly direction: 'ingress' | 'egress';
  readonly protocol: string;
  readonly ports: string;
  readonly cidrs: readonly string[];
  readonly groupIds: readonly string[];
  readonly prefixListIds: readonly string[];
}

/** A security group. */
export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly rules: readonly GroupRule[];
}

/** One entry of a network ACL. */
export interface AclEntry {
  readonly number: number;
  readonly egress: boolean;
  readonly action: string;
  readonly protocol: string;
  readonly cidr: string;
}

/** A network ACL. */
export interface NetworkAcl {
  readonly id: string;
  readonly isDefault: boolean;
  readonly entries: readonly AclEntry[];
}

/** A flow log; `deliveryError` is what its delivery says when it fails. */
export interface FlowLog {
  readonly id: string;
  readonly state: string;
  readonly traffic: string;
  readonly destination: string;
  readonly logGroup?: string;
  readonly deliveryStatus?: string;
  readonly deliveryError?: string;
}

/** Something that leads out of VPCs: a gateway, a peering, an attachment. */
export interface Gateway {
  readonly id: string;
  readonly state: string;
  readonly vpcIds: readonly string[];
}

/** What a validation asks of EC2; everything is about one VPC where the API can say so. */
export interface NetworkCloud {
  internetGateways(vpcId: string, nextToken: string | undefined): Promise<Page<Gateway>>;
  egressOnlyGateways(nextToken: string | undefined): Promise<Page<Gateway>>;
  natGateways(vpcId: string, nextToken: string | undefined): Promise<Page<Gateway>>;
  vpnGateways(vpcId: string): Promise<readonly Gateway[]>;
  transitAttachments(vpcId: string, nextToken: string | undefined): Promise<Page<Gateway>>;
  peerings(nextToken: string | undefined): Promise<Page<Gateway>>;
  routeTables(vpcId: string, nextToken: string | undefined): Promise<Page<RouteTable>>;
  subnets(vpcId: string, nextToken: string | undefined): Promise<Page<Subnet>>;
  networkInterfaces(vpcId: string, nextToken: string | undefined): Promise<Page<NetworkInterface>>;
  endpoints(vpcId: string, nextToken: string | undefined): Promise<Page<Endpoint>>;
  securityGroups(vpcId: string, nextToken: string | undefined): Promise<Page<SecurityGroup>>;
  networkAcls(vpcId: string, nextToken: string | undefined): Promise<Page<NetworkAcl>>;
  flowLogs(vpcId: string, nextToken: string | undefined): Promise<Page<FlowLog>>;
  /** Ids of the managed prefix lists of that name. */
  prefixLists(name: string, nextToken: string | undefined): Promise<Page<string>>;
}

import type { IpPermission } from '@aws-sdk/client-ec2';
import type { ResultPage } from '../pages';
import { type Api, pageOf, present, texts } from './api';
import { ec2, inVpc } from './ec2';

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

/** What a validation asks of EC2 about whom a VPC's packets may reach. */
export const packetFilterCalls = {
  securityGroups: (api: Api, vpcId: string, nextToken: string | undefined): Promise<ResultPage<SecurityGroup>> =>
    api.ask('ec2:DescribeSecurityGroups', ec2, async ({ sdk, client }) => {
      const page = await client.send(new sdk.DescribeSecurityGroupsCommand(inVpc(vpcId, nextToken)));
      return pageOf(page.NextToken, page.SecurityGroups, (group) => ({
        id: present(group.GroupId, 'the id of a security group'),
        name: group.GroupName ?? '',
        rules: [
          ...(group.IpPermissions ?? []).map((rule) => ruleOf('ingress', rule)),
          ...(group.IpPermissionsEgress ?? []).map((rule) => ruleOf('egress', rule)),
        ],
      }));
    }),

  networkAcls: (api: Api, vpcId: string, nextToken: string | undefined): Promise<ResultPage<NetworkAcl>> =>
    api.ask('ec2:DescribeNetworkAcls', ec2, async ({ sdk, client }) => {
      const page = await client.send(new sdk.DescribeNetworkAclsCommand(inVpc(vpcId, nextToken)));
      return pageOf(page.NextToken, page.NetworkAcls, ({ NetworkAclId, IsDefault, Entries = [] }) => ({
        id: present(NetworkAclId, 'the id of a network ACL'),
        isDefault: IsDefault === true,
        entries: Entries.map((entry) => ({
          number: entry.RuleNumber ?? 0,
          egress: entry.Egress === true,
          action: entry.RuleAction ?? 'unknown',
          protocol: entry.Protocol ?? 'unknown',
          cidr: entry.CidrBlock ?? entry.Ipv6CidrBlock ?? '?',
        })),
      }));
    }),

  /** Ids of the managed prefix lists of that name. */
  prefixLists: (api: Api, name: string, nextToken: string | undefined): Promise<ResultPage<string>> =>
    api.ask('ec2:DescribeManagedPrefixLists', ec2, async ({ sdk, client }) => {
      const Filters = [{ Name: 'prefix-list-name', Values: [name] }];
      const page = await client.send(
        new sdk.DescribeManagedPrefixListsCommand({ Filters, NextToken: nextToken, MaxResults: 100 }),
      );
      return pageOf(page.NextToken, texts(page.PrefixLists?.map(({ PrefixListId }) => PrefixListId)), (text) => text);
    }),
};

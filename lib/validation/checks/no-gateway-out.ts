import { type Check, type CheckResult, fail, pass } from '../check';
import type { Gateway } from '../cloud/gateways';
import { perVpc } from '../facts/network';
import type { LiveTarget } from '../live-target';
import { allPages } from '../pages';

const GONE = /^(deleted|deleting|detached|detaching|rejected|expired|failed)$/;

/** What leads out of a VPC, by kind, with the command that takes it away. */
const kindsOf = ({ cloud }: LiveTarget, vpcId: string) => {
  const paged = (ask: (vpc: string, token: string | undefined) => ReturnType<typeof cloud.natGateways>) =>
    allPages((nextToken) => ask.call(cloud, vpcId, nextToken));
  return [
    { kind: 'internet gateway', fix: 'detach-internet-gateway', found: paged(cloud.internetGateways) },
    { kind: 'NAT gateway', fix: 'delete-nat-gateway', found: paged(cloud.natGateways) },
    {
      kind: 'egress-only internet gateway',
      fix: 'delete-egress-only-internet-gateway',
      found: allPages((nextToken) => cloud.egressOnlyGateways(nextToken)),
    },
    { kind: 'VPN gateway', fix: 'detach-vpn-gateway', found: cloud.vpnGateways(vpcId) },
    {
      kind: 'transit gateway attachment',
      fix: 'delete-transit-gateway-vpc-attachment',
      found: paged(cloud.transitAttachments),
    },
    {
      kind: 'peering connection',
      fix: 'delete-vpc-peering-connection',
      found: allPages((nextToken) => cloud.peerings(nextToken)),
    },
  ] as const;
};

const leadsOut = ({ state, vpcIds }: Gateway, vpcId: string): boolean => vpcIds.includes(vpcId) && !GONE.test(state);

const judge = async (target: LiveTarget, vpcId: string): Promise<readonly CheckResult[]> => {
  const ways = await Promise.all(
    kindsOf(target, vpcId).map(async ({ kind, fix, found }) =>
      (await found)
        .filter((gateway) => leadsOut(gateway, vpcId))
        .map(({ id }) => fail(vpcId, `${kind} ${id} leads out of it`, `take ${id} away (aws ec2 ${fix})`)),
    ),
  );
  return ways.flat().length === 0 ? [pass(vpcId)] : ways.flat();
};

/** No gateway, peering or attachment leads out of the VPC (ZT-01). */
export const noGatewayOut: Check = {
  id: 'no-gateway-out',
  requirement: 'ZT-01',
  proves: 'no gateway, peering or attachment leads out of the VPC',
  run: (target) => perVpc(target, (vpcId) => judge(target, vpcId)),
};

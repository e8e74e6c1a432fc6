import type { ResultPage } from '../pages';
import { type Api, pageOf, present, texts } from './api';
import { ec2, inVpc } from './ec2';

/** Something that leads out of VPCs: a gateway, a peering, an attachment. */
export interface Gateway {
  readonly id: string;
  readonly state: string;
  readonly vpcIds: readonly string[];
}

/** What a validation asks of EC2 about ways out of a VPC; about one VPC where the API can say so. */
export const gatewayCalls = {
  internetGateways: (api: Api, vpcId: string, nextToken: string | undefined): Promise<ResultPage<Gateway>> =>
    api.ask('ec2:DescribeInternetGateways', ec2, async ({ sdk, client }) => {
      const page = await client.send(
        new sdk.DescribeInternetGatewaysCommand(inVpc(vpcId, nextToken, 'attachment.vpc-id')),
      );
      return pageOf(page.NextToken, page.InternetGateways, ({ InternetGatewayId, Attachments = [] }) => ({
        id: present(InternetGatewayId, 'the id of an internet gateway'),
        state: Attachments[0]?.State ?? 'attached',
        vpcIds: texts(Attachments.map(({ VpcId }) => VpcId)),
      }));
    }),

  egressOnlyGateways: (api: Api, nextToken: string | undefined): Promise<ResultPage<Gateway>> =>
    api.ask('ec2:DescribeEgressOnlyInternetGateways', ec2, async ({ sdk, client }) => {
      const page = await client.send(
        new sdk.DescribeEgressOnlyInternetGatewaysCommand({ NextToken: nextToken, MaxResults: 200 }),
      );
      return pageOf(
        page.NextToken,
        page.EgressOnlyInternetGateways,
        ({ EgressOnlyInternetGatewayId, Attachments = [] }) => ({
          id: present(EgressOnlyInternetGatewayId, 'the id of an egress-only gateway'),
          state: Attachments[0]?.State ?? 'attached',
          vpcIds: texts(Attachments.map(({ VpcId }) => VpcId)),
        }),
      );
    }),

  natGateways: (api: Api, vpcId: string, nextToken: string | undefined): Promise<ResultPage<Gateway>> =>
    api.ask('ec2:DescribeNatGateways', ec2, async ({ sdk, client }) => {
      const Filter = [{ Name: 'vpc-id', Values: [vpcId] }];
      const page = await client.send(
        new sdk.DescribeNatGatewaysCommand({ Filter, NextToken: nextToken, MaxResults: 200 }),
      );
      return pageOf(page.NextToken, page.NatGateways, ({ NatGatewayId, State, VpcId }) => ({
        id: present(NatGatewayId, 'the id of a NAT gateway'),
        state: State ?? 'unknown',
        vpcIds: texts([VpcId]),
      }));
    }),

  vpnGateways: (api: Api, vpcId: string): Promise<readonly Gateway[]> =>
    api.ask('ec2:DescribeVpnGateways', ec2, async ({ sdk, client }) => {
      const Filters = [{ Name: 'attachment.vpc-id', Values: [vpcId] }];
      const { VpnGateways: found = [] } = await client.send(new sdk.DescribeVpnGatewaysCommand({ Filters }));
      return found.map(({ VpnGatewayId, State, VpcAttachments = [] }) => ({
        id: present(VpnGatewayId, 'the id of a VPN gateway'),
        state: State ?? 'unknown',
        vpcIds: texts(
          VpcAttachments.filter(({ State: attached }) => attached !== 'detached').map(({ VpcId }) => VpcId),
        ),
      }));
    }),

  transitAttachments: (api: Api, vpcId: string, nextToken: string | undefined): Promise<ResultPage<Gateway>> =>
    api.ask('ec2:DescribeTransitGatewayVpcAttachments', ec2, async ({ sdk, client }) => {
      const page = await client.send(new sdk.DescribeTransitGatewayVpcAttachmentsCommand(inVpc(vpcId, nextToken)));
      return pageOf(
        page.NextToken,
        page.TransitGatewayVpcAttachments,
        ({ TransitGatewayAttachmentId, State, VpcId }) => ({
          id: present(TransitGatewayAttachmentId, 'the id of a transit gateway attachment'),
          state: State ?? 'unknown',
          vpcIds: texts([VpcId]),
        }),
      );
    }),

  peerings: (api: Api, nextToken: string | undefined): Promise<ResultPage<Gateway>> =>
    api.ask('ec2:DescribeVpcPeeringConnections', ec2, async ({ sdk, client }) => {
      const page = await client.send(
        new sdk.DescribeVpcPeeringConnectionsCommand({ NextToken: nextToken, MaxResults: 200 }),
      );
      return pageOf(page.NextToken, page.VpcPeeringConnections, (each) => ({
        id: present(each.VpcPeeringConnectionId, 'the id of a peering'),
        state: each.Status?.Code ?? 'unknown',
        vpcIds: texts([each.AccepterVpcInfo?.VpcId, each.RequesterVpcInfo?.VpcId]),
      }));
    }),
};

import type { NetworkCloud } from '../cloud/network';
import { type Api, pageOf, required, texts } from './api';

type GatewayCalls = Pick<
  NetworkCloud,
  'internetGateways' | 'egressOnlyGateways' | 'natGateways' | 'vpnGateways' | 'transitAttachments' | 'peerings'
>;

/** The calls to EC2 about what leads out of a VPC. */
export const gatewayCalls = (api: Api): GatewayCalls => {
  const ec2 = async () => {
    const sdk = await import('@aws-sdk/client-ec2');
    return { sdk, client: api.clients.of(sdk.EC2Client) };
  };
  return {
    internetGateways: (vpcId, nextToken) =>
      api.asking('ec2:DescribeInternetGateways', async () => {
        const { sdk, client } = await ec2();
        const Filters = [{ Name: 'attachment.vpc-id', Values: [vpcId] }];
        const page = await client.send(
          new sdk.DescribeInternetGatewaysCommand({ Filters, NextToken: nextToken, MaxResults: 200 }),
        );
        const gateways = (page.InternetGateways ?? []).map(({ InternetGatewayId, Attachments = [] }) => ({
          id: required(InternetGatewayId, 'the id of an internet gateway'),
          state: Attachments[0]?.State ?? 'attached',
          vpcIds: texts(Attachments.map(({ VpcId }) => VpcId)),
        }));
        return pageOf(gateways, page.NextToken);
      }),

    egressOnlyGateways: (nextToken) =>
      api.asking('ec2:DescribeEgressOnlyInternetGateways', async () => {
        const { sdk, client } = await ec2();
        const page = await client.send(
          new sdk.DescribeEgressOnlyInternetGatewaysCommand({ NextToken: nextToken, MaxResults: 200 }),
        );
        const gateways = (page.EgressOnlyInternetGateways ?? []).map(
          ({ EgressOnlyInternetGatewayId, Attachments = [] }) => ({
            id: required(EgressOnlyInternetGatewayId, 'the id of an egress-only gateway'),
            state: Attachments[0]?.State ?? 'attached',
            vpcIds: texts(Attachments.map(({ VpcId }) => VpcId)),
          }),
        );
        return pageOf(gateways, page.NextToken);
      }),

    natGateways: (vpcId, nextToken) =>
      api.asking('ec2:DescribeNatGateways', async () => {
        const { sdk, client } = await ec2();
        const Filter = [{ Name: 'vpc-id', Values: [vpcId] }];
        const page = await client.send(
          new sdk.DescribeNatGatewaysCommand({ Filter, NextToken: nextToken, MaxResults: 200 }),
        );
        const gateways = (page.NatGateways ?? []).map(({ NatGatewayId, State, VpcId }) => ({
          id: required(NatGatewayId, 'the id of a NAT gateway'),
          state: State ?? 'unknown',
          vpcIds: texts([VpcId]),
        }));
        return pageOf(gateways, page.NextToken);
      }),

    vpnGateways: (vpcId) =>
      api.asking('ec2:DescribeVpnGateways', async () => {
        const { sdk, client } = await ec2();
        const Filters = [{ Name: 'attachment.vpc-id', Values: [vpcId] }];
        const { VpnGateways: found = [] } = await client.send(new sdk.DescribeVpnGatewaysCommand({ Filters }));
        return found.map(({ VpnGatewayId, State, VpcAttachments = [] }) => ({
          id: required(VpnGatewayId, 'the id of a VPN gateway'),
          state: State ?? 'unknown',
          vpcIds: texts(
            VpcAttachments.filter(({ State: attached }) => attached !== 'detached').map(({ VpcId }) => VpcId),
          ),
        }));
      }),

    transitAttachments: (vpcId, nextToken) =>
      api.asking('ec2:DescribeTransitGatewayVpcAttachments', async () => {
        const { sdk, client } = await ec2();
        const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
        const page = await client.send(
          new sdk.DescribeTransitGatewayVpcAttachmentsCommand({ Filters, NextToken: nextToken, MaxResults: 200 }),
        );
        const attachments = (page.TransitGatewayVpcAttachments ?? []).map(
          ({ TransitGatewayAttachmentId, State, VpcId }) => ({
            id: required(TransitGatewayAttachmentId, 'the id of a transit gateway attachment'),
            state: State ?? 'unknown',
            vpcIds: texts([VpcId]),
          }),
        );
        return pageOf(attachments, page.NextToken);
      }),

    peerings: (nextToken) =>
      api.asking('ec2:DescribeVpcPeeringConnections', async () => {
        const { sdk, client } = await ec2();
        const page = await client.send(
          new sdk.DescribeVpcPeeringConnectionsCommand({ NextToken: nextToken, MaxResults: 200 }),
        );
        const peerings = (page.VpcPeeringConnections ?? []).map((each) => ({
          id: required(each.VpcPeeringConnectionId, 'the id of a peering'),
          state: each.Status?.Code ?? 'unknown',
          vpcIds: texts([each.AccepterVpcInfo?.VpcId, each.RequesterVpcInfo?.VpcId]),
        }));
        return pageOf(peerings, page.NextToken);
      }),
  };
};

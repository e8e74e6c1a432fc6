import { oneOf, resourceOf, text } from '../shape';
import { harmless, held, judged, judgedPolicy, notAllowed, type PropertyState } from '../state';
import { DESCRIBES } from './because';

const vpc = resourceOf('AWS::EC2::VPC');
const group = resourceOf('AWS::EC2::SecurityGroup');
const subnet = resourceOf('AWS::EC2::Subnet');
const routes = resourceOf('AWS::EC2::RouteTable');

const BETWEEN_GROUPS = 'ZT-04-HttpsBetweenKnownGroups';

/** Properties of the network. */
export const NETWORK: Readonly<Record<string, readonly PropertyState[]>> = {
  'AWS::EC2::VPC': [
    judged('ZT-02-IsolatedSubnets', 'CidrBlock'),
    judged('ZT-03-EndpointsForThisAccountOnly', 'EnableDnsHostnames EnableDnsSupport'),
    judged('ZT-14-Tags', 'Tags'),
    harmless(
      'the machines below are shared or not, the network is the same',
      oneOf('default', 'dedicated'),
      'InstanceTenancy',
    ),
    notAllowed('Ipv4NetmaskLength Ipv4IpamPoolId VpcEncryptionControl'),
  ],
  'AWS::EC2::Subnet': [
    judged('ZT-01-NoInternetPath', 'MapPublicIpOnLaunch AssignIpv6AddressOnCreation'),
    judged('ZT-02-IsolatedSubnets', 'AvailabilityZone CidrBlock VpcId'),
    judged('ZT-14-Tags', 'Tags'),
    notAllowed(
      `EnableDns64 AvailabilityZoneId OutpostArn PrivateDnsNameOptionsOnLaunch Ipv6Native Ipv6CidrBlock
       EnableLniAtDeviceIndex Ipv4IpamPoolId Ipv4NetmaskLength Ipv6IpamPoolId Ipv6NetmaskLength`,
    ),
  ],
  'AWS::EC2::RouteTable': [held(vpc, 'VpcId'), judged('ZT-14-Tags', 'Tags')],
  'AWS::EC2::SubnetRouteTableAssociation': [held(subnet, 'SubnetId'), held(routes, 'RouteTableId')],
  'AWS::EC2::SecurityGroup': [
    held(vpc, 'VpcId'),
    judged(
      BETWEEN_GROUPS,
      `SecurityGroupEgress.CidrIp SecurityGroupEgress.CidrIpv6 SecurityGroupEgress.DestinationPrefixListId
       SecurityGroupEgress.DestinationSecurityGroupId SecurityGroupEgress.FromPort SecurityGroupEgress.IpProtocol
       SecurityGroupEgress.ToPort
       SecurityGroupIngress.CidrIp SecurityGroupIngress.CidrIpv6 SecurityGroupIngress.SourcePrefixListId
       SecurityGroupIngress.SourceSecurityGroupId SecurityGroupIngress.FromPort SecurityGroupIngress.IpProtocol
       SecurityGroupIngress.ToPort`,
    ),
    judged('ZT-14-Tags', 'Tags'),
    harmless(DESCRIBES, text, 'GroupDescription SecurityGroupEgress.Description SecurityGroupIngress.Description'),
    notAllowed(
      'GroupName SecurityGroupIngress.SourceSecurityGroupName SecurityGroupIngress.SourceSecurityGroupOwnerId',
    ),
  ],
  'AWS::EC2::SecurityGroupEgress': [
    held(group, 'GroupId'),
    judged(
      BETWEEN_GROUPS,
      'CidrIp CidrIpv6 DestinationPrefixListId DestinationSecurityGroupId FromPort IpProtocol ToPort',
    ),
    harmless(DESCRIBES, text, 'Description'),
  ],
  'AWS::EC2::SecurityGroupIngress': [
    held(group, 'GroupId'),
    judged(BETWEEN_GROUPS, 'CidrIp CidrIpv6 SourcePrefixListId SourceSecurityGroupId FromPort IpProtocol ToPort'),
    harmless(DESCRIBES, text, 'Description'),
    notAllowed('GroupName SourceSecurityGroupName SourceSecurityGroupOwnerId'),
  ],
  'AWS::EC2::VPCEndpoint': [
    judgedPolicy('ZT-03-EndpointsForThisAccountOnly', 'PolicyDocument'),
    judged('ZT-03-EndpointsForThisAccountOnly', 'PrivateDnsEnabled ServiceName VpcEndpointType'),
    held(vpc, 'VpcId'),
    held(group, 'SecurityGroupIds'),
    held(subnet, 'SubnetIds'),
    held(routes, 'RouteTableIds'),
    judged('ZT-14-Tags', 'Tags'),
    notAllowed('IpAddressType ServiceRegion DnsOptions ResourceConfigurationArn ServiceNetworkArn'),
  ],
  'AWS::EC2::FlowLog': [
    held(resourceOf('AWS::EC2::VPC', 'AWS::EC2::Subnet'), 'ResourceId'),
    held(resourceOf('AWS::Logs::LogGroup'), 'LogGroupName'),
    held(resourceOf('AWS::IAM::Role'), 'DeliverLogsPermissionArn'),
    held(oneOf('cloud-watch-logs'), 'LogDestinationType'),
    judged('ZT-11-FlowLogs', 'LogFormat MaxAggregationInterval ResourceType TrafficType'),
    judged('ZT-14-Tags', 'Tags'),
    notAllowed('DestinationOptions DeliverCrossAccountRole LogDestination TagFieldSpecifications'),
  ],
};

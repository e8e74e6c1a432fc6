import { listAt, objectAt, own } from '../../ground/json';
import { shown } from '../templates/intrinsics';
import type { Resource } from '../templates/target';
import type { Rule } from './rule';

/** Types that lead out of a VPC, or into it, by being there. */
const WAYS = new Set([
  'AWS::EC2::InternetGateway',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::EC2::NatGateway',
  'AWS::EC2::EgressOnlyInternetGateway',
  'AWS::EC2::CarrierGateway',
  'AWS::EC2::EIP',
  'AWS::EC2::EIPAssociation',
  'AWS::EC2::VPNGateway',
  'AWS::EC2::VPNConnection',
  'AWS::EC2::ClientVpnEndpoint',
  'AWS::EC2::VPCPeeringConnection',
  'AWS::EC2::TransitGatewayAttachment',
  'AWS::EC2::TransitGatewayVpcAttachment',
  'AWS::EC2::VPCEndpointService',
  'AWS::NetworkManager::VpcAttachment',
  'AWS::VpcLattice::ServiceNetworkVpcAssociation',
  'AWS::VpcLattice::ResourceGateway',
  'AWS::EC2::GatewayRouteTableAssociation',
  'AWS::EC2::Route',
  'AWS::Lambda::Url',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGatewayV2::Api',
  'AWS::AppRunner::Service',
  'AWS::AppSync::GraphQLApi',
  'AWS::CloudFront::Distribution',
  'AWS::Transfer::Server',
  'AWS::GlobalAccelerator::Accelerator',
  'AWS::Events::ApiDestination',
  'AWS::Route53Resolver::ResolverEndpoint',
  'AWS::S3::MultiRegionAccessPoint',
  'AWS::SageMaker::NotebookInstance',
  'AWS::DataSync::Task',
  'AWS::RolesAnywhere::TrustAnchor',
]);

/** Properties that must be false or absent. */
const SWITCHES: Readonly<Record<string, readonly string[]>> = {
  'AWS::EC2::Subnet': ['MapPublicIpOnLaunch', 'AssignIpv6AddressOnCreation'],
  'AWS::EC2::VPCCidrBlock': ['AmazonProvidedIpv6CidrBlock'],
  'AWS::RDS::DBInstance': ['PubliclyAccessible'],
  'AWS::Redshift::Cluster': ['PubliclyAccessible'],
};

/** ZT-01: nothing in a template leads from the VPC to the internet or from there to the VPC. */
export const noInternetPath: Rule = {
  id: 'ZT-01-NoInternetPath',
  requires: 'There is no way to or from the internet: no gateway, no public address, no route, no function URL.',
  why: 'Data that cannot reach the internet cannot be sent there, whatever runs inside.',
  fix: 'Remove it; AWS APIs are reached through the endpoints of Network (lib/stacks/constructs/network.ts).',
  source: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-igw-internet-access.html',
  hipaa: ['164.308(a)(3)(i)', '164.312(a)(1)', '164.312(e)(1)'],
  appliesTo: 'any',
  check: (target) => target.each(target.resources, waysOf),
};

const waysOf = ({ type, properties }: Resource): readonly string[] => {
  if (WAYS.has(type)) return [`a resource of type ${type} is a way out of or into the network`];
  const open = (own(SWITCHES, type) ?? [])
    .filter((name) => properties[name] !== undefined && String(properties[name]) !== 'false')
    .map((name) => `${name} is ${shown(properties[name])}`);
  return [...open, ...publicAddresses(properties), ...openBalancers(type, properties)];
};

const publicAddresses = (properties: Readonly<Record<string, unknown>>): readonly string[] =>
  [properties, objectAt(properties['LaunchTemplateData'])]
    .flatMap((each) => [each, ...listAt(each['NetworkInterfaces']).map(objectAt)])
    .map(({ AssociatePublicIpAddress: address }) => address)
    .filter((address) => address !== undefined && String(address) !== 'false')
    .map((address) => `AssociatePublicIpAddress is ${shown(address)}`);

const openBalancers = (type: string, { Scheme: scheme }: Readonly<Record<string, unknown>>): readonly string[] =>
  /^AWS::ElasticLoadBalancing(V2)?::LoadBalancer$/.test(type) && scheme !== 'internal'
    ? [`Scheme is ${shown(scheme)}, which faces the internet`]
    : [];

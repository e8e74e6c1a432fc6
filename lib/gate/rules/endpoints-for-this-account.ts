import { listAt, own } from '../../ground/json';
import {
  destinations,
  outsiders,
  type PolicyDocument,
  type RequestContext,
  sentenceOf,
  sentenceOfReach,
} from '../../policy';
import { contextOfOwnCall, ENDPOINT_SERVICES, GATEWAY_SERVICES, TABLE_SERVICE } from '../../promises';
import { ask, policyAt, principalOf } from '../templates/asking';
import { shown } from '../templates/intrinsics';
import { workloadFunctions } from '../templates/roles';
import type { Resource, Target } from '../templates/target';
import { workloadRequests } from '../templates/workload-requests';
import type { Rule } from './rule';

/** ZT-03: every AWS API of the workload has an endpoint in the VPC, which serves this account only. */
export const endpointsForThisAccount: Rule = {
  id: 'ZT-03-EndpointsForThisAccountOnly',
  requires:
    'The VPC has an endpoint with private DNS for every AWS API of the workload, whose policy serves this account only.',
  why: 'An endpoint that serves every account is a way out: to a bucket of somebody else, with keys of somebody else.',
  fix: 'Make the endpoints with Network (lib/stacks/constructs/network.ts), whose policies have aws:PrincipalAccount and aws:ResourceAccount.',
  source: 'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html',
  hipaa: ['164.312(a)(1)', '164.312(e)(1)'],
  appliesTo: 'any',
  check: (target) => [
    ...target.each('AWS::EC2::VPC', flawsOfVpc),
    ...target.each('AWS::EC2::VPCEndpoint', flawsOfEndpoint),
  ],
};

const serviceOf = ({ properties, stack }: Resource): string | undefined => {
  const { ServiceName: name } = properties;
  const prefix = `com.amazonaws.${stack.region}.`;
  return typeof name === 'string' && name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
};

const flawsOfVpc = (vpc: Resource, target: Target): readonly string[] => {
  const served = target
    .certain('AWS::EC2::VPCEndpoint')
    .filter(({ properties }) => target.find(properties['VpcId'], 'AWS::EC2::VPC') === vpc)
    .map(serviceOf);
  const needed = { ...ENDPOINT_SERVICES, ...(target.of('AWS::DynamoDB::Table').length > 0 ? TABLE_SERVICE : {}) };
  const missing = Object.keys(needed).filter((service) => !served.includes(service));
  const names = ['EnableDnsSupport', 'EnableDnsHostnames'].filter((name) => String(vpc.properties[name]) !== 'true');
  return [
    ...(missing.length === 0 ? [] : [`it has no endpoint for ${missing.join(', ')}`]),
    ...names.map((name) => `${name} is ${shown(vpc.properties[name])}, which private DNS needs`),
  ];
};

const flawsOfEndpoint = (endpoint: Resource, target: Target): readonly string[] => {
  const service = serviceOf(endpoint);
  if (service === undefined) return [`ServiceName is ${shown(endpoint.properties['ServiceName'])}, no service here`];
  return [...flawsOfPlace(endpoint, service, target), ...flawsOfPolicy(endpoint, service, target)];
};

const flawsOfPlace = ({ properties }: Resource, service: string, target: Target): readonly string[] => {
  const { VpcEndpointType: type, PrivateDnsEnabled: privateDns, SecurityGroupIds: groups } = properties;
  if (GATEWAY_SERVICES.includes(service) && (type ?? 'Gateway') === 'Gateway') return flawsOfRoutes(properties, target);
  const isGuarded =
    listAt(groups).length > 0 && listAt(groups).every((id) => target.find(id, 'AWS::EC2::SecurityGroup'));
  return [
    ...(type === 'Interface' ? [] : [`VpcEndpointType is ${shown(type)}`]),
    ...(String(privateDns) === 'true' ? [] : [`PrivateDnsEnabled is ${shown(privateDns)}`]),
    ...(isGuarded ? [] : ['it has no security group of this target']),
    ...(listAt(properties['SubnetIds']).length >= 2 ? [] : ['it has fewer than two subnets']),
  ];
};

/** A gateway endpoint serves the subnets whose route tables it is in. */
const flawsOfRoutes = (properties: Readonly<Record<string, unknown>>, target: Target): readonly string[] => {
  const served = listAt(properties['RouteTableIds']).map((id) => target.find(id, 'AWS::EC2::RouteTable'));
  const used = workloadFunctions(target).flatMap((each) =>
    listAt((each.properties['VpcConfig'] as Record<string, unknown> | undefined)?.['SubnetIds']).map((id) =>
      target.find(id, 'AWS::EC2::Subnet'),
    ),
  );
  const missed = target
    .certain('AWS::EC2::SubnetRouteTableAssociation')
    .filter((each) => used.includes(target.find(each.properties['SubnetId'], 'AWS::EC2::Subnet')))
    .filter((each) => !served.includes(target.find(each.properties['RouteTableId'], 'AWS::EC2::RouteTable')));
  return missed.length === 0 ? [] : [`it is in no route of ${missed.length} subnets in which functions run`];
};

const flawsOfPolicy = (endpoint: Resource, service: string, target: Target): readonly string[] => {
  const { properties, stack, type } = endpoint;
  const { account, region } = stack;
  const known = own({ ...ENDPOINT_SERVICES, ...TABLE_SERVICE }, service);
  if (properties['PolicyDocument'] === undefined) return ['PolicyDocument is missing, so it serves every account'];
  const policy = policyAt(properties['PolicyDocument']);
  const strangers = outsiders(policy, { type, region }, { accounts: [account] });
  const isBucket = (arn: string) => target.find(arn.split('/')[0], 'AWS::S3::Bucket') !== undefined;
  const away = known?.owned === false ? [] : destinations(policy, { accounts: [account], named: isBucket });
  const sent = contextOfOwnCall(account, known?.owned ?? true, stack.organization);
  const thing = thingOf(endpoint, service);
  const decision = ask([policy], principalOf(account), known?.action ?? `${service}:Anything`, thing, sent);
  return [
    ...strangers.map((way) => `its policy serves principals of other accounts: it lets ${sentenceOf(way)}`),
    ...away.map((reach) => `its policy lets this account reach resources of other accounts: ${sentenceOfReach(reach)}`),
    ...(decision.effect === 'allow'
      ? []
      : [`its policy does not serve this account's own calls${whyOf(policy, stack, known?.owned)}`]),
    ...(decision.effect === 'allow' ? refusedIn(endpoint, policy, known?.action ?? service, sent, target) : []),
  ];
};

/** What an organization's condition has to do with it that a policy does not serve its own account. */
const whyOf = (policy: PolicyDocument, { organization }: Resource['stack'], owned = true): string => {
  const text = JSON.stringify(policy);
  if (organization === undefined)
    return /:(Principal|Resource)Org(ID|Paths)/i.test(text)
      ? ': it asks for an organization, and nobody has declared one (organization in delivery.config.ts)'
      : '';
  return !owned && /:ResourceOrg/i.test(text)
    ? ': this API says of no resource whose it is, so a Deny by aws:ResourceOrgID needs Null of that key to be false'
    : '';
};

/** Calls of functions in the VPC that the policy of an endpoint does not let through. */
const refusedIn = (
  { stack }: Resource,
  policy: PolicyDocument,
  sample: string,
  sent: RequestContext,
  target: Target,
): readonly string[] => {
  const [prefix = ''] = sample.split(':');
  const refused = workloadRequests(target).filter(({ role, action, resource }) => {
    const who = principalOf(stack.account, `role/${role.identity.name}`);
    return action.startsWith(`${prefix}:`) && ask([policy], who, action, resource, sent).effect !== 'allow';
  });
  const calls = refused.map(({ role, action }) => `${action} of ${role.logicalId}`);
  return calls.length === 0 ? [] : [`its policy does not let through ${[...new Set(calls)].join(', ')}`];
};

/** Something of the account that is asked for through an endpoint. */
const thingOf = ({ stack }: Resource, service: string): string =>
  `arn:aws:${service}:${stack.region}:${stack.account}:anything`;

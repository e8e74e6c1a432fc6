import type { AccessChange } from '../contract/review';
import { isObject, type JsonObject, listAt, objectAt, own } from '../ground/json';
import type { ResourcePair } from './compare-resource';
import { inShort } from './in-short';
import { isSame } from './json';
import { missingFrom } from './leaf-changes';
import { propertiesOf, typeOf } from './template';

/** Resources that are a way in or out, or lead to one. */
const WAYS =
  /^AWS::(EC2::(InternetGateway|VPCGatewayAttachment|NatGateway|EgressOnlyInternetGateway|EIP|EIPAssociation|Route|VPCPeeringConnection|TransitGateway\w*|VPNGateway|VPNConnection\w*|VPNGatewayRoutePropagation|ClientVpn\w+|NetworkAclEntry|VPCEndpointService|VPCEndpointServicePermissions|CarrierGateway|LocalGatewayRoute\w*|InstanceConnectEndpoint)|NetworkManager::\w+|DirectConnect::\w+|Lambda::Url|CloudFront::Distribution|GlobalAccelerator::\w+|AppRunner::\w+|RAM::ResourceShare|VpcLattice::\w+|Logs::SubscriptionFilter|Logs::AccountPolicy|SNS::Subscription|Events::ApiDestination|Lambda::EventInvokeConfig|S3::AccessPoint|DataSync::Task)$/;

/** Canned lists for somebody in particular: the others let everybody in, or everybody who has an account (S3 user guide, canned ACL). */
const FOR_SOME: ReadonlySet<unknown> = new Set([
  ...[undefined, 'Private', 'LogDeliveryWrite', 'BucketOwnerFullControl', 'BucketOwnerRead', 'AwsExecRead'],
]);

/** Properties that open something to everyone, and what they say while they do not. */
const EXPOSURES: Readonly<Record<string, (value: unknown) => boolean>> = {
  AllowUnauthenticatedIdentities: (value) => value === undefined || value === false,
  AccessControl: (value) => FOR_SOME.has(value),
  AssignPublicIp: (value) => value === undefined || value === 'DISABLED',
  AssociatePublicIpAddress: (value) => value === false,
  AuthType: (value) => value !== undefined && value !== 'NONE',
  AuthorizationType: (value) => value !== undefined && value !== 'NONE',
  EndpointPublicAccess: (value) => value === false,
  MapPublicIpOnLaunch: (value) => value === undefined || value === false,
  PublicAccessBlockConfiguration: (value) => blocks(value).length === 4,
  PubliclyAccessible: (value) => value === undefined || value === false,
  Scheme: (value) => value === 'internal',
};

/** Which of the four ways of the public are blocked. */
const blocks = (value: unknown): readonly string[] =>
  ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].filter(
    (name) => `${objectAt(value)[name]}` === 'true',
  );

/** Properties that take away what keeps people out, and let nobody in by themselves. */
const ALONE_HARMLESS: Readonly<Record<string, string>> = {
  AssignPublicIp: 'has a public address',
  AssociatePublicIpAddress: 'has a public address',
  MapPublicIpOnLaunch: 'gives public addresses to what starts in it',
  PublicAccessBlockConfiguration: 'no longer blocks all that is public',
};

const INLINE_RULES = { SecurityGroupIngress: 'in', SecurityGroupEgress: 'out' } as const;

/** What `says` begins with is the name of the resource, which is not known here. */
type Judged = Pick<AccessChange, 'at' | 'direction' | 'because' | 'before' | 'after' | 'says'>;

/** Which ways through the network one resource opens or closes. */
export const networkChanges = (pair: ResourcePair): readonly AccessChange[] => {
  const { logicalId, before, after } = pair;
  const type = typeOf(after ?? before);
  return judgements(type, pair).map((judged) => ({ logicalId, type, ...judged }));
};

const judgements = (type: string, { before, after }: ResourcePair): readonly Judged[] => {
  const [was, is] = [propertiesOf(before), propertiesOf(after)];
  if (type === 'AWS::EC2::SecurityGroup') {
    return after === undefined ? [] : inlineRules(was, is);
  }
  if (type === 'AWS::EC2::SecurityGroupIngress' || type === 'AWS::EC2::SecurityGroupEgress') {
    return rules('', listOf(before, was), listOf(after, is), type.endsWith('Ingress') ? 'in' : 'out');
  }
  if (WAYS.test(type)) return way({ before, after }, was, is);
  return after === undefined ? [] : exposures(before === undefined ? {} : was, is);
};

const listOf = (resource: unknown, properties: JsonObject): readonly unknown[] =>
  resource === undefined ? [] : [properties];

const inlineRules = (was: JsonObject, is: JsonObject): readonly Judged[] =>
  Object.entries(INLINE_RULES).flatMap(([name, to]) => rules(name, listAt(was[name]), listAt(is[name]), to));

/** A rule's description opens nothing. */
const withoutWords = (rule: unknown): unknown => {
  if (!isObject(rule)) return rule;
  const { Description: _, ...rest } = rule;
  return rest;
};

const rules = (at: string, was: readonly unknown[], is: readonly unknown[], to: 'in' | 'out'): readonly Judged[] => {
  const [old, fresh] = [was.map(withoutWords), is.map(withoutWords)];
  return [
    ...missingFrom(fresh, old).map((after) => ({
      at,
      direction: 'broader' as const,
      because: `a rule lets ${said(after)} ${to}`,
      says: `lets ${traffic(after)} ${to === 'in' ? 'in from' : 'out to'} ${isObject(after) ? whereOf(after) : 'nobody knows where'}`,
      after,
    })),
    ...missingFrom(old, fresh).map((before) => ({
      at,
      direction: 'narrower' as const,
      because: `no rule lets ${said(before)} ${to} any more`,
      before,
    })),
  ];
};

const PEERS = [
  ...['CidrIp', 'CidrIpv6', 'SourceSecurityGroupId', 'DestinationSecurityGroupId'],
  ...['SourcePrefixListId', 'DestinationPrefixListId', 'SourceSecurityGroupName'],
];

/** A rule as people say it; what it does not say is everything. */
const said = (rule: unknown): string => {
  return isObject(rule) ? `${traffic(rule)} with ${peerOf(rule)}` : traffic(rule);
};

const traffic = (rule: unknown): string => {
  if (!isObject(rule)) return `what cannot be read (${JSON.stringify(rule)})`;
  const { IpProtocol: protocol, FromPort: from, ToPort: to } = rule;
  const ports = from === to ? inShort(from) : `${inShort(from)}-${inShort(to)}`;
  return String(protocol) === '-1' || from === undefined
    ? `${String(protocol) === '-1' ? 'everything' : `protocol ${inShort(protocol)}`}`
    : `${inShort(protocol)} ${ports}`;
};

const whereOf = (rule: JsonObject): string => {
  const peer = peerOf(rule);
  const [, address = '', length = ''] = /^([\d.]+|[\da-f:]+)\/(\d+)$/i.exec(peer) ?? [];
  if (length === '') return peer;
  if (Number(length) === 0) return `the whole internet (${peer})`;
  // Private addresses are at most 10.0.0.0/8 and fc00::/7.
  const isWide = address.includes(':') ? Number(length) < 16 && !/^f/i.test(address) : Number(length) < 8;
  return isWide ? `much of the internet (${peer})` : peer;
};

const peerOf = (rule: JsonObject): string => {
  const peer = PEERS.map((name) => rule[name]).find((value) => value !== undefined);
  return peer === undefined ? 'a peer that cannot be read' : inShort(peer);
};

const way = (
  { before, after }: Omit<ResourcePair, 'logicalId'>,
  was: JsonObject,
  is: JsonObject,
): readonly Judged[] => {
  const opened = exposures(before === undefined ? {} : was, is).filter(({ direction }) => direction === 'broader');
  if (before === undefined && opened.length > 0) return opened;
  if (before === undefined)
    return [
      { at: '', direction: 'broader', because: 'a way in or out is new', says: 'is a new way in or out', after: is },
    ];
  if (after === undefined) return [{ at: '', direction: 'narrower', because: 'a way in or out is gone', before: was }];
  if (isSame(withoutTrifles(was), withoutTrifles(is))) return [];
  if (opened.length > 0) return opened;
  return [
    {
      at: '',
      direction: 'different',
      because: 'a way in or out leads elsewhere',
      says: 'leads elsewhere',
      before: was,
      after: is,
    },
  ];
};

/** What leads nowhere, at whatever depth: words, prices, and how often something is tried. */
const TRIFLES =
  /^(Tags|Description|Comment|PriceClass|HttpVersion|Compress|\w*TTL|MaximumRetryAttempts|MaximumEventAgeInSeconds)$/;

const withoutTrifles = (value: unknown): unknown =>
  isObject(value)
    ? Object.fromEntries(
        Object.entries(value).flatMap(([name, inner]) => (TRIFLES.test(name) ? [] : [[name, withoutTrifles(inner)]])),
      )
    : value;

/** A property that opens something, at whatever depth below a list or an object it stands. */
const exposures = (was: JsonObject, is: JsonObject, at = ''): readonly Judged[] =>
  [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((name): readonly Judged[] => {
    const [before, after] = [own(was, name), own(is, name)];
    if (isSame(before, after)) return [];
    const path = `${at}${name}`;
    const isClosed = own(EXPOSURES, name);
    if (isClosed === undefined) {
      return isObject(after) || isObject(before) ? exposures(objectAt(before), objectAt(after), `${path}.`) : [];
    }
    const values = { ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
    if (isClosed(after) || isNoMore(name, before, after) || isPreflight(is)) {
      if (isClosed(before)) return [];
      return [{ at: path, direction: 'narrower', because: 'it may no longer be reached by anyone', ...values }];
    }
    const says = own(ALONE_HARMLESS, name) ?? 'may be reached by anyone';
    return [{ at: path, direction: 'broader', because: `it ${says}`, says, ...values }];
  });

/** Whether of what the public may not, nothing is given up. */
const isNoMore = (name: string, before: unknown, after: unknown): boolean =>
  name === 'PublicAccessBlockConfiguration' &&
  isObject(before) &&
  isObject(after) &&
  blocks(before).every((block) => blocks(after).includes(block));

/** A method that a browser asks before it sends who it is, and that API Gateway answers by itself. */
const isPreflight = ({ HttpMethod: method, Integration: integration }: JsonObject): boolean =>
  method === 'OPTIONS' && objectAt(integration)['Type'] === 'MOCK';

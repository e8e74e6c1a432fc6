import { CallRefused } from '../../lib/aws/call-refused';
import { type Clock, MINUTE } from '../../lib/validation/clock';
import type { LiveCloud } from '../../lib/validation/cloud';
import type { ResultPage } from '../../lib/validation/pages';
import { NOW, type World } from './fake-world';
import { listedFunction } from './healthy-surroundings';

export { DATA_KEY_ARN, FUNCTION_GROUP, KEY_ARN, NOW, SECRETS_KEY_ARN, TARGET, type World } from './fake-world';
export * from './healthy-names';
export * from './healthy-world';

/** A cloud that shows a world, and the calls that were made of it. */
export class FakeCloud implements LiveCloud {
  readonly calls: string[] = [];
  readonly minute: number = MINUTE;
  readonly detected: { readonly name: string; readonly ids: readonly string[] }[] = [];
  private probes: string[] = [];
  private looks = 0;

  constructor(private readonly world: World) {}

  callerArn = async () => this.say('sts:GetCallerIdentity', this.world.callerArn);

  logGroups = async (prefix: string, token: string | undefined) =>
    this.page(
      'logs:DescribeLogGroups',
      this.world.groups.filter(({ name }) => name.startsWith(prefix)),
      token,
    );
  logStreams = async (group: string, token: string | undefined) =>
    this.page('logs:DescribeLogStreams', this.world.streams[group] ?? [], token);

  key = async (id: string) => {
    const { keys } = this.world;
    return this.say('kms:DescribeKey', id in keys ? keys[id] : Object.values(keys).find((key) => key?.arn === id));
  };
  keyPolicy = async (arn: string) => this.say('kms:GetKeyPolicy', this.there(this.world.policies[arn], arn));
  keyRotation = async () => this.say('kms:GetKeyRotationStatus', this.world.rotation);
  grants = async (_arn: string, token: string | undefined) => this.page('kms:ListGrants', this.world.grants, token);

  stack = async (name: string) => this.say('cloudformation:DescribeStacks', this.world.stacks[name]);
  stackResources = async (name: string, token: string | undefined) =>
    this.page('cloudformation:ListStackResources', this.world.owned[name] ?? [], token);
  beginDriftDetection = async (name: string, ids: readonly string[]) => {
    this.detected.push({ name, ids });
    return this.say('cloudformation:DetectStackDrift', `detection ${this.detected.length} of ${name}`);
  };
  driftDetection = async () => {
    const [first, ...rest] = this.world.detections;
    if (rest.length > 0) this.world.detections = rest;
    return this.say('cloudformation:DescribeStackDriftDetectionStatus', this.there(first, 'detection'));
  };
  resourceDrifts = async (name: string, token: string | undefined) => {
    const owned = this.world.owned[name] ?? [];
    const drifts = owned.map(({ logicalId, physicalId, type }) => {
      const drift = { logicalId, physicalId, type, status: 'IN_SYNC', properties: [] };
      return { ...drift, ...this.world.drifts[logicalId] };
    });
    return this.page('cloudformation:DescribeStackResourceDrifts', drifts, token);
  };
  stackPolicy = async (name: string) => this.say('cloudformation:GetStackPolicy', this.world.stackPolicies[name]);
  template = async (name: string) => this.say('cloudformation:GetTemplate', this.world.templates[name]);

  invoke = async (_functionName: string, payload: string) => {
    this.probes = [...this.probes, JSON.parse(payload).id];
    return this.say('lambda:InvokeFunction', this.world.invocation(payload));
  };
  functionConfiguration = async (name: string) =>
    this.say('lambda:GetFunctionConfiguration', this.world.functions[name]);
  secret = async () => this.say('secretsmanager:DescribeSecret', this.world.secret);
  queue = async (url: string) => this.say('sqs:GetQueueAttributes', this.world.queues[url]);
  tags = async (arns: readonly string[], token: string | undefined) => {
    const tagged = arns.flatMap((arn) => {
      const tags = this.world.tags[arn];
      return tags ? [{ arn, tags }] : [];
    });
    return this.page('tag:GetResources', tagged, token);
  };

  internetGateways = async (_vpc: string, token: string | undefined) =>
    this.page('ec2:DescribeInternetGateways', this.world.gateways.internet, token);
  egressOnlyGateways = async (token: string | undefined) =>
    this.page('ec2:DescribeEgressOnlyInternetGateways', this.world.gateways.egressOnly, token);
  natGateways = async (_vpc: string, token: string | undefined) =>
    this.page('ec2:DescribeNatGateways', this.world.gateways.nat, token);
  vpnGateways = async () => this.say('ec2:DescribeVpnGateways', this.world.gateways.vpn);
  transitAttachments = async (_vpc: string, token: string | undefined) =>
    this.page('ec2:DescribeTransitGatewayVpcAttachments', this.world.gateways.transit, token);
  peerings = async (token: string | undefined) =>
    this.page('ec2:DescribeVpcPeeringConnections', this.world.gateways.peering, token);
  routeTables = async (_vpc: string, token: string | undefined) =>
    this.page('ec2:DescribeRouteTables', this.world.routeTables, token);
  subnets = async (_vpc: string, token: string | undefined) =>
    this.page('ec2:DescribeSubnets', this.world.subnets, token);
  networkInterfaces = async (_vpc: string, token: string | undefined) =>
    this.page('ec2:DescribeNetworkInterfaces', this.world.interfaces, token);
  endpoints = async (_vpc: string, token: string | undefined) =>
    this.page('ec2:DescribeVpcEndpoints', this.world.endpoints, token);
  securityGroups = async (_vpc: string, token: string | undefined) =>
    this.page('ec2:DescribeSecurityGroups', this.world.securityGroups, token);
  networkAcls = async (_vpc: string, token: string | undefined) =>
    this.page('ec2:DescribeNetworkAcls', this.world.networkAcls, token);
  flowLogs = async (_vpc: string, token: string | undefined) =>
    this.page('ec2:DescribeFlowLogs', this.world.flowLogs, token);
  prefixLists = async (_name: string, token: string | undefined) =>
    this.page('ec2:DescribeManagedPrefixLists', this.world.prefixLists, token);

  role = async (name: string) => {
    const found = this.world.roles[name];
    const { trust = '', tags = {} } = found ?? {};
    return this.say('iam:GetRole', found && { arn: `arn:aws:iam::222222222222:role/${name}`, trust, tags });
  };
  attachedPolicies = async (role: string, token: string | undefined) =>
    this.page('iam:ListAttachedRolePolicies', Object.keys(this.world.roles[role]?.attached ?? {}), token);
  inlinePolicies = async (role: string, token: string | undefined) =>
    this.page('iam:ListRolePolicies', Object.keys(this.world.roles[role]?.inline ?? {}), token);
  inlinePolicy = async (role: string, name: string) =>
    this.say('iam:GetRolePolicy', this.there(this.world.roles[role]?.inline[name], name));
  policyVersionInForce = async () => this.say('iam:GetPolicy', 'v1');
  policyVersion = async (arn: string) => {
    const found = Object.values(this.world.roles).map((role) => role?.attached[arn]);
    return this.say('iam:GetPolicyVersion', this.there(found.find(Boolean), arn));
  };
  simulate = async () => this.say('iam:SimulateCustomPolicy', this.world.simulator?.());

  bucketEncryption = async (name: string) =>
    this.say('s3:GetEncryptionConfiguration', this.world.buckets[name]?.encryption);
  bucketVersioning = async (name: string) => this.say('s3:GetBucketVersioning', this.world.buckets[name]?.versioning);
  bucketPublicAccess = async (name: string) =>
    this.say('s3:GetBucketPublicAccessBlock', this.world.buckets[name]?.block);
  bucketOwnership = async (name: string) =>
    this.say('s3:GetBucketOwnershipControls', this.world.buckets[name]?.ownership);
  bucketLogging = async (name: string) => this.say('s3:GetBucketLogging', this.world.buckets[name]?.logging);
  bucketPolicy = async (name: string) => this.say('s3:GetBucketPolicy', this.world.buckets[name]?.policy);
  bucketLifecycle = async (name: string) =>
    this.say('s3:GetLifecycleConfiguration', this.world.buckets[name]?.lifecycle);

  trails = async () => this.say('cloudtrail:DescribeTrails', [this.world.trail ?? [], this.world.otherTrails].flat());
  trailStatus = async () => this.say('cloudtrail:GetTrailStatus', this.world.trailStatus);
  eventSelectors = async () => this.say('cloudtrail:GetEventSelectors', this.world.selectors);
  recordedCalls = async (_name: string, token: string | undefined) =>
    this.page('cloudtrail:LookupEvents', this.world.recorded, token);

  alarms = async (names: readonly string[], token: string | undefined) =>
    this.page(
      'cloudwatch:DescribeAlarms',
      this.world.alarms.filter(({ name }) => names.includes(name)),
      token,
    );
  topic = async (arn: string) => this.say('sns:GetTopicAttributes', this.world.topics[arn] ?? this.world.topic);
  subscriptions = async (arn: string, token: string | undefined) =>
    this.page('sns:ListSubscriptionsByTopic', this.world.topics[arn]?.tells ?? this.world.subscriptions, token);
  table = async (name: string) => this.say('dynamodb:DescribeTable', this.world.tables[name]);
  tableRecovery = async (name: string) =>
    this.say('dynamodb:DescribeContinuousBackups', this.there(this.world.tables[name]?.recovery, name));
  tableDestinations = async (name: string) =>
    this.say('dynamodb:DescribeKinesisStreamingDestination', this.world.tables[name]?.destinations ?? []);
  tablePolicy = async (arn: string) =>
    this.say('dynamodb:GetResourcePolicy', this.world.tables[arn.split('/').at(-1) ?? '']?.policy);
  eventRule = async (name: string) => this.say('events:DescribeRule', this.world.rules[name]);
  eventTargets = async (name: string, token: string | undefined) =>
    this.page('events:ListTargetsByRule', this.world.ruleTargets[name] ?? [], token);

  functions = async (token: string | undefined) => {
    const own = Object.values(this.world.owned)
      .flat()
      .filter(({ type, physicalId }) => type === 'AWS::Lambda::Function' && this.world.functions[physicalId])
      .map(({ physicalId: name }) => ({ ...listedFunction(name), ...this.world.changedFunctions[name] }));
    return this.page('lambda:ListFunctions', [...own, ...this.world.otherFunctions], token);
  };
  functionPolicy = async (name: string) => this.say('lambda:GetPolicy', this.world.functionPolicies[name]);
  functionUrl = async (name: string) => this.say('lambda:GetFunctionUrlConfig', this.world.functionUrls[name]);
  functionAliases = async (name: string, token: string | undefined) =>
    this.page('lambda:ListAliases', this.world.functionAliases[name] ?? [], token);
  asyncDestinations = async (name: string) =>
    this.say('lambda:GetFunctionEventInvokeConfig', this.world.asyncDestinations[name] ?? []);
  eventSources = async (token: string | undefined) =>
    this.page('lambda:ListEventSourceMappings', this.world.eventSources, token);
  accountEntries = async (token: string | undefined) =>
    this.page('iam:GetAccountAuthorizationDetails', this.world.accountEntries, token);
  bucketReplicas = async (name: string) => this.say('s3:GetReplicationConfiguration', this.world.replicas[name] ?? []);
  bucketNotified = async (name: string) => this.say('s3:GetBucketNotification', this.world.notified[name] ?? []);
  bucketInventories = async (name: string, token: string | undefined) =>
    this.page('s3:GetInventoryConfiguration', this.world.inventories[name] ?? [], token);
  subscriptionFilters = async (group: string, token: string | undefined) =>
    this.page('logs:DescribeSubscriptionFilters', this.world.subscriptionFilters[group] ?? [], token);
  tagged = async (_tags: unknown, token: string | undefined) => {
    const arns = [...Object.keys(this.world.tags), ...this.world.alsoTagged];
    return this.page(
      'tag:GetResources',
      arns.map((arn) => ({ arn, tags: {} })),
      token,
    );
  };

  logEvents = async (_group: string, containing: string, _since: number, nextToken: string | undefined) => {
    this.say('logs:FilterLogEvents', undefined);
    this.looks += nextToken === undefined ? 1 : 0;
    if (this.looks <= this.world.lateness) return this.looks === 1 ? undefined : { items: [] };
    const events = this.probes
      .filter((id) => this.world.delivers && id === containing)
      .map((id) => ({ stream: '2026/01/01/[$LATEST]f00', message: `validation probe ${id}`, ingestionTime: 0 }));
    return nextToken === undefined ? { items: [], nextToken: 'more' } : { items: events };
  };

  private say<T>(action: string, answer: T): T {
    this.calls.push(action);
    if (this.world.refused.includes(action)) throw new CallRefused(action, 'the caller is not authorized');
    return answer;
  }

  private page<T>(action: string, all: readonly T[], token: string | undefined): ResultPage<T> {
    const size = this.world.pageSize;
    const start = Number(token ?? 0);
    const items = all.slice(start, start + size);
    return this.say(action, { items, ...(start + size < all.length && { nextToken: String(start + size) }) });
  }

  private there<T>(value: T | undefined, what: string): T {
    if (value === undefined) throw new Error(`the fake world has no ${what}`);
    return value;
  }
}

/** A clock that stands still but while somebody sleeps. */
export const fakeClock = (): Clock & { readonly slept: readonly number[] } => {
  const slept: number[] = [];
  return {
    slept,
    now: () => NOW + slept.reduce((sum, pause) => sum + pause, 0),
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
    },
  };
};

import type { DeliveryTarget } from '../../lib/contract/delivery-target';
import type { Alarm, EventRule, EventTarget, Subscription, Topic } from '../../lib/validation/cloud/alarms';
import type { EventSelectors, RecordedCall, Trail, TrailStatus } from '../../lib/validation/cloud/audit';
import type { EventSource, FunctionUrl, ListedFunction } from '../../lib/validation/cloud/functions';
import type { Gateway } from '../../lib/validation/cloud/gateways';
import type { Simulated } from '../../lib/validation/cloud/identity';
import type { Key, KeyGrant, KeyRotation } from '../../lib/validation/cloud/keys';
import type { LogGroup, LogStream, SubscriptionFilter } from '../../lib/validation/cloud/logs';
import type { FlowLog, NetworkInterface, RouteTable, Subnet, VpcEndpoint } from '../../lib/validation/cloud/network';
import type { NetworkAcl, SecurityGroup } from '../../lib/validation/cloud/packet-filters';
import type { AccountEntry } from '../../lib/validation/cloud/principals';
import type { DescribedStack, DriftDetection, ResourceDrift, StackResource } from '../../lib/validation/cloud/stacks';
import type {
  BucketEncryption,
  BucketLogging,
  LifecycleRule,
  PublicAccessBlock,
} from '../../lib/validation/cloud/storage';
import type { DynamoTable, Recovery } from '../../lib/validation/cloud/tables';
import type { FunctionConfiguration, Invocation, Queue, Secret } from '../../lib/validation/cloud/workload';

export const TARGET: DeliveryTarget = { environment: 'dev', account: '222222222222', region: 'us-east-1' };
export const FUNCTION_GROUP = '/aws/lambda/data-processing-dev';

/** When everything began, and when the clock of tests starts. */
export const BEGAN = Date.parse('2025-12-01T00:00:00Z');
export const NOW = Date.parse('2026-01-01T00:00:00Z');

export const keyArnOf = (id: string): string => `arn:aws:kms:us-east-1:222222222222:key/${id}`;
export const KEY_ARN = keyArnOf('0d6f');
export const DATA_KEY_ARN = keyArnOf('da7a');
export const SECRETS_KEY_ARN = keyArnOf('5ec2');

/** A policy, as JSON text. */
export const policyOf = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** A bucket as the S3 API shows it. */
export interface FakeBucket {
  encryption?: BucketEncryption;
  versioning?: string;
  block?: PublicAccessBlock;
  ownership?: string;
  logging?: BucketLogging;
  policy?: string;
  lifecycle?: readonly LifecycleRule[];
}

/** A table with what belongs to it. */
export interface FakeTable extends DynamoTable {
  readonly recovery: Recovery;
  readonly destinations: readonly string[];
  readonly policy?: string;
}

/** A role with what it may do; `attached` maps policy ARNs to documents, `inline` names. */
export interface FakeRole {
  trust: string;
  tags: Readonly<Record<string, string>>;
  attached: Readonly<Record<string, string>>;
  inline: Readonly<Record<string, string>>;
}

/** What is deployed; tests change what they are about. */
export interface World {
  callerArn: string;
  groups: LogGroup[];
  streams: Record<string, LogStream[]>;
  /** The environment's keys by alias; what else is a key, by ARN. */
  keys: Record<string, Key | undefined>;
  policies: Record<string, string>;
  rotation: KeyRotation;
  grants: KeyGrant[];
  stacks: Record<string, DescribedStack | undefined>;
  owned: Record<string, StackResource[]>;
  /** What drift detections answer, one after the other; the last one again and again. */
  detections: DriftDetection[];
  /** What differs from the templates, by logical id. */
  drifts: Record<string, Partial<ResourceDrift>>;
  stackPolicies: Record<string, string>;
  templates: Record<string, string>;
  invocation: (payload: string) => Invocation | undefined;
  functions: Record<string, FunctionConfiguration | undefined>;
  secret: Secret | undefined;
  queues: Record<string, Queue | undefined>;
  tags: Record<string, Record<string, string>>;
  gateways: Record<'internet' | 'egressOnly' | 'nat' | 'vpn' | 'transit' | 'peering', Gateway[]>;
  routeTables: RouteTable[];
  subnets: Subnet[];
  interfaces: NetworkInterface[];
  endpoints: VpcEndpoint[];
  securityGroups: SecurityGroup[];
  networkAcls: NetworkAcl[];
  flowLogs: FlowLog[];
  prefixLists: string[];
  roles: Record<string, FakeRole | undefined>;
  /** What the endpoint's policy simulator decides; undefined where it has none. */
  simulator: (() => Simulated) | undefined;
  buckets: Record<string, FakeBucket>;
  trail: Trail | undefined;
  /** Of other applications, or of all regions of the account. */
  otherTrails: readonly Trail[];
  trailStatus: TrailStatus;
  selectors: EventSelectors;
  recorded: RecordedCall[];
  alarms: Alarm[];
  topic: Topic | undefined;
  /** Topics beside that of the alarms, by ARN, with whom they tell. */
  topics: Record<string, Topic & { readonly tells: readonly Subscription[] }>;
  /** Tables by name. */
  tables: Record<string, FakeTable | undefined>;
  subscriptions: Subscription[];
  rules: Record<string, EventRule | undefined>;
  ruleTargets: Record<string, EventTarget[]>;
  /** Functions of the account beside those that the stacks own, and what is changed of these, by name. */
  otherFunctions: ListedFunction[];
  changedFunctions: Record<string, Partial<ListedFunction> | undefined>;
  functionPolicies: Record<string, string>;
  functionUrls: Record<string, FunctionUrl>;
  functionAliases: Record<string, string[]>;
  asyncDestinations: Record<string, string[]>;
  eventSources: EventSource[];
  accountEntries: AccountEntry[];
  /** ARNs by bucket. */
  replicas: Record<string, string[]>;
  notified: Record<string, string[]>;
  inventories: Record<string, string[]>;
  subscriptionFilters: Record<string, SubscriptionFilter[]>;
  /** ARNs of what carries the environment's tags beside what is in `tags`. */
  alsoTagged: string[];
  /** Looks at the log before the event is there. */
  lateness: number;
  /** Does the function's log line arrive at all? */
  delivers: boolean;
  /** Permissions the caller lacks. */
  refused: string[];
  pageSize: number;
}

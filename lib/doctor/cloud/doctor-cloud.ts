import type { JsonObject } from '../../ground/json';

/** A stack as CloudFormation lists it. */
export interface ListedStack {
  readonly name: string;
  readonly status: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
}

/** What a stack has made. */
export interface OwnedResource {
  readonly type: string;
  readonly id: string;
}

/** A trail as its region knows it; one of all regions stands in each. */
export interface ListedTrail {
  readonly name: string;
  readonly arn: string;
}

/** Whether a name that is unique in the world is free, taken in this account, or by somebody else. */
export type BucketName = 'free' | 'here' | 'elsewhere';

/** Kinds of resources whose names can be taken before a stack of ours makes them. */
export type NamedKind = 'AWS::DynamoDB::Table' | 'AWS::Logs::LogGroup' | 'AWS::Lambda::Function' | 'AWS::IAM::Role';

/** Who is told by a topic: how many have confirmed, and how many have yet to. */
export interface Listeners {
  readonly confirmed: number;
  readonly pending: number;
}

/**
 * All that the doctor asks of one account and region; it changes nothing. Every call fails with a `CallRefused` where a permission is
 * missing, and with the SDK's error otherwise.
 */
export interface DoctorCloud {
  /** The account of the credentials. */
  caller(): Promise<string>;
  /** Region → `opt-in-not-required`, `opted-in` or `not-opted-in`, of every region that the account can have. */
  regions(): Promise<Readonly<Record<string, string>>>;
  /** Zones that are available to the account. */
  zones(): Promise<readonly string[]>;
  vpcs(): Promise<number>;
  trails(): Promise<readonly ListedTrail[]>;
  isLogging(trailArn: string): Promise<boolean>;
  /** A parameter of Systems Manager; undefined where there is none. */
  parameter(name: string): Promise<string | undefined>;
  stacks(): Promise<readonly ListedStack[]>;
  resources(stack: string): Promise<readonly OwnedResource[]>;
  /** The template that a stack was made from. */
  template(stack: string): Promise<string>;
  /** The trust policy of a role; undefined where there is none. */
  trust(role: string): Promise<JsonObject | undefined>;
  /** Names and ARNs of the managed policies of a role. */
  attached(role: string): Promise<readonly { readonly name: string; readonly arn: string }[]>;
  /** The default version of a managed policy. */
  policy(arn: string): Promise<JsonObject>;
  bucket(name: string): Promise<BucketName>;
  exists(kind: NamedKind, name: string): Promise<boolean>;
  /** Concurrent executions of Lambda that the account may have in the region. */
  concurrency(): Promise<number>;
  /** An applied quota, or AWS's default where none was ever applied. */
  quota(service: string, code: string): Promise<number>;
  /** For example `Enabled`. */
  keyState(id: string): Promise<string>;
  /** `PENDING`, `AVAILABLE` or `ERROR`; undefined where there is no such connection. */
  connection(arn: string): Promise<string | undefined>;
  listeners(topicArn: string): Promise<Listeners>;
  /** Images that CodeBuild still offers. */
  buildImages(): Promise<readonly string[]>;
  /** Whether a bucket keeps versions, and sends its events to EventBridge. */
  sourceBucket(name: string): Promise<{ readonly versioned: boolean; readonly events: boolean }>;
}

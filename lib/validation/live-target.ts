import type { DeliveryTarget } from '../contract/delivery-target';
import {
  DEFAULT_APPLICATION,
  functionLogGroupName,
  functionName,
  keyAlias,
  qualifiedEnvironment,
} from '../contract/names';
import type { PolicyDocument } from '../policy';
import { LEAST_LOG_RETENTION_DAYS } from '../promises';
import type { Wait } from './calls/patience';
import type { Clock } from './clock';
import type { LiveCloud } from './cloud';
import type { Key, KeyRotation } from './cloud/keys';
import type { DescribedStack } from './cloud/stacks';
import type { ReleasedTemplates } from './release-directory';

/** What others may make in a VPC and who may reach what is ours: services of endpoints, and names, with a `*` at the end for anything. */
export interface Guests {
  readonly endpoints: readonly string[];
  readonly securityGroups: readonly string[];
  readonly principals: readonly string[];
}

/** What is promised of this target and need not be of another. */
export interface TargetPromises {
  /** Whose environment it is. @default the application whose names do not carry it */
  readonly application?: string;
  /** Days that its log groups keep their events. @default the least that is promised anywhere */
  readonly logRetentionDays?: number;
  /** Whether its trail records management events. @default here */
  readonly managementEvents?: 'here' | 'elsewhere';
  /** @default nobody makes anything there */
  readonly guests?: Guests;
  /** Id of the organization of its account. @default nobody has declared it */
  readonly organization?: string | undefined;
}

/** A target as the live APIs show it. What several checks need is asked once, however many of them want it. */
export class LiveTarget implements DeliveryTarget {
  readonly environment: string;
  readonly application: string;
  /** The environment as names have it. */
  readonly qualified: string;
  readonly logRetentionDays: number;
  readonly managementEvents: 'here' | 'elsewhere';
  readonly guests: Guests;
  readonly organization: string | undefined;
  readonly account: string;
  readonly region: string;
  readonly functionName: string;
  readonly functionLogGroup: string;
  readonly logsKeyAlias: string;
  private readonly answers = new Map<string, Promise<unknown>>();

  constructor(
    target: DeliveryTarget,
    readonly partition: string,
    readonly cloud: LiveCloud,
    readonly clock: Clock,
    /** Absent where its templates are not at hand. */
    readonly release?: ReleasedTemplates,
    promises: TargetPromises = {},
    /** Told of what had to wait. */
    readonly waited: (wait: Wait) => void = () => undefined,
  ) {
    this.environment = target.environment;
    this.application = promises.application ?? DEFAULT_APPLICATION;
    this.qualified = qualifiedEnvironment(this.application, target.environment);
    this.guests = promises.guests ?? { endpoints: [], securityGroups: [], principals: [] };
    this.organization = promises.organization;
    this.managementEvents = promises.managementEvents ?? 'here';
    this.logRetentionDays = promises.logRetentionDays ?? LEAST_LOG_RETENTION_DAYS;
    this.account = target.account;
    this.region = target.region;
    this.functionName = functionName(this.qualified);
    this.functionLogGroup = functionLogGroupName(this.qualified);
    this.logsKeyAlias = keyAlias('logs', this.qualified);
  }

  /** The key the environment's log groups are encrypted with, found by its alias. */
  logsKey(): Promise<Key | undefined> {
    return this.key(this.logsKeyAlias);
  }

  /** A key by its alias or ARN; one that an alias has led to is not asked for again by its ARN. */
  key(id: string): Promise<Key | undefined> {
    return this.once(`key ${id}`, async () => {
      const key = await this.cloud.key(id);
      if (key) this.answers.set(`key ${key.arn}`, Promise.resolve(key));
      return key;
    });
  }

  stack(name: string): Promise<DescribedStack | undefined> {
    return this.once(`stack ${name}`, () => this.cloud.stack(name));
  }

  keyRotation(key: Key): Promise<KeyRotation> {
    return this.once(`rotation of ${key.arn}`, () => this.cloud.keyRotation(key.arn));
  }

  keyPolicy(key: Key): Promise<PolicyDocument> {
    return this.once(`policy of ${key.arn}`, async () => JSON.parse(await this.cloud.keyPolicy(key.arn)));
  }

  /** ARN of a log group as CloudWatch Logs gives it to KMS, without the `:*` of its streams. */
  logGroupArn(name: string, account: string = this.account): string {
    return `arn:${this.partition}:logs:${this.region}:${account}:log-group:${name}`;
  }

  /** Asks a question once, however many want the answer; the question names everything that the answer depends on. */
  once<T>(question: string, ask: () => Promise<T>): Promise<T> {
    const known = this.answers.get(question) as Promise<T> | undefined;
    if (known) return known;
    const answer = ask();
    this.answers.set(question, answer);
    return answer;
  }
}

import type { DeliveryTarget } from '../contract/delivery-target';
import { functionLogGroupName, functionName, keyAlias } from '../contract/names';
import type { PolicyDocument } from '../policy';
import { LEAST_LOG_RETENTION_DAYS } from '../promises';
import type { Clock } from './clock';
import type { LiveCloud } from './cloud';
import type { Key, KeyRotation } from './cloud/keys';
import type { DescribedStack } from './cloud/stacks';
import type { ReleasedTemplates } from './release-directory';

/** A target as the live APIs show it. What several checks need is asked once, however many of them want it. */
export class LiveTarget implements DeliveryTarget {
  readonly environment: string;
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
    /** Days that its log groups are promised to keep their events. */
    readonly logRetentionDays: number = LEAST_LOG_RETENTION_DAYS,
  ) {
    this.environment = target.environment;
    this.account = target.account;
    this.region = target.region;
    this.functionName = functionName(target.environment);
    this.functionLogGroup = functionLogGroupName(target.environment);
    this.logsKeyAlias = keyAlias('logs', target.environment);
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

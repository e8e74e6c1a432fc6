import { functionLogGroupName, functionName, keyAlias } from '../contract/names';
import type { PolicyDocument } from '../policy';
import type { Clock } from './clock';
import type { Cloud, Key, KeyRotation, LogGroup } from './cloud';
import { environmentLogGroups } from './environment-log-groups';

/** One account and region of an environment. */
export interface Target {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
}

/** A target as the live APIs show it. What several checks need is asked once, however many of them want it. */
export class DeployedTarget implements Target {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly functionName: string;
  readonly functionLogGroup: string;
  readonly logsKeyAlias: string;
  private readonly answers = new Map<string, Promise<unknown>>();

  constructor(
    target: Target,
    readonly partition: string,
    readonly cloud: Cloud,
    readonly clock: Clock,
  ) {
    this.environment = target.environment;
    this.account = target.account;
    this.region = target.region;
    this.functionName = functionName(target.environment);
    this.functionLogGroup = functionLogGroupName(target.environment);
    this.logsKeyAlias = keyAlias('logs', target.environment);
  }

  /** All log groups of the environment, all pages read, each once, by name. */
  logGroups(): Promise<readonly LogGroup[]> {
    return this.once('log groups', () => environmentLogGroups(this.cloud, this.environment));
  }

  /** The key the environment's log groups are encrypted with, found by its alias. */
  logsKey(): Promise<Key | undefined> {
    return this.once('logs key', () => this.cloud.key(this.logsKeyAlias));
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

  private once<T>(question: string, ask: () => Promise<T>): Promise<T> {
    const known = this.answers.get(question) as Promise<T> | undefined;
    if (known) return known;
    const answer = ask();
    this.answers.set(question, answer);
    return answer;
  }
}

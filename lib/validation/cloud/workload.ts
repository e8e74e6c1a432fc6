import type { Page } from './page';

/** What a function answered; `error` is the kind of failure when its code did not return. */
export interface Invocation {
  readonly payload: string;
  readonly error?: string;
}

/** A function as it is configured. */
export interface FunctionConfiguration {
  readonly roleArn: string;
  readonly vpcId?: string;
  readonly subnetIds: readonly string[];
  readonly groupIds: readonly string[];
  /** The group its log lines go to. */
  readonly logGroup: string;
}

/** A secret; times in milliseconds since 1970. */
export interface Secret {
  readonly arn: string;
  readonly keyId?: string;
  readonly rotates: boolean;
  readonly rotatedBy?: string;
  readonly everyDays?: number;
  readonly rotatedAt?: number;
  readonly nextRotationAt?: number;
  readonly createdAt?: number;
  /** Labels of its versions, by version id. */
  readonly versions: Readonly<Record<string, readonly string[]>>;
}

/** A queue; `policy` is JSON text. */
export interface Queue {
  readonly arn: string;
  readonly keyId?: string;
  readonly policy?: string;
}

/** A resource and its tags. */
export interface Tagged {
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What a validation asks of Lambda, Secrets Manager, SQS and the tagging API. */
export interface WorkloadCloud {
  invoke(functionName: string, payload: string): Promise<Invocation | undefined>;
  functionConfiguration(name: string): Promise<FunctionConfiguration | undefined>;
  secret(id: string): Promise<Secret | undefined>;
  queue(url: string): Promise<Queue | undefined>;
  /** Tags of those resources that have any; at most 100 ARNs. */
  tags(arns: readonly string[], nextToken: string | undefined): Promise<Page<Tagged>>;
}

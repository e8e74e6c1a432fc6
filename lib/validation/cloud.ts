/** A log group as the API describes it; absent means the group has none. */
export interface LogGroup {
  readonly name: string;
  readonly kmsKeyArn?: string;
  readonly retentionInDays?: number;
}

/** A KMS key as the API describes it. */
export interface Key {
  readonly arn: string;
  readonly account: string;
  /** `CUSTOMER` or `AWS`. */
  readonly manager: string;
  /** `Enabled`, `Disabled`, `PendingDeletion` … */
  readonly state: string;
}

/** Automatic rotation of a key; the period is in days. */
export interface KeyRotation {
  readonly enabled: boolean;
  readonly periodInDays?: number;
}

/** What a function answered; `error` is the kind of failure when its code did not return. */
export interface Invocation {
  readonly payload: string;
  readonly error?: string;
}

/** A CloudFormation stack as the API describes it. */
export interface DescribedStack {
  /** Whether deleting it is refused. */
  readonly protected: boolean;
  readonly outputs: Readonly<Record<string, string>>;
}

/** One log event; `ingestionTime` is in milliseconds since 1970. */
export interface LogEvent {
  readonly stream: string;
  readonly message: string;
  readonly ingestionTime: number;
}

/** One page of a listing; more follow while there is a token, also after an empty page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

/**
 * Everything a validation asks of AWS, one method per API call. Only `sdk-cloud.ts` builds SDK clients.
 *
 * Every method throws `CallRefused` when the caller lacks the permission, and whatever else went wrong otherwise;
 * `undefined` means that AWS says the thing does not exist.
 */
export interface Cloud {
  /** ARN of the identity that asks. */
  callerArn(): Promise<string>;
  logGroups(prefix: string, nextToken: string | undefined): Promise<Page<LogGroup>>;
  /** @param id key id, ARN or alias */
  key(id: string): Promise<Key | undefined>;
  /** The key's policy document as JSON text. */
  keyPolicy(keyArn: string): Promise<string>;
  keyRotation(keyArn: string): Promise<KeyRotation>;
  stack(name: string): Promise<DescribedStack | undefined>;
  invoke(functionName: string, payload: string): Promise<Invocation | undefined>;
  /** Events that contain the text, from a time in milliseconds since 1970 on. */
  logEvents(
    group: string,
    containing: string,
    since: number,
    nextToken: string | undefined,
  ): Promise<Page<LogEvent> | undefined>;
}

/** AWS refused a call for want of a permission. */
export class CallRefused extends Error {
  constructor(
    readonly permission: string,
    message: string,
  ) {
    super(`permission ${permission} is missing: ${message}`);
  }
}

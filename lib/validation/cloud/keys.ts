import type { Page } from './page';

/** A KMS key as the API describes it. */
export interface Key {
  readonly arn: string;
  readonly account: string;
  /** `CUSTOMER` or `AWS`. */
  readonly manager: string;
  /** `Enabled`, `Disabled`, `PendingDeletion` … */
  readonly state: string;
  /** Milliseconds since 1970. */
  readonly createdAt?: number;
}

/** Automatic rotation of a key; the period is in days. */
export interface KeyRotation {
  readonly enabled: boolean;
  readonly periodInDays?: number;
}

/** A grant: who may do what with a key beside its policy. */
export interface Grant {
  readonly id: string;
  /** ARN of a principal, or the name of a service. */
  readonly grantee: string;
  readonly operations: readonly string[];
}

/** What a validation asks of KMS. */
export interface KeyCloud {
  /** @param id key id, ARN or alias */
  key(id: string): Promise<Key | undefined>;
  /** The key's policy document as JSON text. */
  keyPolicy(keyArn: string): Promise<string>;
  keyRotation(keyArn: string): Promise<KeyRotation>;
  grants(keyArn: string, nextToken: string | undefined): Promise<Page<Grant>>;
}

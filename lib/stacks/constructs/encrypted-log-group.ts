import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** What makes one log group. */
export interface EncryptedLogGroupProps {
  readonly logGroupName: string;
  /** The account's logs key; its policy must let CloudWatch Logs in (ZT-06). */
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
  /** Days that it keeps its events: one of `RetentionDays`. @default 90 */
  readonly retentionDays?: number;
}

/** A log group encrypted with its account's logs key that keeps its events for a while and not for ever (ZT-07). */
export class EncryptedLogGroup extends LogGroup {
  constructor(scope: Construct, id: string, { retentionDays, ...props }: EncryptedLogGroupProps) {
    super(scope, id, { ...props, retention: retentionDays ?? RetentionDays.THREE_MONTHS });
  }
}

import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption, type QueuePolicy, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type DataRetention, removalPolicyFor } from './retention';

/** How long a letter waits for somebody to look: as long as SQS keeps anything. */
export const KEPT_LETTERS = Duration.days(14);

/** What makes a queue that holds data. */
export interface EncryptedQueueProps
  extends Pick<QueueProps, 'queueName' | 'retentionPeriod' | 'deadLetterQueue' | 'removalPolicy'> {
  readonly dataKey: IKey;
  readonly data: DataRetention;
}

/** A queue under the data key that takes nothing without TLS, and is kept with its policy where data is (ZT-05, ZT-15). */
export class EncryptedQueue extends Queue {
  constructor(scope: Construct, id: string, { dataKey, data, ...props }: EncryptedQueueProps) {
    const removalPolicy = removalPolicyFor(data);
    super(scope, id, {
      ...props,
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: dataKey,
      enforceSSL: true,
      removalPolicy,
    });
    (this.node.tryFindChild('Policy') as QueuePolicy | undefined)?.applyRemovalPolicy(removalPolicy);
  }
}

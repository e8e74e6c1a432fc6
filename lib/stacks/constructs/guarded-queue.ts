import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deadLettersOf, resourceName } from '../../contract/names';
import type { Alarms } from './alarms';
import { EncryptedQueue, KEPT_LETTERS } from './encrypted-queue';
import type { DataRetention } from './retention';
import type { WorkloadFunction } from './workload-function';

/** How long a message waits to be read: a letter keeps its age, so letters must be kept for longer. */
const KEPT_MESSAGES = Duration.days(7);

/** So many times a message is read in vain before it is a dead letter. */
const RECEIVES = 5;

/** What makes a queue of the workload. */
export interface GuardedQueueProps {
  readonly environment: string;
  /** What it is for, for example `orders`: it is called `data-<env>-orders`. */
  readonly purpose: string;
  readonly keys: { readonly data: IKey };
  readonly alarms: Alarms;
  readonly data: DataRetention;
}

/** A queue that nobody outside of the account can use, with a dead-letter queue whose first letter raises an alarm (ZT-05, ZT-13). */
export class GuardedQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { environment, purpose, keys, data, alarms }: GuardedQueueProps) {
    super(scope, id);
    const queueName = resourceName(environment, purpose);
    const encrypted = { dataKey: keys.data, data };
    this.deadLetters = new EncryptedQueue(this, 'DeadLetters', {
      ...encrypted,
      queueName: deadLettersOf(queueName),
      retentionPeriod: KEPT_LETTERS,
    });
    this.queue = new EncryptedQueue(this, 'Queue', {
      ...encrypted,
      queueName,
      retentionPeriod: KEPT_MESSAGES,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: RECEIVES },
    });
    alarms.watchDeadLetters(queueName, this.deadLetters);
  }

  /** Lets a function send to the queue. Its key is open already to every function for its dead letters. */
  letSend({ permissions }: WorkloadFunction): void {
    permissions.addStatements(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] }));
  }

  /** Lets a function read the queue and take out what it has read. */
  letReceive({ permissions }: WorkloadFunction): void {
    permissions.addStatements(
      new PolicyStatement({
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
        resources: [this.queue.queueArn],
      }),
    );
  }
}

import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { resourceName } from '../../contract/names';
import type { GuardedQueue } from './guarded-queue';
import type { WorkloadFunction } from './workload-function';

/** What makes a topic of the workload. */
export interface GuardedTopicProps {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  /** What it is for, for example `orders`: it is called `data-<env>-orders`. */
  readonly purpose: string;
  readonly keys: { readonly data: Key };
}

/** A topic under the data key that nobody outside of the account can use, and that tells queues of the target only (ZT-05). */
export class GuardedTopic extends Construct {
  readonly topic: Topic;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: GuardedTopicProps,
  ) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', {
      topicName: resourceName(props.environment, props.purpose),
      masterKey: props.keys.data,
      enforceSSL: true,
    });
  }

  /** Lets a function publish. */
  letPublish({ permissions }: WorkloadFunction): void {
    const { region, keys } = this.props;
    permissions.addStatements(
      new PolicyStatement({ actions: ['sns:Publish'], resources: [this.topic.topicArn] }),
      new PolicyStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [keys.data.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `sns.${region}.amazonaws.com` } },
      }),
    );
  }

  /**
   * Sends every message on to a queue of the target; what the queue does not take is one of its dead letters. SNS says for
   * which topic it comes to the queue; what it says to KMS is not documented, so there it may say nothing.
   */
  tell({ queue, deadLetters }: GuardedQueue): void {
    const { keys, account } = this.props;
    const principals = [new ServicePrincipal('sns.amazonaws.com')];
    for (const each of [queue, deadLetters]) {
      each.addToResourcePolicy(
        new PolicyStatement({
          principals,
          actions: ['sqs:SendMessage'],
          resources: [each.queueArn],
          conditions: { ArnEquals: { 'aws:SourceArn': this.topic.topicArn } },
        }),
      );
    }
    keys.data.addToResourcePolicy(
      new PolicyStatement({
        principals,
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: {
          ArnLikeIfExists: { 'aws:SourceArn': this.topicArn },
          StringEqualsIfExists: { 'aws:SourceAccount': account },
        },
      }),
    );
    new CfnSubscription(this, `To${queue.node.scope?.node.id ?? queue.node.id}`, {
      topicArn: this.topic.topicArn,
      protocol: 'sqs',
      endpoint: queue.queueArn,
      redrivePolicy: { deadLetterTargetArn: deadLetters.queueArn },
    });
  }

  /** By name: the key's policy cannot refer to the topic, which refers to the key. */
  private get topicArn(): string {
    const { environment, region, account, purpose } = this.props;
    return `arn:${Aws.PARTITION}:sns:${region}:${account}:${resourceName(environment, purpose)}`;
  }
}

import { Aws, Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { alarmTopicName } from '../../contract/names';

/** What is watched beside functions and queues, which {@link Alarms.watch} is told of, and who is told. */
export interface AlarmsProps {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly logsKey: Key;
  /** Keys whose disabling or deletion raises an alarm. */
  readonly keys: readonly Key[];
  readonly secretArn: string;
  /** @default - nobody is subscribed */
  readonly email?: string | undefined;
}

/** A function that runs the workload, and the queue of what it could not process. */
export interface WatchedFunction {
  readonly name: string;
  readonly function: IFunction;
  readonly deadLetters: IQueue;
}

/** As whom rules tell the topic. */
interface Publisher {
  readonly role: Role;
  readonly permissions: ManagedPolicy;
}

const PERIOD = Duration.minutes(5);

/** Alarms and events to one encrypted topic: failing functions, dead letters, endangered keys, failed rotations (ZT-13). */
export class Alarms extends Construct {
  private readonly topic: Topic;
  private readonly publisher: Publisher;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AlarmsProps,
  ) {
    super(scope, id);
    const { environment, logsKey } = props;
    this.topic = new Topic(this, 'Topic', {
      topicName: alarmTopicName(environment),
      masterKey: logsKey,
      enforceSSL: true,
    });
    this.letAlarmsPublish();
    this.publisher = this.makePublisher();
    if (props.email !== undefined) this.topic.addSubscription(new EmailSubscription(props.email));
    this.watchKeys();
    this.watchRotation();
  }

  /**
   * An alarm says for which alarm it comes; what it says to KMS is not documented, so there it may say nothing. Nothing goes
   * off in a rehearsal.
   */
  private letAlarmsPublish(): void {
    const { account, region, logsKey } = this.props;
    const principals = [new ServicePrincipal('cloudwatch.amazonaws.com')];
    const ofThisAccount = { 'aws:SourceArn': `arn:${Aws.PARTITION}:cloudwatch:${region}:${account}:alarm:*` };
    logsKey.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Enable cloudwatch.amazonaws.com to publish alarms',
        principals,
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: {
          ArnLikeIfExists: ofThisAccount,
          StringEqualsIfExists: {
            'aws:SourceAccount': account,
            'kms:EncryptionContext:aws:sns:topicArn': this.topicArn,
          },
        },
      }),
    );
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Publishfromcloudwatchamazonawscom',
        principals,
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { ArnLike: ofThisAccount },
      }),
    );
  }

  /**
   * Rules tell the topic as this role: EventBridge as a service would need the topic and its key to be open to every
   * account, because no condition may narrow what it does there. No release endangers a key, so a rehearsal uses none of it.
   */
  private makePublisher(): Publisher {
    const { account, region, logsKey } = this.props;
    const role = new Role(this, 'Publisher', {
      assumedBy: new ServicePrincipal('events.amazonaws.com', {
        conditions: {
          ArnLikeIfExists: { 'aws:SourceArn': `arn:${Aws.PARTITION}:events:${region}:${account}:rule/*` },
          StringEqualsIfExists: { 'aws:SourceAccount': account },
        },
      }),
      description: 'Tells the alarm topic of endangered keys and failed rotations',
    });
    const permissions = new ManagedPolicy(this, 'PublisherPermissions', {
      roles: [role],
      statements: [
        new PolicyStatement({ actions: ['sns:Publish'], resources: [this.topic.topicArn] }),
        new PolicyStatement({
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [logsKey.keyArn],
          conditions: { StringEquals: { 'kms:ViaService': `sns.${region}.amazonaws.com` } },
        }),
      ],
    });
    return { role, permissions };
  }

  /** By name: the key's policy cannot refer to the topic, which refers to the key. */
  private get topicArn(): string {
    const { account, region, environment } = this.props;
    return `arn:${Aws.PARTITION}:sns:${region}:${account}:${alarmTopicName(environment)}`;
  }

  /** Tells of every failure of a function, and of every letter that it could not process. */
  watch({ name, function: fn, deadLetters }: WatchedFunction): void {
    this.alarm(name, 'Errors', fn.metricErrors({ period: PERIOD, statistic: 'Sum' }));
    this.alarm(name, 'Throttles', fn.metricThrottles({ period: PERIOD, statistic: 'Sum' }));
    this.watchDeadLetters(name, deadLetters);
  }

  /** Tells of every letter in the dead-letter queue of something of this name. */
  watchDeadLetters(name: string, queue: IQueue): void {
    const depth = queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: 'Maximum' });
    this.alarm(name, 'DeadLetters', depth);
  }

  private alarm(name: string, kind: string, metric: IMetric): void {
    const alarm = new Alarm(this, `${name.replace(`-${this.props.environment}`, '')}-${kind}`, {
      alarmName: `${name}-${kind}`,
      metric,
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
  }

  /** KMS has no metric for these; CloudTrail sees the calls. */
  private watchKeys(): void {
    this.report('EndangeredKey', 'A key was disabled or scheduled for deletion', {
      source: ['aws.kms'],
      'detail-type': ['AWS API Call via CloudTrail'],
      // CloudTrail leaves the event's own `resources` empty and names the key inside the detail.
      detail: {
        eventSource: ['kms.amazonaws.com'],
        eventName: ['DisableKey', 'ScheduleKeyDeletion'],
        resources: { ARN: this.props.keys.map(({ keyArn }) => keyArn) },
      },
    });
  }

  private watchRotation(): void {
    this.report('FailedRotation', 'The rotation of the key ring failed', {
      source: ['aws.secretsmanager'],
      'detail-type': ['AWS Service Event via CloudTrail'],
      detail: {
        eventSource: ['secretsmanager.amazonaws.com'],
        eventName: ['RotationFailed'],
        additionalEventData: { SecretId: [this.props.secretArn] },
      },
    });
  }

  private report(id: string, description: string, eventPattern: Readonly<Record<string, unknown>>): void {
    const { role, permissions } = this.publisher;
    const rule = new CfnRule(this, id, {
      description,
      eventPattern,
      state: 'ENABLED',
      targets: [{ id: 'AlarmTopic', arn: this.topic.topicArn, roleArn: role.roleArn }],
    });
    rule.node.addDependency(permissions);
  }
}

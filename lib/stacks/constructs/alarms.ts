import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { alarmTopicName } from '../../contract/names';
import { ALARM_PERIOD, ToldTopic } from './told-topic';

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

/** Alarms and events to one encrypted topic: failing functions, dead letters, endangered keys, failed rotations (ZT-13). */
export class Alarms extends Construct {
  private readonly told: ToldTopic;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AlarmsProps,
  ) {
    super(scope, id);
    const { environment, account, region, logsKey, email } = props;
    this.told = new ToldTopic(this, {
      topicName: alarmTopicName(environment),
      account,
      region,
      key: logsKey,
      addresses: email === undefined ? [] : [email],
      publishes: 'Tells the alarm topic of endangered keys and failed rotations',
    });
    this.watchKeys();
    this.watchRotation();
  }

  /** Tells of every failure of a function, and of every letter that it could not process. */
  watch({ name, function: fn, deadLetters }: WatchedFunction): void {
    this.alarm(name, 'Errors', fn.metricErrors({ period: ALARM_PERIOD, statistic: 'Sum' }));
    this.alarm(name, 'Throttles', fn.metricThrottles({ period: ALARM_PERIOD, statistic: 'Sum' }));
    this.watchDeadLetters(name, deadLetters);
  }

  /** Tells of every letter in the dead-letter queue of something of this name. */
  watchDeadLetters(name: string, queue: IQueue): void {
    const depth = queue.metricApproximateNumberOfMessagesVisible({ period: ALARM_PERIOD, statistic: 'Maximum' });
    this.alarm(name, 'DeadLetters', depth);
  }

  private alarm(name: string, kind: string, metric: IMetric): void {
    this.told.alarm(`${name.replace(`-${this.props.environment}`, '')}-${kind}`, `${name}-${kind}`, metric);
  }

  /** KMS has no metric for these; CloudTrail sees the calls. */
  private watchKeys(): void {
    this.told.report('EndangeredKey', 'A key was disabled or scheduled for deletion', {
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
    this.told.report('FailedRotation', 'The rotation of the key ring failed', {
      source: ['aws.secretsmanager'],
      'detail-type': ['AWS Service Event via CloudTrail'],
      detail: {
        eventSource: ['secretsmanager.amazonaws.com'],
        eventName: ['RotationFailed'],
        additionalEventData: { SecretId: [this.props.secretArn] },
      },
    });
  }
}

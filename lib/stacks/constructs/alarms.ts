import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { alarmTopicName } from '../../contract/names';
import type { WorkloadFunction } from './workload-function';

/** What is watched, and who is told. */
export interface AlarmsProps {
  readonly environment: string;
  readonly account: string;
  readonly logsKey: Key;
  readonly functions: readonly WorkloadFunction[];
  /** Keys whose disabling or deletion raises an alarm. */
  readonly keys: readonly Key[];
  readonly secretArn: string;
  /** @default - nobody is subscribed */
  readonly email?: string | undefined;
}

/** Alarms and events to one encrypted topic: failing functions, dead letters, endangered keys, failed rotations (ZT-13). */
export class Alarms extends Construct {
  private readonly topic: Topic;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AlarmsProps,
  ) {
    super(scope, id);
    const { environment, account, logsKey } = props;
    this.topic = new Topic(this, 'Topic', {
      topicName: alarmTopicName(environment),
      masterKey: logsKey,
      enforceSSL: true,
    });
    const onlyThisAccount = { StringEquals: { 'aws:SourceAccount': account } };
    for (const service of ['cloudwatch.amazonaws.com', 'events.amazonaws.com']) {
      logsKey.addToResourcePolicy(
        new PolicyStatement({
          sid: `Enable ${service} to publish alarms`,
          principals: [new ServicePrincipal(service)],
          actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          resources: ['*'],
          conditions: onlyThisAccount,
        }),
      );
      this.topic.addToResourcePolicy(
        new PolicyStatement({
          sid: `Publish from ${service}`.replaceAll(/[^A-Za-z0-9]/g, ''),
          principals: [new ServicePrincipal(service)],
          actions: ['sns:Publish'],
          resources: [this.topic.topicArn],
          conditions: onlyThisAccount,
        }),
      );
    }
    if (props.email !== undefined) this.topic.addSubscription(new EmailSubscription(props.email));
    for (const watched of props.functions) this.watch(watched);
    this.watchKeys();
    this.watchRotation();
  }

  private watch({ name, function: fn, deadLetters }: WorkloadFunction): void {
    const period = Duration.minutes(5);
    const metrics: Readonly<Record<string, IMetric>> = {
      Errors: fn.metricErrors({ period, statistic: 'Sum' }),
      Throttles: fn.metricThrottles({ period, statistic: 'Sum' }),
      DeadLetters: deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
    };
    for (const [kind, metric] of Object.entries(metrics)) {
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

  /** The library's own target would let EventBridge of every account use the key. */
  private report(id: string, description: string, eventPattern: Readonly<Record<string, unknown>>): void {
    new CfnRule(this, id, {
      description,
      eventPattern,
      state: 'ENABLED',
      targets: [{ id: 'AlarmTopic', arn: this.topic.topicArn }],
    });
  }
}

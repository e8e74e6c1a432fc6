import { Aws, Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { CfnRule, type CfnRuleProps } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Notice } from '../../contract/notifications';

/** What makes a topic that people hear. */
export interface ToldTopicProps {
  readonly topicName: string;
  readonly account: string;
  readonly region: string;
  /** Encrypts what the topic carries. */
  readonly key: Key;
  /** E-mail addresses that are subscribed; each is told nothing before somebody has confirmed it. */
  readonly addresses: readonly string[];
  /** Of the role as which rules tell it. @default - CloudFormation's choice */
  readonly roleName?: string;
  /** What rules say through it, as the description of the role that they do it with. */
  readonly publishes: string;
}

/** What a rule sends instead of the event: names for paths of the event, and a text with those names. */
export interface Message {
  readonly inputPathsMap: Readonly<Record<string, string>>;
  readonly inputTemplate: string;
}

/** As whom rules tell the topic. */
interface Publisher {
  readonly role: Role;
  readonly permissions: ManagedPolicy;
}

/** The last year of EventBridge's calendar. */
const LAST_YEAR = 2199;

/** How long an alarm looks back. */
export const ALARM_PERIOD = Duration.minutes(5);

/** One encrypted topic for people, the alarms and rules that tell it, and nobody else. Its parts belong to the scope it is given. */
export class ToldTopic {
  readonly topic: Topic;
  private readonly publisher: Publisher;

  constructor(
    private readonly scope: Construct,
    private readonly props: ToldTopicProps,
  ) {
    const { topicName, key, addresses } = props;
    this.topic = new Topic(scope, 'Topic', { topicName, masterKey: key, enforceSSL: true });
    this.letAlarmsPublish();
    this.publisher = this.makePublisher();
    for (const each of addresses) this.topic.addSubscription(new EmailSubscription(each));
  }

  /**
   * An alarm says for which alarm it comes; what it says to KMS is not documented, so there it may say nothing. Nothing goes
   * off in a rehearsal.
   */
  private letAlarmsPublish(): void {
    const { account, region, key } = this.props;
    const principals = [new ServicePrincipal('cloudwatch.amazonaws.com')];
    const ofThisAccount = { 'aws:SourceArn': `arn:${Aws.PARTITION}:cloudwatch:${region}:${account}:alarm:*` };
    key.addToResourcePolicy(
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
   * account, because no condition may narrow what it does there.
   */
  private makePublisher(): Publisher {
    const { account, region, key, roleName, publishes } = this.props;
    const role = new Role(this.scope, 'Publisher', {
      ...(roleName && { roleName }),
      assumedBy: new ServicePrincipal('events.amazonaws.com', {
        conditions: {
          ArnLikeIfExists: { 'aws:SourceArn': `arn:${Aws.PARTITION}:events:${region}:${account}:rule/*` },
          StringEqualsIfExists: { 'aws:SourceAccount': account },
        },
      }),
      description: publishes,
    });
    const permissions = new ManagedPolicy(this.scope, 'PublisherPermissions', {
      roles: [role],
      statements: [
        new PolicyStatement({ actions: ['sns:Publish'], resources: [this.topic.topicArn] }),
        new PolicyStatement({
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [key.keyArn],
          conditions: { StringEquals: { 'kms:ViaService': `sns.${region}.amazonaws.com` } },
        }),
      ],
    });
    return { role, permissions };
  }

  /** By name: the key's policy cannot refer to the topic, which refers to the key. */
  private get topicArn(): string {
    const { account, region, topicName } = this.props;
    return `arn:${Aws.PARTITION}:sns:${region}:${account}:${topicName}`;
  }

  /** Tells of a metric that is above zero. */
  alarm(id: string, alarmName: string, metric: IMetric): void {
    const alarm = new Alarm(this.scope, id, {
      alarmName,
      metric,
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
  }

  /** Tells of an event: the whole of it, or the message that is made from it. */
  report(id: string, description: string, eventPattern: Readonly<Record<string, unknown>>, message?: Message): void {
    this.rule(id, { description, eventPattern }, message && { inputTransformer: message });
  }

  /**
   * Tells a text on a day, at nine o'clock UTC, and every year again until it is taken away: what EventBridge does with a schedule that
   * lies wholly in the past is not documented, and a pipeline may be made later than that day.
   *
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
   */
  remind(id: string, description: string, { day, text }: Notice): void {
    const [year, month, date] = day.split('-').map(Number);
    const scheduleExpression = `cron(0 9 ${date} ${month} ? ${year}-${LAST_YEAR})`;
    this.rule(id, { description, scheduleExpression }, { input: JSON.stringify(text) });
  }

  private rule(
    id: string,
    when: CfnRuleProps,
    what: Pick<CfnRule.TargetProperty, 'input' | 'inputTransformer'> = {},
  ): void {
    const { role, permissions } = this.publisher;
    const target = { id: 'AlarmTopic', arn: this.topic.topicArn, roleArn: role.roleArn, ...what };
    const rule = new CfnRule(this.scope, id, { ...when, state: 'ENABLED', targets: [target] });
    rule.node.addDependency(permissions);
  }
}

import type { JsonObject } from '../../ground/json';
import type { PacedClients } from '../calls/clients';
import type { ResultPage } from '../pages';
import { type Api, answered, given, orAbsent, pageOf, present, texts } from './api';

/** A metric alarm. */
export interface Alarm {
  readonly name: string;
  readonly actionsEnabled: boolean;
  readonly actions: readonly string[];
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** When it rings, in the words of CloudWatch: period, statistic, threshold and so on. */
  readonly settings: JsonObject;
}

/** An SNS topic; `policy` is JSON text. */
export interface Topic {
  readonly keyId?: string;
  readonly policy: string;
}

/**
 * A subscription; its ARN is `PendingConfirmation` until somebody has confirmed it, and `Deleted` for some days after somebody has
 * ended it, which no page of AWS says.
 *
 * @see https://github.com/ansible/ansible/pull/20086
 */
export interface Subscription {
  readonly arn: string;
  readonly protocol: string;
  readonly endpoint: string;
}

/** An EventBridge rule; `pattern` is JSON text. */
export interface EventRule {
  readonly state: string;
  readonly pattern: string;
}

/** Whom a rule tells, and the execution role as which it does. */
export interface EventTarget {
  readonly arn: string;
  readonly roleArn?: string;
  /** What it is sent instead of the event, in the words of EventBridge. @default - the event */
  readonly message?: JsonObject;
}

const cloudWatch = async (clients: PacedClients) => {
  const sdk = await import('@aws-sdk/client-cloudwatch');
  return { sdk, client: clients.of(sdk.CloudWatchClient) };
};

const sns = async (clients: PacedClients) => {
  const sdk = await import('@aws-sdk/client-sns');
  return { sdk, client: clients.of(sdk.SNSClient) };
};

const events = async (clients: PacedClients) => {
  const sdk = await import('@aws-sdk/client-eventbridge');
  return { sdk, client: clients.of(sdk.EventBridgeClient) };
};

/** What a validation asks of CloudWatch, SNS and EventBridge. */
export const alarmCalls = {
  alarms: (api: Api, names: readonly string[], nextToken: string | undefined): Promise<ResultPage<Alarm>> =>
    api.ask('cloudwatch:DescribeAlarms', cloudWatch, async ({ sdk, client }) => {
      const page = await client.send(
        new sdk.DescribeAlarmsCommand({
          AlarmNames: [...names],
          AlarmTypes: ['MetricAlarm'],
          NextToken: nextToken,
          MaxRecords: 100,
        }),
      );
      return pageOf(page.NextToken, page.MetricAlarms, (alarm) => ({
        name: present(alarm.AlarmName, 'the name of an alarm'),
        actionsEnabled: alarm.ActionsEnabled === true,
        actions: texts(alarm.AlarmActions),
        namespace: alarm.Namespace ?? '',
        metric: alarm.MetricName ?? '',
        dimensions: Object.fromEntries((alarm.Dimensions ?? []).map(({ Name, Value }) => [Name ?? '', Value ?? ''])),
        settings: answered({
          Period: alarm.Period,
          EvaluationPeriods: alarm.EvaluationPeriods,
          DatapointsToAlarm: alarm.DatapointsToAlarm,
          Statistic: alarm.Statistic,
          Threshold: alarm.Threshold,
          ComparisonOperator: alarm.ComparisonOperator,
          TreatMissingData: alarm.TreatMissingData || undefined,
          Unit: alarm.Unit,
        }),
      }));
    }),

  topic: (api: Api, TopicArn: string): Promise<Topic | undefined> =>
    api.ask('sns:GetTopicAttributes', sns, async ({ sdk, client }) => {
      const answer = await orAbsent(
        client.send(new sdk.GetTopicAttributesCommand({ TopicArn })),
        /^NotFound(Exception)?$/,
      );
      if (!answer) return undefined;
      const { KmsMasterKeyId, Policy } = answer.Attributes ?? {};
      return {
        ...given('keyId', KmsMasterKeyId || undefined),
        policy: present(Policy, `the policy of ${TopicArn}`),
      };
    }),

  subscriptions: (api: Api, TopicArn: string, nextToken: string | undefined): Promise<ResultPage<Subscription>> =>
    api.ask('sns:ListSubscriptionsByTopic', sns, async ({ sdk, client }) => {
      const page = await client.send(new sdk.ListSubscriptionsByTopicCommand({ TopicArn, NextToken: nextToken }));
      return pageOf(page.NextToken, page.Subscriptions, ({ SubscriptionArn, Protocol, Endpoint }) => ({
        arn: present(SubscriptionArn, `a subscription of ${TopicArn}`),
        protocol: Protocol ?? '',
        endpoint: Endpoint ?? '',
      }));
    }),

  eventRule: (api: Api, Name: string): Promise<EventRule | undefined> =>
    api.ask('events:DescribeRule', events, async ({ sdk, client }) => {
      const answer = await orAbsent(client.send(new sdk.DescribeRuleCommand({ Name })));
      return answer && { state: answer.State ?? 'unknown', pattern: answer.EventPattern ?? '{}' };
    }),

  /** ARNs of a rule's targets. */
  eventTargets: (api: Api, Rule: string, nextToken: string | undefined): Promise<ResultPage<EventTarget>> =>
    api.ask('events:ListTargetsByRule', events, async ({ sdk, client }) => {
      const page = await client.send(new sdk.ListTargetsByRuleCommand({ Rule, NextToken: nextToken, Limit: 100 }));
      return pageOf(page.NextToken, page.Targets, ({ Arn, RoleArn, Input, InputPath, InputTransformer }) => ({
        arn: present(Arn, `a target of ${Rule}`),
        ...given('roleArn', RoleArn),
        message: answered({ Input, InputPath, InputTransformer }),
      }));
    }),
};

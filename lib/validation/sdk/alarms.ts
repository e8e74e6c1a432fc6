import type { AlarmCloud } from '../cloud/alarms';
import { type Api, given, orAbsent, pageOf, required, texts } from './api';

/** The calls to CloudWatch, SNS and EventBridge. */
export const alarmCalls = (api: Api): AlarmCloud => {
  const sns = async () => {
    const sdk = await import('@aws-sdk/client-sns');
    return { sdk, client: api.clients.of(sdk.SNSClient) };
  };
  const events = async () => {
    const sdk = await import('@aws-sdk/client-eventbridge');
    return { sdk, client: api.clients.of(sdk.EventBridgeClient) };
  };
  return {
    alarms: (names, nextToken) =>
      api.asking('cloudwatch:DescribeAlarms', async () => {
        const { CloudWatchClient, DescribeAlarmsCommand } = await import('@aws-sdk/client-cloudwatch');
        const page = await api.clients.of(CloudWatchClient).send(
          new DescribeAlarmsCommand({
            AlarmNames: [...names],
            AlarmTypes: ['MetricAlarm'],
            NextToken: nextToken,
            MaxRecords: 100,
          }),
        );
        const alarms = (page.MetricAlarms ?? []).map((alarm) => ({
          name: required(alarm.AlarmName, 'the name of an alarm'),
          actionsEnabled: alarm.ActionsEnabled === true,
          actions: texts(alarm.AlarmActions),
          namespace: alarm.Namespace ?? '',
          metric: alarm.MetricName ?? '',
          dimensions: Object.fromEntries((alarm.Dimensions ?? []).map(({ Name, Value }) => [Name ?? '', Value ?? ''])),
        }));
        return pageOf(alarms, page.NextToken);
      }),

    topic: (TopicArn) =>
      api.asking('sns:GetTopicAttributes', async () => {
        const { sdk, client } = await sns();
        const answer = await orAbsent(
          client.send(new sdk.GetTopicAttributesCommand({ TopicArn })),
          /^NotFound(Exception)?$/,
        );
        if (!answer) return undefined;
        const { KmsMasterKeyId, Policy } = answer.Attributes ?? {};
        return {
          ...given('keyId', KmsMasterKeyId || undefined),
          policy: required(Policy, `the policy of ${TopicArn}`),
        };
      }),

    subscriptions: (TopicArn, nextToken) =>
      api.asking('sns:ListSubscriptionsByTopic', async () => {
        const { sdk, client } = await sns();
        const page = await client.send(new sdk.ListSubscriptionsByTopicCommand({ TopicArn, NextToken: nextToken }));
        const subscriptions = (page.Subscriptions ?? []).map(({ SubscriptionArn, Protocol, Endpoint }) => ({
          arn: required(SubscriptionArn, `a subscription of ${TopicArn}`),
          protocol: Protocol ?? '',
          endpoint: Endpoint ?? '',
        }));
        return pageOf(subscriptions, page.NextToken);
      }),

    eventRule: (Name) =>
      api.asking('events:DescribeRule', async () => {
        const { sdk, client } = await events();
        const answer = await orAbsent(client.send(new sdk.DescribeRuleCommand({ Name })));
        return answer && { state: answer.State ?? 'unknown', pattern: answer.EventPattern ?? '{}' };
      }),

    eventTargets: (Rule, nextToken) =>
      api.asking('events:ListTargetsByRule', async () => {
        const { sdk, client } = await events();
        const page = await client.send(new sdk.ListTargetsByRuleCommand({ Rule, NextToken: nextToken, Limit: 100 }));
        return pageOf(texts(page.Targets?.map(({ Arn }) => Arn)), page.NextToken);
      }),
  };
};

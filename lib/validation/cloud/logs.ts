import type { PacedClients } from '../calls/clients';
import type { ResultPage } from '../pages';
import { type Api, given, orAbsent, pageOf, present } from './api';

/** A log group as the API describes it; absent means the group has none. Times in milliseconds since 1970. */
export interface LogGroup {
  readonly name: string;
  readonly kmsKeyArn?: string;
  readonly retentionInDays?: number;
  readonly createdAt?: number;
}

/** A stream of a log group. */
export interface LogStream {
  readonly name: string;
  readonly createdAt: number;
}

/** Where a group's events are sent on to: the ARN of a stream, a function or another account's destination. */
export interface SubscriptionFilter {
  readonly name: string;
  readonly to: string;
}

/** One log event; `ingestionTime` is in milliseconds since 1970. */
export interface LogEvent {
  readonly stream: string;
  readonly message: string;
  readonly ingestionTime: number;
}

const logs = async (clients: PacedClients) => {
  const sdk = await import('@aws-sdk/client-cloudwatch-logs');
  return { sdk, client: clients.of(sdk.CloudWatchLogsClient) };
};

const PAGE_SIZE = 50;

/** What a validation asks of CloudWatch Logs. */
export const logCalls = {
  logGroups: (api: Api, prefix: string, nextToken: string | undefined): Promise<ResultPage<LogGroup>> =>
    api.ask('logs:DescribeLogGroups', logs, async ({ sdk, client }) => {
      const page = await client.send(
        new sdk.DescribeLogGroupsCommand({ logGroupNamePrefix: prefix, limit: PAGE_SIZE, nextToken }),
      );
      return pageOf(page.nextToken, page.logGroups, ({ logGroupName, kmsKeyId, retentionInDays, creationTime }) => ({
        name: present(logGroupName, 'the name of a log group'),
        ...given('kmsKeyArn', kmsKeyId),
        ...given('retentionInDays', retentionInDays),
        ...given('createdAt', creationTime),
      }));
    }),

  logStreams: (api: Api, group: string, nextToken: string | undefined): Promise<ResultPage<LogStream> | undefined> =>
    api.ask('logs:DescribeLogStreams', logs, async ({ sdk, client }) => {
      const page = await orAbsent(
        client.send(new sdk.DescribeLogStreamsCommand({ logGroupName: group, limit: PAGE_SIZE, nextToken })),
      );
      if (!page) return undefined;
      return pageOf(page.nextToken, page.logStreams, ({ logStreamName, creationTime }) => ({
        name: present(logStreamName, `the name of a stream of ${group}`),
        createdAt: present(creationTime, `when stream ${logStreamName} of ${group} began`),
      }));
    }),

  /** Where a group's events are sent on to. */
  subscriptionFilters: (
    api: Api,
    group: string,
    nextToken: string | undefined,
  ): Promise<ResultPage<SubscriptionFilter>> =>
    api.ask('logs:DescribeSubscriptionFilters', logs, async ({ sdk, client }) => {
      const page = await client.send(
        new sdk.DescribeSubscriptionFiltersCommand({ logGroupName: group, limit: PAGE_SIZE, nextToken }),
      );
      return pageOf(page.nextToken, page.subscriptionFilters, ({ filterName, destinationArn }) => ({
        name: present(filterName, `the name of a subscription filter of ${group}`),
        to: destinationArn ?? 'unknown',
      }));
    }),

  /** Events that contain the text, from a time in milliseconds since 1970 on. */
  logEvents: (
    api: Api,
    group: string,
    containing: string,
    since: number,
    nextToken: string | undefined,
  ): Promise<ResultPage<LogEvent> | undefined> =>
    api.ask('logs:FilterLogEvents', logs, async ({ sdk, client }) => {
      const filter = { logGroupName: group, filterPattern: `"${containing}"`, startTime: since, nextToken };
      const page = await orAbsent(client.send(new sdk.FilterLogEventsCommand(filter)));
      if (!page) return undefined;
      return pageOf(page.nextToken, page.events, ({ logStreamName, message, ingestionTime }) => ({
        stream: present(logStreamName, 'the stream of an event'),
        message: message ?? '',
        ingestionTime: ingestionTime ?? 0,
      }));
    }),
};

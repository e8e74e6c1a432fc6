import type { LogCloud } from '../cloud/logs';
import { type Api, given, orAbsent, pageOf, required } from './api';

const PAGE_SIZE = 50;

/** The calls to CloudWatch Logs. */
export const logCalls = (api: Api): LogCloud => {
  const logs = async () => {
    const sdk = await import('@aws-sdk/client-cloudwatch-logs');
    return { sdk, client: api.clients.of(sdk.CloudWatchLogsClient) };
  };
  return {
    logGroups: (prefix, nextToken) =>
      api.asking('logs:DescribeLogGroups', async () => {
        const { sdk, client } = await logs();
        const page = await client.send(
          new sdk.DescribeLogGroupsCommand({ logGroupNamePrefix: prefix, limit: PAGE_SIZE, nextToken }),
        );
        const groups = (page.logGroups ?? []).map(({ logGroupName, kmsKeyId, retentionInDays, creationTime }) => ({
          name: required(logGroupName, 'the name of a log group'),
          ...given('kmsKeyArn', kmsKeyId),
          ...given('retentionInDays', retentionInDays),
          ...given('createdAt', creationTime),
        }));
        return pageOf(groups, page.nextToken);
      }),

    logStreams: (group, nextToken) =>
      api.asking('logs:DescribeLogStreams', async () => {
        const { sdk, client } = await logs();
        const page = await orAbsent(
          client.send(new sdk.DescribeLogStreamsCommand({ logGroupName: group, limit: PAGE_SIZE, nextToken })),
        );
        if (!page) return undefined;
        const streams = (page.logStreams ?? []).map(({ logStreamName, creationTime }) => ({
          name: required(logStreamName, `the name of a stream of ${group}`),
          createdAt: required(creationTime, `when stream ${logStreamName} of ${group} began`),
        }));
        return pageOf(streams, page.nextToken);
      }),

    logEvents: (group, containing, since, nextToken) =>
      api.asking('logs:FilterLogEvents', async () => {
        const { sdk, client } = await logs();
        const filter = { logGroupName: group, filterPattern: `"${containing}"`, startTime: since, nextToken };
        const page = await orAbsent(client.send(new sdk.FilterLogEventsCommand(filter)));
        if (!page) return undefined;
        const events = (page.events ?? []).map(({ logStreamName, message, ingestionTime }) => ({
          stream: required(logStreamName, 'the stream of an event'),
          message: message ?? '',
          ingestionTime: ingestionTime ?? 0,
        }));
        return pageOf(events, page.nextToken);
      }),
  };
};

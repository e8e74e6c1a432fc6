import type { AuditCloud, EventSelector } from '../cloud/audit';
import { type Api, given, named, orAbsent, pageOf, required, texts } from './api';

const parametersOf = (event: string | undefined): Readonly<Record<string, unknown>> => {
  const parsed: unknown = JSON.parse(event ?? '{}');
  const parameters = typeof parsed === 'object' && parsed !== null && 'requestParameters' in parsed;
  return parameters ? ((parsed.requestParameters ?? {}) as Readonly<Record<string, unknown>>) : {};
};

/** The calls to CloudTrail. */
export const auditCalls = (api: Api): AuditCloud => {
  const cloudTrail = async () => {
    const sdk = await import('@aws-sdk/client-cloudtrail');
    return { sdk, client: api.clients.of(sdk.CloudTrailClient) };
  };
  return {
    trail: (name) =>
      api.asking('cloudtrail:GetTrail', async () => {
        const { sdk, client } = await cloudTrail();
        const answer = await orAbsent(client.send(new sdk.GetTrailCommand({ Name: name })), /^TrailNotFoundException$/);
        if (!answer) return undefined;
        const trail = required(answer.Trail, `trail ${name}`);
        return {
          arn: required(trail.TrailARN, `the ARN of ${name}`),
          bucket: required(trail.S3BucketName, `the bucket of ${name}`),
          ...given('keyId', trail.KmsKeyId),
          multiRegion: trail.IsMultiRegionTrail === true,
          globalEvents: trail.IncludeGlobalServiceEvents === true,
          validated: trail.LogFileValidationEnabled === true,
          ...given('logGroupArn', trail.CloudWatchLogsLogGroupArn),
        };
      }),

    trailStatus: (name) =>
      api.asking('cloudtrail:GetTrailStatus', async () => {
        const { sdk, client } = await cloudTrail();
        const status = await client.send(new sdk.GetTrailStatusCommand({ Name: name }));
        return {
          logging: status.IsLogging === true,
          ...given('startedAt', status.StartLoggingTime?.getTime()),
          ...given('deliveredAt', status.LatestDeliveryTime?.getTime()),
          ...given('deliveryError', status.LatestDeliveryError || undefined),
          ...given('logsDeliveryError', status.LatestCloudWatchLogsDeliveryError || undefined),
        };
      }),

    eventSelectors: (name) =>
      api.asking('cloudtrail:GetEventSelectors', async () => {
        const { sdk, client } = await cloudTrail();
        const answer = await client.send(new sdk.GetEventSelectorsCommand({ TrailName: name }));
        if ((answer.AdvancedEventSelectors ?? []).length > 0) {
          throw new Error(`trail ${name} has advanced event selectors, which this validation does not read`);
        }
        return (answer.EventSelectors ?? []).map(
          (each): EventSelector => ({
            kind: each.ReadWriteType ?? 'All',
            management: each.IncludeManagementEvents !== false,
            objects: (each.DataResources ?? [])
              .filter(({ Type }) => Type === 'AWS::S3::Object')
              .flatMap(({ Values }) => texts(Values)),
          }),
        );
      }),

    recordedCalls: (eventName, nextToken) =>
      api.asking('cloudtrail:LookupEvents', async () => {
        const { sdk, client } = await cloudTrail();
        const LookupAttributes = [{ AttributeKey: 'EventName' as const, AttributeValue: eventName }];
        try {
          const page = await client.send(
            new sdk.LookupEventsCommand({ LookupAttributes, NextToken: nextToken, MaxResults: 50 }),
          );
          const calls = (page.Events ?? []).map(({ EventTime, CloudTrailEvent }) => ({
            at: required(EventTime, `the time of an ${eventName}`).getTime(),
            parameters: parametersOf(CloudTrailEvent),
          }));
          return pageOf(calls, page.NextToken);
        } catch (error) {
          if (!named(error, /^NotImplemented/)) throw error;
          throw new Error(`this endpoint has no record of calls (cloudtrail:LookupEvents: ${error.message})`);
        }
      }),
  };
};

import { named } from '../../aws/call-refused';
import type { JsonObject } from '../../ground/json';
import type { PacedClients } from '../calls/clients';
import type { ResultPage } from '../pages';
import { type Api, answered, given, pageOf, present } from './api';

/** A trail as it is configured. */
export interface Trail {
  readonly arn: string;
  readonly bucket: string;
  readonly keyId?: string;
  readonly multiRegion: boolean;
  readonly globalEvents: boolean;
  readonly validated: boolean;
  readonly logGroupArn?: string;
  readonly logRoleArn?: string;
}

/** What a trail does at this moment; times in milliseconds since 1970. */
export interface TrailStatus {
  readonly logging: boolean;
  readonly startedAt?: number;
  readonly deliveredAt?: number;
  readonly deliveryError?: string;
  readonly logsDeliveryError?: string;
}

/** By what a trail chooses what it records, in the words of CloudTrail: selectors of one kind, the other is empty. */
export interface EventSelectors {
  readonly EventSelectors: readonly JsonObject[];
  readonly AdvancedEventSelectors: readonly JsonObject[];
}

/** A recorded call; `parameters` are its request parameters. */
export interface RecordedCall {
  readonly at: number;
  readonly parameters: Readonly<Record<string, unknown>>;
}

const cloudTrail = async (clients: PacedClients) => {
  const sdk = await import('@aws-sdk/client-cloudtrail');
  return { sdk, client: clients.of(sdk.CloudTrailClient) };
};

const parametersOf = (event: string | undefined): Readonly<Record<string, unknown>> => {
  const parsed: unknown = JSON.parse(event ?? '{}');
  const parameters = typeof parsed === 'object' && parsed !== null && 'requestParameters' in parsed;
  return parameters ? ((parsed.requestParameters ?? {}) as Readonly<Record<string, unknown>>) : {};
};

/** What a validation asks of CloudTrail. */
export const auditCalls = {
  /** The trails that record something in the region: its own, and those of all regions and of the organization. */
  trails: (api: Api): Promise<readonly Trail[]> =>
    api.ask('cloudtrail:DescribeTrails', cloudTrail, async ({ sdk, client }) => {
      const answer = await client.send(new sdk.DescribeTrailsCommand({ includeShadowTrails: true }));
      return present(answer.trailList, 'the list of trails').map((trail) => ({
        arn: present(trail.TrailARN, 'the ARN of a trail'),
        bucket: present(trail.S3BucketName, `the bucket of ${trail.TrailARN}`),
        ...given('keyId', trail.KmsKeyId),
        multiRegion: trail.IsMultiRegionTrail === true,
        globalEvents: trail.IncludeGlobalServiceEvents === true,
        validated: trail.LogFileValidationEnabled === true,
        ...given('logGroupArn', trail.CloudWatchLogsLogGroupArn),
        ...given('logRoleArn', trail.CloudWatchLogsRoleArn),
      }));
    }),

  trailStatus: (api: Api, name: string): Promise<TrailStatus> =>
    api.ask('cloudtrail:GetTrailStatus', cloudTrail, async ({ sdk, client }) => {
      const status = await client.send(new sdk.GetTrailStatusCommand({ Name: name }));
      return {
        logging: status.IsLogging === true,
        ...given('startedAt', status.StartLoggingTime?.getTime()),
        ...given('deliveredAt', status.LatestDeliveryTime?.getTime()),
        ...given('deliveryError', status.LatestDeliveryError || undefined),
        ...given('logsDeliveryError', status.LatestCloudWatchLogsDeliveryError || undefined),
      };
    }),

  eventSelectors: (api: Api, name: string): Promise<EventSelectors> =>
    api.ask('cloudtrail:GetEventSelectors', cloudTrail, async ({ sdk, client }) => {
      const answer = await client.send(new sdk.GetEventSelectorsCommand({ TrailName: name }));
      return {
        EventSelectors: (answer.EventSelectors ?? []).map(answered),
        AdvancedEventSelectors: (answer.AdvancedEventSelectors ?? []).map(({ FieldSelectors = [], ...each }) => ({
          ...answered(each),
          FieldSelectors: FieldSelectors.map(answered),
        })),
      };
    }),

  /** Management events of that name in the last 90 days, newest first. */
  recordedCalls: (api: Api, eventName: string, nextToken: string | undefined): Promise<ResultPage<RecordedCall>> =>
    api.ask('cloudtrail:LookupEvents', cloudTrail, async ({ sdk, client }) => {
      const LookupAttributes = [{ AttributeKey: 'EventName' as const, AttributeValue: eventName }];
      try {
        const page = await client.send(
          new sdk.LookupEventsCommand({ LookupAttributes, NextToken: nextToken, MaxResults: 50 }),
        );
        return pageOf(page.NextToken, page.Events, ({ EventTime, CloudTrailEvent }) => ({
          at: present(EventTime, `the time of an ${eventName}`).getTime(),
          parameters: parametersOf(CloudTrailEvent),
        }));
      } catch (error) {
        if (!named(error, /^NotImplemented/)) throw error;
        throw new Error(`this endpoint has no record of calls (cloudtrail:LookupEvents: ${error.message})`);
      }
    }),
};

import type { PacedClients } from '../calls/clients';
import { type Api, given, orAbsent, present } from './api';

/** A table of DynamoDB; what flows out of it is named by `streams`. */
export interface DynamoTable {
  readonly arn: string;
  readonly keyId?: string;
  readonly isProtected: boolean;
  /** Kinds of streams and regions of copies. */
  readonly streams: readonly string[];
}

/** Whether, and for how many days, a table can be restored to any second. */
export interface Recovery {
  readonly enabled: boolean;
  readonly days: number;
}

const dynamoDb = async (clients: PacedClients) => {
  const sdk = await import('@aws-sdk/client-dynamodb');
  return { sdk, client: clients.of(sdk.DynamoDBClient) };
};

/** What a validation asks of DynamoDB. */
export const tableCalls = {
  table: (api: Api, TableName: string): Promise<DynamoTable | undefined> =>
    api.ask('dynamodb:DescribeTable', dynamoDb, async ({ sdk, client }) => {
      const answer = await orAbsent(client.send(new sdk.DescribeTableCommand({ TableName })));
      if (!answer) return undefined;
      const {
        TableArn,
        SSEDescription,
        DeletionProtectionEnabled,
        StreamSpecification,
        Replicas = [],
      } = answer.Table ?? {};
      return {
        arn: present(TableArn, `the ARN of ${TableName}`),
        ...given('keyId', SSEDescription?.KMSMasterKeyArn),
        isProtected: DeletionProtectionEnabled === true,
        streams: [
          ...(StreamSpecification?.StreamEnabled ? [`a stream (${StreamSpecification.StreamViewType})`] : []),
          ...Replicas.map(({ RegionName }) => `a replica in ${RegionName}`),
        ],
      };
    }),

  tableRecovery: (api: Api, TableName: string): Promise<Recovery> =>
    api.ask('dynamodb:DescribeContinuousBackups', dynamoDb, async ({ sdk, client }) => {
      const answer = await client.send(new sdk.DescribeContinuousBackupsCommand({ TableName }));
      const { PointInTimeRecoveryStatus, RecoveryPeriodInDays } =
        answer.ContinuousBackupsDescription?.PointInTimeRecoveryDescription ?? {};
      return { enabled: PointInTimeRecoveryStatus === 'ENABLED', days: RecoveryPeriodInDays ?? 0 };
    }),

  /** ARNs of the Kinesis streams that get every change of a table. */
  tableDestinations: (api: Api, TableName: string): Promise<readonly string[]> =>
    api.ask('dynamodb:DescribeKinesisStreamingDestination', dynamoDb, async ({ sdk, client }) => {
      const answer = await client.send(new sdk.DescribeKinesisStreamingDestinationCommand({ TableName }));
      return (answer.KinesisDataStreamDestinations ?? [])
        .filter(({ DestinationStatus }) => DestinationStatus !== 'DISABLED')
        .map(({ StreamArn }) => present(StreamArn, `a destination of ${TableName}`));
    }),

  /** The policy of a table, JSON text. */
  tablePolicy: (api: Api, ResourceArn: string): Promise<string | undefined> =>
    api.ask('dynamodb:GetResourcePolicy', dynamoDb, async ({ sdk, client }) => {
      const answer = await orAbsent(client.send(new sdk.GetResourcePolicyCommand({ ResourceArn })), /^PolicyNotFound/);
      return answer?.Policy;
    }),
};

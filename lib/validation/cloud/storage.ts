import type { PacedClients } from '../calls/clients';
import type { ResultPage } from '../pages';
import { type Api, given, orAbsent, pageOf, present, texts } from './api';
import { lifecycleEffects } from './lifecycle-effects';

/** Default encryption of a bucket. */
export interface BucketEncryption {
  readonly algorithm: string;
  readonly keyId?: string;
  readonly bucketKey: boolean;
}

/** The four switches of Block Public Access. */
export interface PublicAccessBlock {
  readonly blockAcls: boolean;
  readonly ignoreAcls: boolean;
  readonly blockPolicy: boolean;
  readonly restrict: boolean;
}

/** Where a bucket's access logs go. */
export interface BucketLogging {
  readonly bucket: string;
  readonly prefix: string;
}

/** A lifecycle rule; `filtered` ones do not cover every object. */
export interface LifecycleRule {
  readonly id: string;
  readonly enabled: boolean;
  readonly filtered: boolean;
  readonly storageClasses: readonly string[];
  /** What it does, as `lifecycle-effects.ts` says it. */
  readonly effects: readonly string[];
}

const s3 = async (clients: PacedClients) => {
  const sdk = await import('@aws-sdk/client-s3');
  return { sdk, client: clients.of(sdk.S3Client, { forcePathStyle: true }) };
};

/** What a validation asks of S3; undefined means that the bucket has no such setting. */
export const storageCalls = {
  bucketEncryption: (api: Api, Bucket: string): Promise<BucketEncryption | undefined> =>
    api.ask('s3:GetEncryptionConfiguration', s3, async ({ sdk, client }) => {
      const answer = await orAbsent(
        client.send(new sdk.GetBucketEncryptionCommand({ Bucket })),
        /^ServerSideEncryptionConfigurationNotFoundError$/,
      );
      const rule = answer?.ServerSideEncryptionConfiguration?.Rules?.[0];
      if (!rule) return undefined;
      const { SSEAlgorithm, KMSMasterKeyID } = rule.ApplyServerSideEncryptionByDefault ?? {};
      return {
        algorithm: SSEAlgorithm ?? 'none',
        ...given('keyId', KMSMasterKeyID),
        bucketKey: rule.BucketKeyEnabled === true,
      };
    }),

  /** `Enabled`, `Suspended`, or undefined when it never was. */
  bucketVersioning: (api: Api, Bucket: string): Promise<string | undefined> =>
    api.ask('s3:GetBucketVersioning', s3, async ({ sdk, client }) => {
      return (await client.send(new sdk.GetBucketVersioningCommand({ Bucket }))).Status;
    }),

  bucketPublicAccess: (api: Api, Bucket: string): Promise<PublicAccessBlock | undefined> =>
    api.ask('s3:GetBucketPublicAccessBlock', s3, async ({ sdk, client }) => {
      const answer = await orAbsent(
        client.send(new sdk.GetPublicAccessBlockCommand({ Bucket })),
        /^NoSuchPublicAccessBlockConfiguration$/,
      );
      const block = answer?.PublicAccessBlockConfiguration;
      return (
        block && {
          blockAcls: block.BlockPublicAcls === true,
          ignoreAcls: block.IgnorePublicAcls === true,
          blockPolicy: block.BlockPublicPolicy === true,
          restrict: block.RestrictPublicBuckets === true,
        }
      );
    }),

  bucketOwnership: (api: Api, Bucket: string): Promise<string | undefined> =>
    api.ask('s3:GetBucketOwnershipControls', s3, async ({ sdk, client }) => {
      const answer = await orAbsent(
        client.send(new sdk.GetBucketOwnershipControlsCommand({ Bucket })),
        /^OwnershipControlsNotFoundError$/,
      );
      return answer?.OwnershipControls?.Rules?.[0]?.ObjectOwnership;
    }),

  bucketLogging: (api: Api, Bucket: string): Promise<BucketLogging | undefined> =>
    api.ask('s3:GetBucketLogging', s3, async ({ sdk, client }) => {
      const { LoggingEnabled: to } = await client.send(new sdk.GetBucketLoggingCommand({ Bucket }));
      return to && { bucket: present(to.TargetBucket, `where ${Bucket} logs to`), prefix: to.TargetPrefix ?? '' };
    }),

  /** The policy as JSON text. */
  bucketPolicy: (api: Api, Bucket: string): Promise<string | undefined> =>
    api.ask('s3:GetBucketPolicy', s3, async ({ sdk, client }) => {
      const answer = await orAbsent(client.send(new sdk.GetBucketPolicyCommand({ Bucket })), /^NoSuchBucketPolicy$/);
      return answer && present(answer.Policy, `the policy of ${Bucket}`);
    }),

  /** ARNs of the buckets that a bucket is copied to. */
  bucketReplicas: (api: Api, Bucket: string): Promise<readonly string[]> =>
    api.ask('s3:GetReplicationConfiguration', s3, async ({ sdk, client }) => {
      const answer = await orAbsent(
        client.send(new sdk.GetBucketReplicationCommand({ Bucket })),
        /^ReplicationConfigurationNotFoundError$/,
      );
      return texts((answer?.ReplicationConfiguration?.Rules ?? []).map(({ Destination }) => Destination?.Bucket));
    }),

  /** ARNs of whom a bucket tells of its objects; `events` stands for EventBridge. */
  bucketNotified: (api: Api, Bucket: string): Promise<readonly string[]> =>
    api.ask('s3:GetBucketNotification', s3, async ({ sdk, client }) => {
      const found = await client.send(new sdk.GetBucketNotificationConfigurationCommand({ Bucket }));
      return texts([
        ...(found.LambdaFunctionConfigurations ?? []).map(({ LambdaFunctionArn }) => LambdaFunctionArn),
        ...(found.QueueConfigurations ?? []).map(({ QueueArn }) => QueueArn),
        ...(found.TopicConfigurations ?? []).map(({ TopicArn }) => TopicArn),
        ...(found.EventBridgeConfiguration ? ['events'] : []),
      ]);
    }),

  /** ARNs of the buckets that a bucket's inventories go to. */
  bucketInventories: (api: Api, Bucket: string, ContinuationToken: string | undefined): Promise<ResultPage<string>> =>
    api.ask('s3:GetInventoryConfiguration', s3, async ({ sdk, client }) => {
      const command = new sdk.ListBucketInventoryConfigurationsCommand({ Bucket, ContinuationToken });
      const page = await client.send(command);
      const to = texts(
        (page.InventoryConfigurationList ?? []).map((each) => each.Destination?.S3BucketDestination?.Bucket),
      );
      return pageOf(page.NextContinuationToken, to, (each) => each);
    }),

  bucketLifecycle: (api: Api, Bucket: string): Promise<readonly LifecycleRule[] | undefined> =>
    api.ask('s3:GetLifecycleConfiguration', s3, async ({ sdk, client }) => {
      const answer = await orAbsent(
        client.send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket })),
        /^NoSuchLifecycleConfiguration$/,
      );
      return answer?.Rules?.map((rule) => {
        const { ID, Status, Filter = {}, Prefix, Transitions = [], Expiration, NoncurrentVersionExpiration } = rule;
        return {
          id: ID ?? '',
          enabled: Status === 'Enabled',
          filtered: [Prefix, ...Object.values(Filter)].some((value) => value !== undefined && value !== ''),
          storageClasses: texts(Transitions.map(({ StorageClass }) => StorageClass)),
          effects: lifecycleEffects({
            expirationDays: Expiration?.Days,
            removesMarkers: Expiration?.ExpiredObjectDeleteMarker,
            versionDays: NoncurrentVersionExpiration?.NoncurrentDays,
            versionsKept: NoncurrentVersionExpiration?.NewerNoncurrentVersions,
            abortDays: rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation,
            transitions: Transitions.map(({ StorageClass = '', Days: days }) => ({ storageClass: StorageClass, days })),
          }),
        };
      });
    }),
};

import type { StorageCloud } from '../cloud/storage';
import { type Api, given, orAbsent, required, texts } from './api';

/** The calls to S3. */
export const storageCalls = (api: Api): StorageCloud => {
  const s3 = async () => {
    const sdk = await import('@aws-sdk/client-s3');
    return { sdk, client: api.clients.of(sdk.S3Client, { forcePathStyle: true }) };
  };
  return {
    bucketEncryption: (Bucket) =>
      api.asking('s3:GetEncryptionConfiguration', async () => {
        const { sdk, client } = await s3();
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

    bucketVersioning: (Bucket) =>
      api.asking('s3:GetBucketVersioning', async () => {
        const { sdk, client } = await s3();
        return (await client.send(new sdk.GetBucketVersioningCommand({ Bucket }))).Status;
      }),

    bucketPublicAccess: (Bucket) =>
      api.asking('s3:GetBucketPublicAccessBlock', async () => {
        const { sdk, client } = await s3();
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

    bucketOwnership: (Bucket) =>
      api.asking('s3:GetBucketOwnershipControls', async () => {
        const { sdk, client } = await s3();
        const answer = await orAbsent(
          client.send(new sdk.GetBucketOwnershipControlsCommand({ Bucket })),
          /^OwnershipControlsNotFoundError$/,
        );
        return answer?.OwnershipControls?.Rules?.[0]?.ObjectOwnership;
      }),

    bucketLogging: (Bucket) =>
      api.asking('s3:GetBucketLogging', async () => {
        const { sdk, client } = await s3();
        const { LoggingEnabled: to } = await client.send(new sdk.GetBucketLoggingCommand({ Bucket }));
        return to && { bucket: required(to.TargetBucket, `where ${Bucket} logs to`), prefix: to.TargetPrefix ?? '' };
      }),

    bucketPolicy: (Bucket) =>
      api.asking('s3:GetBucketPolicy', async () => {
        const { sdk, client } = await s3();
        const answer = await orAbsent(client.send(new sdk.GetBucketPolicyCommand({ Bucket })), /^NoSuchBucketPolicy$/);
        return answer && required(answer.Policy, `the policy of ${Bucket}`);
      }),

    bucketLifecycle: (Bucket) =>
      api.asking('s3:GetLifecycleConfiguration', async () => {
        const { sdk, client } = await s3();
        const answer = await orAbsent(
          client.send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket })),
          /^NoSuchLifecycleConfiguration$/,
        );
        return answer?.Rules?.map(({ ID, Status, Filter = {}, Prefix, Transitions = [] }) => ({
          id: ID ?? '',
          enabled: Status === 'Enabled',
          filtered: [Prefix, ...Object.values(Filter)].some((value) => value !== undefined && value !== ''),
          storageClasses: texts(Transitions.map(({ StorageClass }) => StorageClass)),
        }));
      }),
  };
};

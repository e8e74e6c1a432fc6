import type { WorkloadCloud } from '../cloud/workload';
import { type Api, given, orAbsent, pageOf, required, texts } from './api';

/** The calls to Lambda, Secrets Manager, SQS and the tagging API. */
export const workloadCalls = (api: Api): WorkloadCloud => {
  const lambda = async () => {
    const sdk = await import('@aws-sdk/client-lambda');
    return { sdk, client: api.clients.of(sdk.LambdaClient) };
  };
  return {
    invoke: (functionName, payload) =>
      api.asking('lambda:InvokeFunction', async () => {
        const { sdk, client } = await lambda();
        const command = new sdk.InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(payload) });
        const answer = await orAbsent(client.send(command));
        return (
          answer && {
            payload: Buffer.from(answer.Payload ?? []).toString('utf8'),
            ...given('error', answer.FunctionError),
          }
        );
      }),

    functionConfiguration: (FunctionName) =>
      api.asking('lambda:GetFunctionConfiguration', async () => {
        const { sdk, client } = await lambda();
        const found = await orAbsent(client.send(new sdk.GetFunctionConfigurationCommand({ FunctionName })));
        return (
          found && {
            roleArn: required(found.Role, `the role of ${FunctionName}`),
            ...given('vpcId', found.VpcConfig?.VpcId || undefined),
            subnetIds: texts(found.VpcConfig?.SubnetIds),
            groupIds: texts(found.VpcConfig?.SecurityGroupIds),
            logGroup: found.LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`,
          }
        );
      }),

    secret: (SecretId) =>
      api.asking('secretsmanager:DescribeSecret', async () => {
        const { DescribeSecretCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
        const client = api.clients.of(SecretsManagerClient);
        const found = await orAbsent(client.send(new DescribeSecretCommand({ SecretId })));
        if (!found || found.DeletedDate !== undefined) return undefined;
        return {
          arn: required(found.ARN, `the ARN of ${SecretId}`),
          ...given('keyId', found.KmsKeyId),
          rotates: found.RotationEnabled === true,
          ...given('rotatedBy', found.RotationLambdaARN),
          ...given('everyDays', found.RotationRules?.AutomaticallyAfterDays),
          ...given('rotatedAt', found.LastRotatedDate?.getTime()),
          ...given('nextRotationAt', found.NextRotationDate?.getTime()),
          ...given('createdAt', found.CreatedDate?.getTime()),
          versions: found.VersionIdsToStages ?? {},
        };
      }),

    queue: (QueueUrl) =>
      api.asking('sqs:GetQueueAttributes', async () => {
        const { GetQueueAttributesCommand, SQSClient } = await import('@aws-sdk/client-sqs');
        const answer = await orAbsent(
          api.clients.of(SQSClient).send(
            new GetQueueAttributesCommand({
              QueueUrl,
              AttributeNames: ['QueueArn', 'KmsMasterKeyId', 'Policy'],
            }),
          ),
          /^(QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue)$/,
        );
        if (!answer) return undefined;
        const { QueueArn, KmsMasterKeyId, Policy } = answer.Attributes ?? {};
        return {
          arn: required(QueueArn, `the ARN of ${QueueUrl}`),
          ...given('keyId', KmsMasterKeyId || undefined),
          ...given('policy', Policy || undefined),
        };
      }),

    tags: (arns, nextToken) =>
      api.asking('tag:GetResources', async () => {
        const { GetResourcesCommand, ResourceGroupsTaggingAPIClient } = await import(
          '@aws-sdk/client-resource-groups-tagging-api'
        );
        const page = await api.clients
          .of(ResourceGroupsTaggingAPIClient)
          .send(new GetResourcesCommand({ ResourceARNList: [...arns], PaginationToken: nextToken }));
        const tagged = (page.ResourceTagMappingList ?? []).map(({ ResourceARN, Tags = [] }) => ({
          arn: required(ResourceARN, 'the ARN of a tagged resource'),
          tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
        }));
        return pageOf(tagged, page.PaginationToken);
      }),
  };
};

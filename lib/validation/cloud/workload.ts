import type { ResourceTagMapping } from '@aws-sdk/client-resource-groups-tagging-api';
import type { PacedClients } from '../calls/clients';
import type { ResultPage } from '../pages';
import { type Api, given, orAbsent, pageOf, present, texts } from './api';

/** What a function answered; `error` is the kind of failure when its code did not return. */
export interface Invocation {
  readonly payload: string;
  readonly error?: string;
}

/** A function as it is configured. */
export interface FunctionConfiguration {
  readonly roleArn: string;
  readonly vpcId?: string;
  readonly subnetIds: readonly string[];
  readonly groupIds: readonly string[];
  /** The group its log lines go to. */
  readonly logGroup: string;
}

/** A secret; times in milliseconds since 1970. */
export interface Secret {
  readonly arn: string;
  readonly keyId?: string;
  readonly rotates: boolean;
  readonly rotatedBy?: string;
  readonly everyDays?: number;
  readonly rotatedAt?: number;
  readonly nextRotationAt?: number;
  readonly createdAt?: number;
  /** Other regions that have a copy. */
  readonly replicas: readonly string[];
  /** Labels of its versions, by version id. */
  readonly versions: Readonly<Record<string, readonly string[]>>;
}

/** A queue; `policy` is JSON text. */
export interface Queue {
  readonly arn: string;
  readonly keyId?: string;
  readonly policy?: string;
}

/** A resource and its tags. */
export interface Tagged {
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
}

const taggedOf = ({ ResourceARN, Tags = [] }: ResourceTagMapping): Tagged => ({
  arn: present(ResourceARN, 'the ARN of a tagged resource'),
  tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
});

const lambda = async (clients: PacedClients) => {
  const sdk = await import('@aws-sdk/client-lambda');
  return { sdk, client: clients.of(sdk.LambdaClient) };
};

const secretsManager = async (clients: PacedClients) => {
  const sdk = await import('@aws-sdk/client-secrets-manager');
  return { sdk, client: clients.of(sdk.SecretsManagerClient) };
};

const sqs = async (clients: PacedClients) => {
  const sdk = await import('@aws-sdk/client-sqs');
  return { sdk, client: clients.of(sdk.SQSClient) };
};

const tagging = async (clients: PacedClients) => {
  const sdk = await import('@aws-sdk/client-resource-groups-tagging-api');
  return { sdk, client: clients.of(sdk.ResourceGroupsTaggingAPIClient) };
};

/** What a validation asks of Lambda, Secrets Manager, SQS and the tagging API. */
export const workloadCalls = {
  invoke: (api: Api, functionName: string, payload: string): Promise<Invocation | undefined> =>
    api.ask('lambda:InvokeFunction', lambda, async ({ sdk, client }) => {
      const command = new sdk.InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(payload) });
      const answer = await orAbsent(client.send(command));
      return (
        answer && {
          payload: Buffer.from(answer.Payload ?? []).toString('utf8'),
          ...given('error', answer.FunctionError),
        }
      );
    }),

  functionConfiguration: (api: Api, FunctionName: string): Promise<FunctionConfiguration | undefined> =>
    api.ask('lambda:GetFunctionConfiguration', lambda, async ({ sdk, client }) => {
      const found = await orAbsent(client.send(new sdk.GetFunctionConfigurationCommand({ FunctionName })));
      return (
        found && {
          roleArn: present(found.Role, `the role of ${FunctionName}`),
          ...given('vpcId', found.VpcConfig?.VpcId || undefined),
          subnetIds: texts(found.VpcConfig?.SubnetIds),
          groupIds: texts(found.VpcConfig?.SecurityGroupIds),
          logGroup: found.LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`,
        }
      );
    }),

  secret: (api: Api, SecretId: string): Promise<Secret | undefined> =>
    api.ask('secretsmanager:DescribeSecret', secretsManager, async ({ sdk, client }) => {
      const found = await orAbsent(client.send(new sdk.DescribeSecretCommand({ SecretId })));
      if (!found || found.DeletedDate !== undefined) return undefined;
      return {
        arn: present(found.ARN, `the ARN of ${SecretId}`),
        ...given('keyId', found.KmsKeyId),
        rotates: found.RotationEnabled === true,
        ...given('rotatedBy', found.RotationLambdaARN),
        ...given('everyDays', found.RotationRules?.AutomaticallyAfterDays),
        ...given('rotatedAt', found.LastRotatedDate?.getTime()),
        ...given('nextRotationAt', found.NextRotationDate?.getTime()),
        ...given('createdAt', found.CreatedDate?.getTime()),
        replicas: texts((found.ReplicationStatus ?? []).map(({ Region }) => Region)),
        versions: found.VersionIdsToStages ?? {},
      };
    }),

  queue: (api: Api, QueueUrl: string): Promise<Queue | undefined> =>
    api.ask('sqs:GetQueueAttributes', sqs, async ({ sdk, client }) => {
      const AttributeNames = ['QueueArn', 'KmsMasterKeyId', 'Policy'] as const;
      const answer = await orAbsent(
        client.send(new sdk.GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] })),
        /^(QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue)$/,
      );
      if (!answer) return undefined;
      const { QueueArn, KmsMasterKeyId, Policy } = answer.Attributes ?? {};
      return {
        arn: present(QueueArn, `the ARN of ${QueueUrl}`),
        ...given('keyId', KmsMasterKeyId || undefined),
        ...given('policy', Policy || undefined),
      };
    }),

  /** Whatever carries all these tags. */
  tagged: (
    api: Api,
    tags: Readonly<Record<string, string>>,
    nextToken: string | undefined,
  ): Promise<ResultPage<Tagged>> =>
    api.ask('tag:GetResources', tagging, async ({ sdk, client }) => {
      const TagFilters = Object.entries(tags).map(([Key, value]) => ({ Key, Values: [value] }));
      const page = await client.send(new sdk.GetResourcesCommand({ TagFilters, PaginationToken: nextToken }));
      return pageOf(page.PaginationToken, page.ResourceTagMappingList, taggedOf);
    }),

  /** Tags of those resources that have any; at most 100 ARNs. */
  tags: (api: Api, arns: readonly string[], nextToken: string | undefined): Promise<ResultPage<Tagged>> =>
    api.ask('tag:GetResources', tagging, async ({ sdk, client }) => {
      const page = await client.send(
        new sdk.GetResourcesCommand({ ResourceARNList: [...arns], PaginationToken: nextToken }),
      );
      return pageOf(page.PaginationToken, page.ResourceTagMappingList, taggedOf);
    }),
};

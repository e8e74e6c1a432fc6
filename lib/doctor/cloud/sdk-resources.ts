import { named, permitted } from '../../aws/call-refused';
import type { DoctorClients } from './clients';
import type { DoctorCloud, ListedStack, NamedKind } from './doctor-cloud';
import { orGone } from './sdk-account';

type ResourceCalls = Pick<
  DoctorCloud,
  | 'trails'
  | 'isLogging'
  | 'stacks'
  | 'resources'
  | 'template'
  | 'bucket'
  | 'exists'
  | 'keyState'
  | 'listeners'
  | 'sourceBucket'
>;

/** What is asked of the things in a region: stacks, names, trails, keys and topics. */
export const resourceCalls = (clients: DoctorClients): ResourceCalls => ({
  ...stackAnswers(clients),
  ...nameAnswers(clients),
  ...trailAnswers(clients),
  ...keyAnswers(clients),
});

const stackAnswers = ({ paced }: DoctorClients): Pick<ResourceCalls, 'stacks' | 'resources' | 'template'> => ({
  async stacks() {
    const { CloudFormationClient, paginateDescribeStacks } = await import('@aws-sdk/client-cloudformation');
    return permitted('cloudformation:DescribeStacks', async () => {
      const found: ListedStack[] = [];
      for await (const { Stacks = [] } of paginateDescribeStacks({ client: paced.of(CloudFormationClient) }, {})) {
        for (const { StackName: name = '', StackStatus: status = '', Tags = [], Parameters = [] } of Stacks) {
          const tags = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
          const given = Parameters.map(({ ParameterKey = '', ParameterValue = '' }) => [ParameterKey, ParameterValue]);
          found.push({ name, status, tags, parameters: Object.fromEntries(given) });
        }
      }
      return found;
    });
  },
  async resources(stack) {
    const { CloudFormationClient, paginateListStackResources } = await import('@aws-sdk/client-cloudformation');
    return permitted('cloudformation:ListStackResources', async () => {
      const found: { type: string; id: string }[] = [];
      const pages = paginateListStackResources({ client: paced.of(CloudFormationClient) }, { StackName: stack });
      for await (const { StackResourceSummaries: all = [] } of pages)
        found.push(...all.map(({ ResourceType: type = '', PhysicalResourceId: id = '' }) => ({ type, id })));
      return found;
    });
  },
  async template(stack) {
    const { CloudFormationClient, GetTemplateCommand } = await import('@aws-sdk/client-cloudformation');
    const command = new GetTemplateCommand({ StackName: stack, TemplateStage: 'Original' });
    const asked = () => paced.of(CloudFormationClient).send(command);
    return (await permitted('cloudformation:GetTemplate', asked)).TemplateBody ?? '';
  },
});

const nameAnswers = ({ paced }: DoctorClients): Pick<ResourceCalls, 'bucket' | 'exists' | 'sourceBucket'> => ({
  async bucket(name) {
    const { S3Client, HeadBucketCommand } = await import('@aws-sdk/client-s3');
    try {
      await paced.of(S3Client, { forcePathStyle: true }).send(new HeadBucketCommand({ Bucket: name }));
      return 'here';
    } catch (error) {
      // HEAD has no body to say why: 403 is somebody else's, or a policy that keeps us out, too. Either way it is taken.
      const status = (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode;
      if (status === 404) return 'free';
      if (status === 403 || status === 301) return 'elsewhere';
      throw error;
    }
  },
  exists: async (kind, name) => EXISTS[kind](name, paced),
  async sourceBucket(Bucket) {
    const { S3Client, GetBucketVersioningCommand, GetBucketNotificationConfigurationCommand } = await import(
      '@aws-sdk/client-s3'
    );
    const client = paced.of(S3Client, { forcePathStyle: true });
    const { Status } = await permitted('s3:GetBucketVersioning', () =>
      client.send(new GetBucketVersioningCommand({ Bucket })),
    );
    const command = new GetBucketNotificationConfigurationCommand({ Bucket });
    const { EventBridgeConfiguration } = await permitted('s3:GetBucketNotification', () => client.send(command));
    return { versioned: Status === 'Enabled', events: EventBridgeConfiguration !== undefined };
  },
});

const GONE = /^(ResourceNotFoundException|NoSuchEntity|NoSuchEntityException)$/;

/** By the kind, whether a name is taken. */
const EXISTS: Readonly<Record<NamedKind, (name: string, paced: DoctorClients['paced']) => Promise<boolean>>> = {
  async 'AWS::DynamoDB::Table'(TableName, paced) {
    const { DynamoDBClient, DescribeTableCommand } = await import('@aws-sdk/client-dynamodb');
    const asked = () => paced.of(DynamoDBClient).send(new DescribeTableCommand({ TableName }));
    return (await orGone(permitted('dynamodb:DescribeTable', asked), GONE)) !== undefined;
  },
  async 'AWS::Logs::LogGroup'(name, paced) {
    const { CloudWatchLogsClient, DescribeLogGroupsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
    // The group itself comes first among all that begin like it.
    const command = new DescribeLogGroupsCommand({ logGroupNamePrefix: name, limit: 1 });
    const { logGroups = [] } = await permitted('logs:DescribeLogGroups', () =>
      paced.of(CloudWatchLogsClient).send(command),
    );
    return logGroups.some(({ logGroupName }) => logGroupName === name);
  },
  async 'AWS::Lambda::Function'(FunctionName, paced) {
    const { LambdaClient, GetFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda');
    const asked = () => paced.of(LambdaClient).send(new GetFunctionConfigurationCommand({ FunctionName }));
    return (await orGone(permitted('lambda:GetFunctionConfiguration', asked), GONE)) !== undefined;
  },
  async 'AWS::IAM::Role'(RoleName, paced) {
    const { IAMClient, GetRoleCommand } = await import('@aws-sdk/client-iam');
    const asked = () => paced.of(IAMClient).send(new GetRoleCommand({ RoleName }));
    return (await orGone(permitted('iam:GetRole', asked), GONE)) !== undefined;
  },
};

const trailAnswers = ({ paced }: DoctorClients): Pick<ResourceCalls, 'trails' | 'isLogging'> => ({
  async trails() {
    const { CloudTrailClient, DescribeTrailsCommand } = await import('@aws-sdk/client-cloudtrail');
    const asked = () => paced.of(CloudTrailClient).send(new DescribeTrailsCommand({ includeShadowTrails: true }));
    const { trailList = [] } = await permitted('cloudtrail:DescribeTrails', asked);
    return trailList.map(({ Name: name = '', TrailARN: arn = '' }) => ({ name, arn }));
  },
  async isLogging(Name) {
    const { CloudTrailClient, GetTrailStatusCommand } = await import('@aws-sdk/client-cloudtrail');
    const asked = () => paced.of(CloudTrailClient).send(new GetTrailStatusCommand({ Name }));
    return (await permitted('cloudtrail:GetTrailStatus', asked)).IsLogging === true;
  },
});

const keyAnswers = ({ paced }: DoctorClients): Pick<ResourceCalls, 'keyState' | 'listeners'> => ({
  async keyState(KeyId) {
    const { KMSClient, DescribeKeyCommand } = await import('@aws-sdk/client-kms');
    const asked = () => paced.of(KMSClient).send(new DescribeKeyCommand({ KeyId }));
    const answer = await permitted('kms:DescribeKey', async () => {
      try {
        return await asked();
      } catch (error) {
        if (named(error, /^NotFoundException$/)) return { KeyMetadata: { KeyState: 'gone' } };
        throw error;
      }
    });
    return answer.KeyMetadata?.KeyState ?? 'unknown';
  },
  async listeners(TopicArn) {
    const { SNSClient, paginateListSubscriptionsByTopic } = await import('@aws-sdk/client-sns');
    return permitted('sns:ListSubscriptionsByTopic', async () => {
      const found: string[] = [];
      for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
        { client: paced.of(SNSClient) },
        { TopicArn },
      ))
        found.push(...Subscriptions.map(({ SubscriptionArn = '' }) => SubscriptionArn));
      // One that somebody has ended is `Deleted` for some days: https://github.com/ansible/ansible/pull/20086
      const confirmed = found.filter((arn) => arn.startsWith('arn:')).length;
      return { confirmed, pending: found.filter((arn) => arn === 'PendingConfirmation').length };
    });
  },
});

import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient, DescribeTrailsCommand } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeFlowLogsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { IAMClient, ListPoliciesCommand, ListRolesCommand } from '@aws-sdk/client-iam';
import { DescribeKeyCommand, KMSClient, ListAliasesCommand, ListKeysCommand } from '@aws-sdk/client-kms';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Delivered } from './delivered';

/** Everything there is in an account, as `<service>: <name>`; keys with their state. */
export const inventory = async (delivered: Delivered, account: string): Promise<readonly string[]> => {
  const settings = delivered.as(account);
  const ec2 = new EC2Client(settings);
  const iam = new IAMClient(settings);
  const kms = new KMSClient(settings);
  const questions: Readonly<Record<string, () => Promise<readonly (string | undefined)[]>>> = {
    bucket: async () => {
      const { Buckets: found = [] } = await new S3Client(settings).send(new ListBucketsCommand({}));
      return found.map(({ Name }) => Name);
    },
    'log group': async () => {
      const { logGroups = [] } = await new CloudWatchLogsClient(settings).send(new DescribeLogGroupsCommand({}));
      return logGroups.map(({ logGroupName }) => logGroupName);
    },
    function: async () => {
      const { Functions: found = [] } = await new LambdaClient(settings).send(new ListFunctionsCommand({}));
      return found.map(({ FunctionName }) => FunctionName);
    },
    role: async () => {
      const { Roles: found = [] } = await iam.send(new ListRolesCommand({ MaxItems: 1000 }));
      return found.map(({ RoleName }) => RoleName);
    },
    policy: async () => {
      const { Policies: found = [] } = await iam.send(new ListPoliciesCommand({ Scope: 'Local', MaxItems: 1000 }));
      return found.map(({ PolicyName }) => PolicyName);
    },
    topic: async () => {
      const { Topics: found = [] } = await new SNSClient(settings).send(new ListTopicsCommand({}));
      return found.map(({ TopicArn }) => TopicArn);
    },
    queue: async () => (await new SQSClient(settings).send(new ListQueuesCommand({}))).QueueUrls ?? [],
    'event rule': async () => {
      const { Rules: found = [] } = await new EventBridgeClient(settings).send(new ListRulesCommand({}));
      return found.map(({ Name }) => Name);
    },
    secret: async () => {
      const request = new ListSecretsCommand({ IncludePlannedDeletion: true });
      const { SecretList: found = [] } = await new SecretsManagerClient(settings).send(request);
      return found.map(({ Name }) => Name);
    },
    trail: async () => {
      const { trailList = [] } = await new CloudTrailClient(settings).send(new DescribeTrailsCommand({}));
      return trailList.map(({ Name }) => Name);
    },
    vpc: async () => ((await ec2.send(new DescribeVpcsCommand({}))).Vpcs ?? []).map(({ VpcId }) => VpcId),
    subnet: async () => ((await ec2.send(new DescribeSubnetsCommand({}))).Subnets ?? []).map((each) => each.SubnetId),
    'security group': async () =>
      ((await ec2.send(new DescribeSecurityGroupsCommand({}))).SecurityGroups ?? []).map(({ GroupId }) => GroupId),
    endpoint: async () =>
      ((await ec2.send(new DescribeVpcEndpointsCommand({}))).VpcEndpoints ?? [])
        .filter(({ State }) => `${State}` !== 'deleted')
        .map(({ VpcEndpointId }) => VpcEndpointId),
    'flow log': async () =>
      ((await ec2.send(new DescribeFlowLogsCommand({}))).FlowLogs ?? []).map(({ FlowLogId }) => FlowLogId),
    'network interface': async () =>
      ((await ec2.send(new DescribeNetworkInterfacesCommand({}))).NetworkInterfaces ?? []).map(
        ({ NetworkInterfaceId }) => NetworkInterfaceId,
      ),
    alias: async () => {
      const { Aliases: found = [] } = await kms.send(new ListAliasesCommand({}));
      return found.filter(({ TargetKeyId }) => TargetKeyId !== undefined).map(({ AliasName }) => AliasName);
    },
    key: async () => {
      const { Keys: found = [] } = await kms.send(new ListKeysCommand({}));
      return Promise.all(
        found.map(async ({ KeyId }) => {
          const { KeyMetadata: key } = await kms.send(new DescribeKeyCommand({ KeyId }));
          return `${key?.KeyState} ${key?.Description}`;
        }),
      );
    },
    stack: async () => {
      const { StackSummaries: found = [] } = await new CloudFormationClient(settings).send(new ListStacksCommand({}));
      return found.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE').map(({ StackName }) => StackName);
    },
  };
  const answers = Object.entries(questions).map(async ([kind, ask]) => (await ask()).map((name) => `${kind}: ${name}`));
  return (await Promise.all(answers)).flat().sort();
};

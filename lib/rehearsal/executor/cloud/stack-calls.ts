import { parse } from 'yaml';
import type { SdkClients } from './clients';
import type { ExecutorCloud, StackInput } from './cloud';

/** Makes some of the calls through the given clients. */
export type Calls<Name extends keyof ExecutorCloud> = (
  clients: SdkClients,
  options: { readonly abortSignal: AbortSignal },
) => Pick<ExecutorCloud, Name>;

/** CloudFormation's stacks. */
export const stackCalls: Calls<'findStack' | 'createStack' | 'updateStack' | 'deleteStack' | 'stackEvents'> = (
  clients,
  options,
) => ({
  async findStack(access, stackName) {
    const { sdk, client } = await clients.cloudFormation(access);
    const answer = await client
      .send(new sdk.DescribeStacksCommand({ StackName: stackName }), options)
      .catch(undefinedIfAbsent);
    return answer?.Stacks?.[0];
  },

  async createStack(access, input) {
    const { sdk, client } = await clients.cloudFormation(access);
    await client.send(new sdk.CreateStackCommand({ ...operation(input), ...policyOf(input) }), options);
  },

  async updateStack(access, input) {
    const { sdk, client } = await clients.cloudFormation(access);
    await client.send(new sdk.UpdateStackCommand({ ...operation(input), ...policyOf(input) }), options);
  },

  async deleteStack(access, stackName, roleArn) {
    const { sdk, client } = await clients.cloudFormation(access);
    await client.send(new sdk.DeleteStackCommand({ StackName: stackName, RoleARN: roleArn }), options);
  },

  async stackEvents(access, stackName, nextToken) {
    const { sdk, client } = await clients.cloudFormation(access);
    const request = { StackName: stackName, NextToken: nextToken };
    const page = await client.send(new sdk.DescribeStackEventsCommand(request), options);
    return { events: page.StackEvents ?? [], ...(page.NextToken === undefined ? {} : { nextToken: page.NextToken }) };
  },
});

/** The template that deployed a pipeline. */
export const ownerCalls: Calls<'pipelineProperties'> = (clients, options) => ({
  async pipelineProperties(access, name) {
    const { sdk, client } = await clients.cloudFormation(access);
    const owner = await client
      .send(new sdk.DescribeStackResourcesCommand({ PhysicalResourceId: name }), options)
      .catch(undefinedIfAbsent);
    const resource = owner?.StackResources?.find(
      ({ PhysicalResourceId: id, ResourceType: type }) => id === name && type === 'AWS::CodePipeline::Pipeline',
    );
    if (resource?.LogicalResourceId === undefined) return undefined;
    const { TemplateBody: body } = await client.send(
      new sdk.GetTemplateCommand({ StackName: resource.StackName, TemplateStage: 'Processed' }),
      options,
    );
    const template: Template = parse(body ?? '', { logLevel: 'error' });
    return template.Resources?.[resource.LogicalResourceId]?.Properties;
  },
});

/** CloudFormation's change sets. */
export const changeSetCalls: Calls<
  'createChangeSet' | 'findChangeSet' | 'changeSetProblems' | 'deleteChangeSet' | 'executeChangeSet'
> = (clients, options) => ({
  async createChangeSet(access, name, type, input) {
    const { sdk, client } = await clients.cloudFormation(access);
    const request = { ...operation(input), ChangeSetName: name, ChangeSetType: type };
    await client.send(new sdk.CreateChangeSetCommand(request), options);
  },

  async findChangeSet(access, stackName, name) {
    const { sdk, client } = await clients.cloudFormation(access);
    const found = await client
      .send(new sdk.DescribeChangeSetCommand({ StackName: stackName, ChangeSetName: name }), options)
      .catch(undefinedIfAbsent);
    return found?.Status === undefined ? undefined : { status: found.Status, reason: found.StatusReason ?? '' };
  },

  async changeSetProblems(access, stackName, name) {
    const { sdk, client } = await clients.cloudFormation(access);
    const request = { StackName: stackName, ChangeSetName: name, Filters: { FailedEvents: true } };
    const { OperationEvents: events = [] } = await client.send(new sdk.DescribeEventsCommand(request), options);
    return events.map(({ ValidationPath: path, ValidationStatusReason: reason }) => `${path}: ${reason}`);
  },

  async deleteChangeSet(access, stackName, name) {
    const { sdk, client } = await clients.cloudFormation(access);
    await client.send(new sdk.DeleteChangeSetCommand({ StackName: stackName, ChangeSetName: name }), options);
  },

  async executeChangeSet(access, stackName, name) {
    const { sdk, client } = await clients.cloudFormation(access);
    await client.send(new sdk.ExecuteChangeSetCommand({ StackName: stackName, ChangeSetName: name }), options);
  },
});

interface Template {
  readonly Resources?: Readonly<Record<string, { readonly Properties?: Readonly<Record<string, unknown>> }>>;
}

const operation = ({ stackName, template, parameters, tags, capabilities, roleArn }: StackInput) => ({
  StackName: stackName,
  ...('body' in template ? { TemplateBody: template.body } : { TemplateURL: template.url }),
  Parameters: Object.entries(parameters).map(([key, value]) => ({ ParameterKey: key, ParameterValue: value })),
  Tags: Object.entries(tags).map(([key, value]) => ({ Key: key, Value: value })),
  Capabilities: capabilities.map((capability) => capability as 'CAPABILITY_IAM'),
  RoleARN: roleArn,
});

const policyOf = ({ stackPolicy }: StackInput) => (stackPolicy === undefined ? {} : { StackPolicyBody: stackPolicy });

/** CloudFormation says that something does not exist in two ways. */
const undefinedIfAbsent = (error: unknown): undefined => {
  if (error instanceof Error) {
    if (error.name === 'ChangeSetNotFoundException' || error.name === 'ChangeSetNotFound') return undefined;
    if (error.name === 'ValidationError' && /does not exist/.test(error.message)) return undefined;
  }
  throw error;
};

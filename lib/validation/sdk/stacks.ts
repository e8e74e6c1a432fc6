import type { StackCloud } from '../cloud/stacks';
import { type Api, given, named, pageOf, required } from './api';

/** CloudFormation has no error of its own for a stack that is not there. */
const orNoStack = async <T>(call: Promise<T>): Promise<T | undefined> => {
  try {
    return await call;
  } catch (error) {
    if (named(error, /^ValidationError$/) && error.message.includes('does not exist')) return undefined;
    throw error;
  }
};

/** The calls to CloudFormation. */
export const stackCalls = (api: Api): StackCloud => {
  const cloudFormation = async () => {
    const sdk = await import('@aws-sdk/client-cloudformation');
    return { sdk, client: api.clients.of(sdk.CloudFormationClient) };
  };
  return {
    stack: (name) =>
      api.asking('cloudformation:DescribeStacks', async () => {
        const { sdk, client } = await cloudFormation();
        const answer = await orNoStack(client.send(new sdk.DescribeStacksCommand({ StackName: name })));
        if (!answer) return undefined;
        const {
          EnableTerminationProtection,
          Outputs = [],
          StackStatus,
        } = required(answer.Stacks?.[0], `stack ${name}`);
        return {
          protected: EnableTerminationProtection === true,
          outputs: Object.fromEntries(
            Outputs.map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']),
          ),
          ...given('status', StackStatus),
        };
      }),

    stackResources: (name, nextToken) =>
      api.asking('cloudformation:ListStackResources', async () => {
        const { sdk, client } = await cloudFormation();
        const page = await orNoStack(
          client.send(new sdk.ListStackResourcesCommand({ StackName: name, NextToken: nextToken })),
        );
        if (!page) return undefined;
        const resources = (page.StackResourceSummaries ?? []).map((each) => ({
          logicalId: required(each.LogicalResourceId, `a logical id of ${name}`),
          physicalId: each.PhysicalResourceId ?? '',
          type: required(each.ResourceType, `the type of ${each.LogicalResourceId}`),
          status: each.ResourceStatus ?? 'unknown',
          drift: each.DriftInformation?.StackResourceDriftStatus ?? 'NOT_CHECKED',
        }));
        return pageOf(resources, page.NextToken);
      }),

    stackPolicy: (name) =>
      api.asking('cloudformation:GetStackPolicy', async () => {
        const { sdk, client } = await cloudFormation();
        const answer = await orNoStack(client.send(new sdk.GetStackPolicyCommand({ StackName: name })));
        return answer?.StackPolicyBody;
      }),

    template: (name) =>
      api.asking('cloudformation:GetTemplate', async () => {
        const { sdk, client } = await cloudFormation();
        const answer = await orNoStack(
          client.send(new sdk.GetTemplateCommand({ StackName: name, TemplateStage: 'Original' })),
        );
        return answer && required(answer.TemplateBody, `the template of ${name}`);
      }),
  };
};

import { named } from '../../aws/call-refused';
import type { PacedClients } from '../calls/clients';
import type { ResultPage } from '../pages';
import { type Api, given, pageOf, present } from './api';

/** A CloudFormation stack as the API describes it. */
export interface DescribedStack {
  /** Whether deleting it is refused. */
  readonly protected: boolean;
  readonly outputs: Readonly<Record<string, string>>;
  /** For example `CREATE_COMPLETE`, which a stack keeps until something in it is updated. */
  readonly status?: string;
}

/** What a stack owns. */
export interface StackResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  /** When CloudFormation last changed it, in milliseconds since 1970. */
  readonly changedAt: number;
}

/** A drift detection as it stands. */
export interface DriftDetection {
  /** For example `DETECTION_IN_PROGRESS`. */
  readonly status: string;
  readonly reason?: string;
}

/** One property that is not as the template says. */
export interface PropertyDrift {
  readonly path: string;
  readonly kind: string;
  readonly expected: string;
  readonly actual: string;
}

/** What the last drift detection found of a resource. */
export interface ResourceDrift {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly properties: readonly PropertyDrift[];
}

const cloudFormation = async (clients: PacedClients) => {
  const sdk = await import('@aws-sdk/client-cloudformation');
  return { sdk, client: clients.of(sdk.CloudFormationClient) };
};

/** CloudFormation has no error of its own for a stack that is not there. */
const orNoStack = async <T>(call: Promise<T>): Promise<T | undefined> => {
  try {
    return await call;
  } catch (error) {
    if (named(error, /^ValidationError$/) && error.message.includes('does not exist')) return undefined;
    throw error;
  }
};

/** What a validation asks of CloudFormation. */
export const cloudFormationCalls = {
  stack: (api: Api, name: string): Promise<DescribedStack | undefined> =>
    api.ask('cloudformation:DescribeStacks', cloudFormation, async ({ sdk, client }) => {
      const answer = await orNoStack(client.send(new sdk.DescribeStacksCommand({ StackName: name })));
      if (!answer) return undefined;
      const { EnableTerminationProtection, Outputs = [], StackStatus } = present(answer.Stacks?.[0], `stack ${name}`);
      return {
        protected: EnableTerminationProtection === true,
        outputs: Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? ''])),
        ...given('status', StackStatus),
      };
    }),

  stackResources: (
    api: Api,
    name: string,
    nextToken: string | undefined,
  ): Promise<ResultPage<StackResource> | undefined> =>
    api.ask('cloudformation:ListStackResources', cloudFormation, async ({ sdk, client }) => {
      const page = await orNoStack(
        client.send(new sdk.ListStackResourcesCommand({ StackName: name, NextToken: nextToken })),
      );
      if (!page) return undefined;
      return pageOf(page.NextToken, page.StackResourceSummaries, (each) => ({
        logicalId: present(each.LogicalResourceId, `a logical id of ${name}`),
        physicalId: each.PhysicalResourceId ?? '',
        type: present(each.ResourceType, `the type of ${each.LogicalResourceId}`),
        status: each.ResourceStatus ?? 'unknown',
        changedAt: present(each.LastUpdatedTimestamp, `when ${each.LogicalResourceId} was changed`).getTime(),
      }));
    }),

  /** Starts a detection of at most 200 resources; its id. */
  beginDriftDetection: (api: Api, name: string, logicalIds: readonly string[]): Promise<string> =>
    api.ask('cloudformation:DetectStackDrift', cloudFormation, async ({ sdk, client }) => {
      const command = new sdk.DetectStackDriftCommand({ StackName: name, LogicalResourceIds: [...logicalIds] });
      return present((await client.send(command)).StackDriftDetectionId, `the id of the drift detection of ${name}`);
    }),

  driftDetection: (api: Api, id: string): Promise<DriftDetection> =>
    api.ask('cloudformation:DescribeStackDriftDetectionStatus', cloudFormation, async ({ sdk, client }) => {
      const command = new sdk.DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId: id });
      const { DetectionStatus, DetectionStatusReason } = await client.send(command);
      return {
        status: present(DetectionStatus, `the status of drift detection ${id}`),
        ...given('reason', DetectionStatusReason),
      };
    }),

  resourceDrifts: (api: Api, name: string, nextToken: string | undefined): Promise<ResultPage<ResourceDrift>> =>
    api.ask('cloudformation:DescribeStackResourceDrifts', cloudFormation, async ({ sdk, client }) => {
      const page = await client.send(
        new sdk.DescribeStackResourceDriftsCommand({ StackName: name, NextToken: nextToken, MaxResults: 100 }),
      );
      return pageOf(page.NextToken, page.StackResourceDrifts, (each) => ({
        logicalId: present(each.LogicalResourceId, `a logical id of ${name}`),
        physicalId: each.PhysicalResourceId ?? '',
        type: present(each.ResourceType, `the type of ${each.LogicalResourceId}`),
        status: each.StackResourceDriftStatus ?? 'UNKNOWN',
        properties: (each.PropertyDifferences ?? []).map((property) => ({
          path: property.PropertyPath ?? '',
          kind: property.DifferenceType ?? '',
          expected: property.ExpectedValue ?? '',
          actual: property.ActualValue ?? '',
        })),
      }));
    }),

  /** The stack's policy as JSON text; undefined where it has none. */
  stackPolicy: (api: Api, name: string): Promise<string | undefined> =>
    api.ask('cloudformation:GetStackPolicy', cloudFormation, async ({ sdk, client }) => {
      const answer = await orNoStack(client.send(new sdk.GetStackPolicyCommand({ StackName: name })));
      return answer?.StackPolicyBody;
    }),

  /** The template as it was deployed, as text. */
  template: (api: Api, name: string): Promise<string | undefined> =>
    api.ask('cloudformation:GetTemplate', cloudFormation, async ({ sdk, client }) => {
      const answer = await orNoStack(
        client.send(new sdk.GetTemplateCommand({ StackName: name, TemplateStage: 'Original' })),
      );
      return answer && present(answer.TemplateBody, `the template of ${name}`);
    }),
};

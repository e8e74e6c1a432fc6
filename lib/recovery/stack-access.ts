import { setTimeout } from 'node:timers/promises';
import type * as Sdk from '@aws-sdk/client-cloudformation';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { SessionCredentials } from '../aws/assume-role';
import { permitted } from '../aws/call-refused';
import type { HeldResource, RecoveryStep, StackFacts, WaitingChangeSet } from './stuck';

/** The stacks of one account and region. Every call fails with a `CallRefused` where a permission is missing. */
export interface StackAccess {
  /** Undefined where there is no stack of that name. */
  facts(stack: string): Promise<StackFacts | undefined>;
  /** Does a step to its end, and answers the status in which the stack then is; undefined where it is gone. */
  perform(stack: string, step: RecoveryStep): Promise<string | undefined>;
}

/** Where, as whom, and what ends it. */
export interface StackAccessOptions {
  readonly region: string;
  readonly credentials: SessionCredentials;
  readonly signal: AbortSignal;
}

/** How often a stack is asked how far it is. */
const POLL_MILLISECONDS = 1_000;

/** CloudFormation by its SDK, whose package is loaded only then. */
export const stackAccess = async ({ signal, ...settings }: StackAccessOptions): Promise<StackAccess> => {
  const sdk = await import('@aws-sdk/client-cloudformation');
  const client = new sdk.CloudFormationClient({ ...settings, retryMode: 'adaptive' });
  const asked: Asked = { sdk, client, signal };
  return {
    facts: async (name) => {
      const stack = await described(asked, name);
      if (stack === undefined) return undefined;
      const { status, isProtected } = stack;
      return { name, status, isProtected, resources: await held(asked, name), changeSets: await waiting(asked, name) };
    },
    perform: (name, step) => perform(asked, name, step),
  };
};

interface Asked {
  readonly sdk: typeof Sdk;
  readonly client: CloudFormationClient;
  readonly signal: AbortSignal;
}

const described = async ({ sdk, client, signal }: Asked, StackName: string) => {
  try {
    const { Stacks: [stack] = [] } = await permitted('cloudformation:DescribeStacks', () =>
      client.send(new sdk.DescribeStacksCommand({ StackName }), { abortSignal: signal }),
    );
    if (stack === undefined) return undefined;
    const { StackId: id = '', StackStatus: status = '', EnableTerminationProtection: isProtected = false } = stack;
    return { id, status, isProtected };
  } catch (error) {
    // CloudFormation has no name for it: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
    if (error instanceof Error && / does not exist$/.test(error.message)) return undefined;
    throw error;
  }
};

const held = ({ sdk, client, signal }: Asked, StackName: string): Promise<readonly HeldResource[]> =>
  permitted('cloudformation:ListStackResources', async () => {
    const found: HeldResource[] = [];
    for await (const page of sdk.paginateListStackResources({ client }, { StackName }, { abortSignal: signal }))
      for (const each of page.StackResourceSummaries ?? [])
        found.push({
          logicalId: each.LogicalResourceId ?? '',
          type: each.ResourceType ?? '',
          id: each.PhysicalResourceId ?? '',
          status: each.ResourceStatus ?? '',
        });
    return found;
  });

const waiting = ({ sdk, client, signal }: Asked, StackName: string): Promise<readonly WaitingChangeSet[]> =>
  permitted('cloudformation:ListChangeSets', async () => {
    const found: WaitingChangeSet[] = [];
    for await (const page of sdk.paginateListChangeSets({ client }, { StackName }, { abortSignal: signal }))
      for (const { ChangeSetName: name = '', Status: status = '' } of page.Summaries ?? [])
        found.push({ name, status });
    return found;
  });

const perform = async (asked: Asked, StackName: string, step: RecoveryStep): Promise<string | undefined> => {
  const { sdk, client, signal } = asked;
  const abortSignal = { abortSignal: signal };
  switch (step.does) {
    case 'delete-change-set':
      await permitted('cloudformation:DeleteChangeSet', () =>
        client.send(new sdk.DeleteChangeSetCommand({ StackName, ChangeSetName: step.changeSet }), abortSignal),
      );
      break;
    case 'continue-rollback':
      await permitted('cloudformation:ContinueUpdateRollback', () =>
        client.send(new sdk.ContinueUpdateRollbackCommand({ StackName }), abortSignal),
      );
      break;
    case 'delete-stack': {
      if (step.unprotects)
        await permitted('cloudformation:UpdateTerminationProtection', () =>
          client.send(
            new sdk.UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: false }),
            abortSignal,
          ),
        );
      await permitted('cloudformation:DeleteStack', () =>
        client.send(new sdk.DeleteStackCommand({ StackName }), abortSignal),
      );
    }
  }
  return settled(asked, StackName);
};

/** The status in which an operation has left a stack; undefined where it is gone. */
const settled = async (asked: Asked, name: string): Promise<string | undefined> => {
  for (;;) {
    const stack = await described(asked, name);
    if (stack === undefined) return undefined;
    // A stack in review has nothing under way; neither has one whose change set alone was deleted.
    if (!stack.status.endsWith('_IN_PROGRESS') || stack.status === 'REVIEW_IN_PROGRESS') return stack.status;
    await setTimeout(POLL_MILLISECONDS, undefined, { signal: asked.signal });
  }
};

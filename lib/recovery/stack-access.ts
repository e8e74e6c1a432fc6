import type { SessionCredentials } from '../aws/assume-role';
import { permitted } from '../aws/call-refused';
import { adopt } from './adopt';
import { type CloudFormationAsked, described, settled } from './cloudformation-asked';
import { deletedStacks, deletedTemplate } from './deleted-stack';
import type { HeldResource, LeftBehind, RecoveryStep, StackFacts, WaitingChangeSet } from './stuck';

/** The stacks of one account and region. Every call fails with a `CallRefused` where a permission is missing. */
export interface StackAccess {
  /** Undefined where there is no stack of that name. */
  facts(stack: string): Promise<StackFacts | undefined>;
  /** What the newest deleted stack of that name that has left anything has left. CloudFormation remembers deleted stacks for ninety days. */
  leftBehind(stack: string): Promise<LeftBehind | undefined>;
  /** Does a step to its end, and answers what went wrong; undefined where nothing did. */
  perform(stack: string, step: RecoveryStep): Promise<string | undefined>;
}

/** Where, as whom, and what ends it. */
export interface StackAccessOptions {
  readonly region: string;
  readonly credentials: SessionCredentials;
  readonly signal: AbortSignal;
}

/** CloudFormation by its SDK, whose package is loaded only then. */
export const stackAccess = async ({ signal, ...settings }: StackAccessOptions): Promise<StackAccess> => {
  const sdk = await import('@aws-sdk/client-cloudformation');
  const client = new sdk.CloudFormationClient({ ...settings, retryMode: 'adaptive' });
  const asked: CloudFormationAsked = { sdk, client, signal };
  return {
    facts: async (name) => {
      const stack = await described(asked, name);
      if (stack === undefined) return undefined;
      const { status, isProtected } = stack;
      return { name, status, isProtected, resources: await held(asked, name), changeSets: await waiting(asked, name) };
    },
    leftBehind: async (name) => {
      for (const from of await deletedStacks(asked, name)) {
        const skipped = (await held(asked, from)).filter(({ status }) => status === 'DELETE_SKIPPED');
        if (skipped.length > 0) return { from, held: skipped };
      }
      return undefined;
    },
    perform: (name, step) => perform(asked, name, step),
  };
};

const held = ({ sdk, client, signal }: CloudFormationAsked, StackName: string): Promise<readonly HeldResource[]> =>
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

const waiting = (
  { sdk, client, signal }: CloudFormationAsked,
  StackName: string,
): Promise<readonly WaitingChangeSet[]> =>
  permitted('cloudformation:ListChangeSets', async () => {
    const found: WaitingChangeSet[] = [];
    for await (const page of sdk.paginateListChangeSets({ client }, { StackName }, { abortSignal: signal }))
      for (const { ChangeSetName: name = '', Status: status = '' } of page.Summaries ?? [])
        found.push({ name, status });
    return found;
  });

const perform = async (
  asked: CloudFormationAsked,
  StackName: string,
  step: RecoveryStep,
): Promise<string | undefined> => {
  const { sdk, client, signal } = asked;
  const abortSignal = { abortSignal: signal };
  switch (step.does) {
    case 'import-resources':
      return adopt(asked, StackName, await deletedTemplate(asked, step.from), step.held);
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
  const status = await settled(asked, StackName);
  return status?.endsWith('_FAILED') ? `left it in ${status}` : undefined;
};

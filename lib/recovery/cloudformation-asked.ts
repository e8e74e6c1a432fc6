import { setTimeout } from 'node:timers/promises';
import type * as Sdk from '@aws-sdk/client-cloudformation';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { permitted } from '../aws/call-refused';

/** How often a stack is asked how far it is. */
export const POLL_MILLISECONDS = 1_000;

/** How CloudFormation is asked. */
export interface CloudFormationAsked {
  readonly sdk: typeof Sdk;
  readonly client: CloudFormationClient;
  readonly signal: AbortSignal;
}

/** A stack of that name; undefined where there is none. */
export const described = async ({ sdk, client, signal }: CloudFormationAsked, StackName: string) => {
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

/** The status in which an operation has left a stack; undefined where it is gone. */
export const settled = async (asked: CloudFormationAsked, name: string): Promise<string | undefined> => {
  for (;;) {
    const stack = await described(asked, name);
    if (stack === undefined) return undefined;
    // A stack in review has nothing under way; neither has one whose change set alone was deleted.
    if (!stack.status.endsWith('_IN_PROGRESS') || stack.status === 'REVIEW_IN_PROGRESS') return stack.status;
    await setTimeout(POLL_MILLISECONDS, undefined, { signal: asked.signal });
  }
};

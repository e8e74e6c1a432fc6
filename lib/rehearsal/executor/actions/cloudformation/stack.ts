import type { ActionContext, Outcome } from '../handler';
import { isNoUpdates } from './no-updates';
import { outputsOf } from './outputs';
import { required } from './required';
import { settle } from './settle';
import { stackInput } from './stack-input';

/** States from which REPLACE_ON_FAILURE starts anew. */
const FAILED: ReadonlySet<string> = new Set([
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'CREATE_FAILED',
  'DELETE_FAILED',
  'UPDATE_ROLLBACK_FAILED',
]);

/** Creates the stack, or updates it where it exists; an update without changes is fine. */
export async function createOrUpdate(context: ActionContext): Promise<Outcome> {
  const { cloud, access, log } = context;
  const stackName = required(context.configuration, 'StackName');
  const [input, stack] = await Promise.all([stackInput(context), cloud.findStack(access, stackName)]);
  try {
    const status = await settle(context, stackName, () =>
      stack === undefined ? cloud.createStack(access, input) : cloud.updateStack(access, input),
    );
    return { status: 'Succeeded', summary: `${stackName}: ${status}`, ...(await outputsOf(context, stackName)) };
  } catch (error) {
    if (!isNoUpdates(error)) throw error;
    log(`Stack ${stackName} has no changes`);
    return { status: 'Succeeded', summary: `${stackName}: no changes`, ...(await outputsOf(context, stackName)) };
  }
}

/** As `createOrUpdate`, but a stack in a failed state is deleted first. */
export async function replaceOnFailure(context: ActionContext): Promise<Outcome> {
  const stackName = required(context.configuration, 'StackName');
  const stack = await context.cloud.findStack(context.access, stackName);
  if (stack?.StackStatus !== undefined && FAILED.has(stack.StackStatus)) await remove(context, stackName);
  return createOrUpdate(context);
}

/** Deletes the stack; one that does not exist is fine. */
export async function deleteOnly(context: ActionContext): Promise<Outcome> {
  const stackName = required(context.configuration, 'StackName');
  const stack = await context.cloud.findStack(context.access, stackName);
  if (stack === undefined) return { status: 'Succeeded', summary: `${stackName}: does not exist` };
  return { status: 'Succeeded', summary: `${stackName}: ${await remove(context, stackName)}` };
}

function remove(context: ActionContext, stackName: string): Promise<string> {
  const { cloud, access, configuration } = context;
  return settle(context, stackName, () => cloud.deleteStack(access, stackName, configuration['RoleArn']));
}

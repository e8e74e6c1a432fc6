import { Failure } from '../../failure';
import type { ActionContext, ActionOutcome, Handler } from '../handler';
import { executeChangeSet, replaceChangeSet } from './change-set';
import { outputsOf, settle } from './settle';
import { requiredValue, stackInput } from './stack-input';

/** Whether CloudFormation refused an update because it would change nothing. */
export const isNoUpdates = (error: unknown): boolean =>
  error instanceof Error && /No updates are to be performed/.test(error.message);

/** States from which REPLACE_ON_FAILURE starts anew. */
const FAILED: ReadonlySet<string> = new Set([
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'CREATE_FAILED',
  'DELETE_FAILED',
  'UPDATE_ROLLBACK_FAILED',
]);

/** Creates the stack, or updates it where it exists; an update without changes is fine. */
export const createOrUpdate = async (context: ActionContext): Promise<ActionOutcome> => {
  const { cloud, access, log } = context;
  const stackName = requiredValue(context.configuration, 'StackName');
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
};

/** As `createOrUpdate`, but a stack in a failed state is deleted first. */
export const replaceOnFailure = async (context: ActionContext): Promise<ActionOutcome> => {
  const stackName = requiredValue(context.configuration, 'StackName');
  const stack = await context.cloud.findStack(context.access, stackName);
  if (stack?.StackStatus !== undefined && FAILED.has(stack.StackStatus)) await remove(context, stackName);
  return createOrUpdate(context);
};

/** Deletes the stack; one that does not exist is fine. */
export const deleteOnly = async (context: ActionContext): Promise<ActionOutcome> => {
  const stackName = requiredValue(context.configuration, 'StackName');
  const stack = await context.cloud.findStack(context.access, stackName);
  if (stack === undefined) return { status: 'Succeeded', summary: `${stackName}: does not exist` };
  return { status: 'Succeeded', summary: `${stackName}: ${await remove(context, stackName)}` };
};

const remove = (context: ActionContext, stackName: string): Promise<string> => {
  const { cloud, access, configuration } = context;
  return settle(context, stackName, () => cloud.deleteStack(access, stackName, configuration['RoleArn']));
};

const MODES: Readonly<Record<string, (context: ActionContext) => Promise<ActionOutcome>>> = {
  CHANGE_SET_REPLACE: replaceChangeSet,
  CHANGE_SET_EXECUTE: executeChangeSet,
  CREATE_UPDATE: createOrUpdate,
  REPLACE_ON_FAILURE: replaceOnFailure,
  DELETE_ONLY: deleteOnly,
};

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html */
export const cloudFormation: Handler = {
  run(context) {
    const { ActionMode: name = '' } = context.configuration;
    const mode = MODES[name];
    if (mode === undefined) throw new Failure(`ActionMode ${name} cannot be rehearsed`);
    return mode(context);
  },
};

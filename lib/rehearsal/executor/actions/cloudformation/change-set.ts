import type { ChangeSetState } from '../../cloud/cloud';
import { describeError, Failure } from '../../failure';
import type { ActionContext, ActionOutcome } from '../handler';
import { outputsOf, poll, readerOf, settle } from './settle';
import { requiredValue, stackInput } from './stack-input';

/** Makes a change set anew; one without changes is fine, as in CodePipeline. */
export const replaceChangeSet = async (context: ActionContext): Promise<ActionOutcome> => {
  const { cloud, access, log, signal } = context;
  const stackName = requiredValue(context.configuration, 'StackName');
  const name = requiredValue(context.configuration, 'ChangeSetName');
  const [input, stack, old] = await Promise.all([
    stackInput(context),
    cloud.findStack(access, stackName),
    cloud.findChangeSet(access, stackName, name),
  ]);
  // A change set takes none, and what CodePipeline does with it then is not documented.
  if (input.stackPolicy !== undefined)
    throw new Failure('the StackPolicy of a TemplateConfiguration cannot be rehearsed for a change set');
  if (old !== undefined) await cloud.deleteChangeSet(access, stackName, name);
  const type = stack === undefined || stack.StackStatus === 'REVIEW_IN_PROGRESS' ? 'CREATE' : 'UPDATE';
  log(`Creating change set ${name} (${type}) of stack ${stackName} in ${access.region}`);
  await cloud.createChangeSet(access, name, type, input);
  const made = await poll(signal, async () => {
    const state = await cloud.findChangeSet(access, stackName, name);
    return state !== undefined && isSettled(state) ? state : undefined;
  });
  log(`Change set ${name}: ${made.status} ${made.reason}`);
  if (made.status === 'FAILED' && !hasNoChanges(made)) {
    const problems = await problemsOf(context, stackName, name, made);
    throw new Failure(`change set ${name} of stack ${stackName} failed: ${[made.reason, ...problems].join('; ')}`);
  }
  const what = made.status === 'FAILED' ? 'no changes' : 'change set created';
  return { status: 'Succeeded', summary: `${stackName}: ${what}` };
};

/** What early validation has found: its reason names only the check. */
const problemsOf = async (
  context: ActionContext,
  stackName: string,
  name: string,
  { reason }: ChangeSetState,
): Promise<readonly string[]> => {
  if (!reason.includes('AWS::EarlyValidation')) return [];
  return context.cloud
    .changeSetProblems(readerOf(context), stackName, name)
    .catch((error: unknown) => [`what it is cannot be read: ${describeError(error)}`]);
};

/** Executes a change set and follows the stack to its end. */
export const executeChangeSet = async (context: ActionContext): Promise<ActionOutcome> => {
  const { cloud, access, log } = context;
  const stackName = requiredValue(context.configuration, 'StackName');
  const name = requiredValue(context.configuration, 'ChangeSetName');
  const changeSet = await cloud.findChangeSet(access, stackName, name);
  if (changeSet === undefined) throw new Failure(`change set ${name} of stack ${stackName} does not exist`);
  if (hasNoChanges(changeSet)) {
    log(`Change set ${name} of stack ${stackName} has no changes: nothing to execute`);
    return { status: 'Succeeded', summary: `${stackName}: no changes`, ...(await outputsOf(context, stackName)) };
  }
  const stack = await settle(context, stackName, () => cloud.executeChangeSet(access, stackName, name));
  return { status: 'Succeeded', summary: `${stackName}: ${stack}`, ...(await outputsOf(context, stackName)) };
};

const isSettled = ({ status }: ChangeSetState): boolean => status === 'CREATE_COMPLETE' || status === 'FAILED';

/** CloudFormation has two sentences for it: one for templates with macros, one for those without. */
const hasNoChanges = ({ status, reason }: ChangeSetState): boolean =>
  status === 'FAILED' && /didn't contain changes|No updates are to be performed/.test(reason);

import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionLog } from './action-log';
import type { ActionOutcome } from './actions/handler';
import { handlerOf } from './actions/handlers';
import type { ArtifactExchange } from './artifacts/artifact-exchange';
import type { ExecutorCloud } from './cloud/cloud';
import type { Status } from './event';
import { describeError } from './failure';
import type { ActionRun, Notes } from './notes';
import type { ExecutorOptions } from './options';
import type { Orders } from './orders';
import { outOfTime } from './out-of-time';
import { kindOf, type Plan, type PlannedAction, type PlannedStage } from './plan/plan';
import type { Roles } from './roles';
import { resolveConfiguration } from './variables';

/** One run through the definition from Source on; a changed definition makes another attempt of the same execution. */
export interface ExecutionAttempt {
  readonly plan: Plan;
  readonly options: ExecutorOptions;
  readonly cloud: ExecutorCloud;
  readonly roles: Roles;
  readonly exchange: ArtifactExchange;
  /** Variables by namespace; succeeded actions add theirs. */
  readonly namespaces: Map<string, Readonly<Record<string, string>>>;
  /** What CodePipeline is to remember of it. */
  readonly notes: Notes;
  /** What it is told while it runs. */
  readonly orders: Orders;
  /** Actions that have succeeded, which a retry leaves alone. */
  readonly succeeded: Set<string>;
  /** Of these, builds that are known to have asked AWS for nothing. */
  readonly quiet: Set<string>;
  /** Private directory of this attempt. */
  readonly directory: string;
}

/** Names an action among those of an attempt. */
export const runKey = ({ stageName, actionName }: PlannedAction): string => `${stageName}/${actionName}`;

/** Runs the actions of a stage, but for what has succeeded already: those of one run order in parallel, and all of them to their end, before the next run order. */
export const runActions = async ({ actions }: PlannedStage, attempt: ExecutionAttempt): Promise<Status> => {
  const { signal } = attempt.options;
  const groups = byRunOrder(actions.filter((action) => !attempt.succeeded.has(runKey(action))));
  for (const group of groups) {
    const statuses = await Promise.all(group.map((action) => runAction(action, attempt)));
    if (signal.aborted) return 'Stopped';
    if (statuses.some((one) => one !== 'Succeeded')) return 'Failed';
    if (attempt.orders.stopping !== undefined && group !== groups.at(-1)) return 'Stopped';
  }
  return 'Succeeded';
};

const byRunOrder = (actions: readonly PlannedAction[]): readonly (readonly PlannedAction[])[] => {
  const orders = [...new Set(actions.map(({ runOrder }) => runOrder))].sort((a, b) => a - b);
  return orders.map((order) => actions.filter(({ runOrder }) => runOrder === order));
};

/** What a timer can hold, 24 days; CodePipeline lets an approval wait for longer. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Runs one action as its own role. Never rejects: whatever goes wrong is how the action ended. */
export const runAction = async (action: PlannedAction, attempt: ExecutionAttempt): Promise<Status> => {
  const { options, notes } = attempt;
  const run: ActionRun = { id: randomUUID(), token: randomUUID() };
  const log = new ActionLog(options.logDirectory, action, options.emit);
  const kind = kindOf(action);
  const { roleArn } = action;
  options.emit({ type: 'action-started', time: now(), action: kind, roleArn, log: log.path });

  const { signal, timedOut } = deadline(options.signal, action.timeoutInMinutes);
  let resolved = action.configuration;
  const begin = async (configuration: typeof resolved): Promise<void> => {
    resolved = configuration;
    await notes.action(action, run, 'InProgress', resolved);
  };
  const ended = await attemptAction(action, attempt, run, log, signal, begin).catch((error: unknown): Ended => {
    if (options.signal.aborted) return { status: 'Abandoned', summary: 'abandoned: the execution was stopped' };
    if (timedOut()) return { status: 'Failed', summary: outOfTime(action.timeoutInMinutes) };
    return { status: 'Failed', summary: describeError(error) };
  });
  if (ended.status !== 'Succeeded') log.write(`${ended.status}: ${ended.summary}`);
  const {
    status,
    summary,
    outputs = [],
    variables = {},
    ...more
  } = await log.close().then(
    () => ended,
    (error: unknown): Ended => ({ status: 'Failed', summary: `its log cannot be written: ${describeError(error)}` }),
  );
  const artifacts = status === 'Succeeded' ? await placesOf(action, attempt) : [];
  await notes.action(action, run, status, resolved, { summary, variables, artifacts });

  if (status === 'Succeeded') remember(action, attempt, variables, more);
  const end = { action: kind, status, summary, outputs, variables, ...cachedIn(more) };
  options.emit({ type: 'action-ended', time: now(), ...end });
  return status;
};

const cachedIn = ({ cached }: Pick<Ended, 'cached'>) => (cached === undefined ? {} : { cached });

/** What later actions are to know of one that has succeeded. */
const remember = (
  action: PlannedAction,
  { succeeded, quiet, namespaces }: ExecutionAttempt,
  variables: Readonly<Record<string, string>>,
  { isQuiet = false }: Pick<Ended, 'isQuiet'>,
): void => {
  succeeded.add(runKey(action));
  if (isQuiet) quiet.add(runKey(action));
  if (action.namespace !== undefined) namespaces.set(action.namespace, variables);
};

/** Where the artifacts lie that an action has made. */
const placesOf = ({ outputs, region }: PlannedAction, { exchange }: ExecutionAttempt) =>
  Promise.all(outputs.map(async (name) => ({ name, s3location: await exchange.locate(name, region) })));

type Ended = Omit<ActionOutcome, 'status'> & { readonly status: Status };

const attemptAction = async (
  action: PlannedAction,
  attempt: ExecutionAttempt,
  { token }: ActionRun,
  log: ActionLog,
  signal: AbortSignal,
  begin: (configuration: Readonly<Record<string, string>>) => Promise<void>,
): Promise<Ended> => {
  const { cloud, roles, exchange, orders, options, namespaces } = attempt;
  signal.throwIfAborted();
  const configuration = resolveConfiguration(action.configuration, namespaces, `action ${runKey(action)}`);
  await begin(configuration);
  const access = { credentials: await roles.action(action.ownRoleArn), region: action.region };
  const directory = join(attempt.directory, action.stageName, action.actionName);
  // A retry finds what the run before has left.
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const parts = { cloud, roles, exchange, orders, options };
  const follows = effectBefore(action, attempt);
  const context = {
    ...parts,
    ...(follows && { follows }),
    action,
    token,
    configuration,
    access,
    directory,
    log: log.write,
    signal,
  };
  const outcome = await handlerOf(action.type).run(context);
  options.signal.throwIfAborted();
  const { outputs = [] } = outcome;
  if (isBuilt(action, outcome)) await options.built?.(outputs);
  return outcome;
};

const isBuilt = ({ category }: PlannedAction, { status }: ActionOutcome): boolean =>
  status === 'Succeeded' && category === 'Build';

/** The first action before another one that may have changed something, by what is known of it. */
const effectBefore = (
  { stageName, runOrder }: PlannedAction,
  { plan, quiet }: ExecutionAttempt,
): string | undefined => {
  const stages = [...(plan.before ?? []), ...plan.stages];
  const own = stages.findIndex((stage) => stage.stageName === stageName);
  const earlier = stages.slice(0, own + 1).flatMap((stage, index) => {
    return index < own ? stage.actions : stage.actions.filter((action) => action.runOrder < runOrder);
  });
  const changing = earlier.filter(({ category }) => category !== 'Source' && category !== 'Approval');
  return changing.map(runKey).find((key) => !quiet.has(key));
};

/** A signal with which the given one, or a time in minutes, ends what is under way. */
export const deadline = (stop: AbortSignal, minutes: number | undefined) => {
  const timeout = minutes === undefined ? undefined : AbortSignal.timeout(Math.min(minutes * 60_000, LONGEST_TIMER));
  const signal = AbortSignal.any(timeout === undefined ? [stop] : [stop, timeout]);
  setMaxListeners(0, signal);
  return { signal, timedOut: () => timeout?.aborted === true };
};

const now = (): string => new Date().toISOString();

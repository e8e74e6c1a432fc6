import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { filesBelow, zip } from '../../artifacts/archive';
import type { Access, ExecutorCloud, StackEvent } from '../../cloud/cloud';
import { Failure } from '../../failure';
import type { ActionContext, ActionOutcome } from '../handler';

const GOOD: ReadonlySet<string> = new Set(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'DELETE_COMPLETE']);

/**
 * Starts a stack operation, follows it to its end and logs the stack's events.
 *
 * @returns the stack's final status
 * @throws {Failure} when the operation fails, with the first failing resource: its id, type and CloudFormation's reason
 */
export const settle = async (
  context: ActionContext,
  stackName: string,
  start: () => Promise<void>,
): Promise<string> => {
  const { cloud, access, log, signal } = context;
  const reader = readerOf(context);
  const before = await cloud.findStack(access, stackName);
  const last =
    before === undefined ? undefined : (await cloud.stackEvents(reader, before.StackId ?? stackName)).events[0];
  await start();
  // A deleted stack can only be found by its id.
  const id = before?.StackId ?? stackName;
  const status = await poll(signal, async () => {
    const now = (await cloud.findStack(access, id))?.StackStatus ?? 'DELETE_COMPLETE';
    return now.endsWith('_IN_PROGRESS') ? undefined : now;
  });
  const events = await eventsSince(cloud, reader, id, last);
  for (const event of events) log(show(event));
  if (!GOOD.has(status)) throw new Failure(`stack ${stackName} ${status}: ${firstCause(events, stackName)}`);
  return status;
};

/** Who reads why something has failed: CodePipeline tells what it has seen, and asks the action's role for none of it. */
export const readerOf = ({ access, action, options }: ActionContext): Access =>
  options.reader?.({ account: action.roleArn.split(':')[4] ?? '', region: access.region }) ?? access;

/** A stack's events after the given one, oldest first. */
const eventsSince = async (
  cloud: ExecutorCloud,
  access: Access,
  id: string,
  last: StackEvent | undefined,
): Promise<readonly StackEvent[]> => {
  const newest: StackEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page: Awaited<ReturnType<ExecutorCloud['stackEvents']>> = await cloud.stackEvents(access, id, nextToken);
    const end = last === undefined ? -1 : page.events.findIndex(({ EventId }) => EventId === last.EventId);
    newest.push(...(end < 0 ? page.events : page.events.slice(0, end)));
    nextToken = end < 0 ? page.nextToken : undefined;
  } while (nextToken !== undefined);
  return newest.reverse();
};

/** What failed first is the cause; what was cancelled because of it is not. Where nothing failed, what began the rollback is. */
const firstCause = (events: readonly StackEvent[], stackName: string): string => {
  const failed = events.filter(({ ResourceStatus: status }) => status?.endsWith('_FAILED'));
  const cause =
    failed.find(
      (event) => event.LogicalResourceId !== stackName && !/cancelled$/i.test(event.ResourceStatusReason ?? ''),
    ) ?? failed[0];
  if (cause === undefined) {
    const begun = events.find((event) => event.ResourceStatus?.endsWith('ROLLBACK_IN_PROGRESS'));
    return begun?.ResourceStatusReason ?? 'no event says why';
  }
  const { LogicalResourceId: id, ResourceType: type, ResourceStatus: status, ResourceStatusReason: reason } = cause;
  return `${id} ${type} ${status}: ${reason ?? 'no reason given'}`;
};

const show = (event: StackEvent): string => {
  const { Timestamp: time, ResourceStatus: status, ResourceType: type, LogicalResourceId: id } = event;
  const reason = event.ResourceStatusReason === undefined ? '' : ` | ${event.ResourceStatusReason}`;
  return `${time?.toISOString().slice(11, 19)} | ${status} | ${type} | ${id}${reason}`;
};

const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2000;

/** Asks until there is an answer, first quickly, then less and less often. Rejects when the signal is given. */
export const poll = async <T>(signal: AbortSignal, ask: () => Promise<T | undefined>): Promise<T> => {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 1.25, LONGEST_PAUSE)) {
    signal.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined) return answer;
    await delay(pause, undefined, { signal });
  }
};

/** What a deployed stack hands on: its outputs as variables and, where the action names a file, as an artifact. */
export const outputsOf = async (
  { cloud, access, action, configuration, exchange, directory }: ActionContext,
  stackName: string,
): Promise<Pick<ActionOutcome, 'variables' | 'outputs'>> => {
  const stack = await cloud.findStack(access, stackName);
  if (stack === undefined) throw new Failure(`stack ${stackName} does not exist after its deployment`);
  const variables = Object.fromEntries(
    (stack.Outputs ?? []).map(({ OutputKey: key, OutputValue: value }) => [key ?? '', value ?? '']),
  );
  const { OutputFileName: fileName } = configuration;
  const [artifactName] = action.outputs;
  if (fileName === undefined || artifactName === undefined) return { variables };
  const files = join(directory, 'outputs');
  const path = join(files, fileName);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(variables, undefined, 2));
  await exchange.publish(access, artifactName, await zip(await filesBelow(files)));
  return { variables, outputs: [{ artifactName, directory: files }] };
};

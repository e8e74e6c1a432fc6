import type { Access, Cloud, StackEvent } from '../../cloud/cloud';
import { Failure } from '../../failure';
import type { ActionContext } from '../handler';
import { poll } from './poll';

const GOOD: ReadonlySet<string> = new Set(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'DELETE_COMPLETE']);

/**
 * Starts a stack operation, follows it to its end and logs the stack's events.
 *
 * @returns the stack's final status
 * @throws Failure with the first failing resource: its id, type and CloudFormation's reason
 */
export async function settle(
  { cloud, access, log, signal }: ActionContext,
  stackName: string,
  start: () => Promise<void>,
): Promise<string> {
  const before = await cloud.findStack(access, stackName);
  const last =
    before === undefined ? undefined : (await cloud.stackEvents(access, before.StackId ?? stackName)).events[0];
  await start();
  // A deleted stack can only be found by its id.
  const id = before?.StackId ?? stackName;
  const status = await poll(signal, async () => {
    const now = (await cloud.findStack(access, id))?.StackStatus ?? 'DELETE_COMPLETE';
    return now.endsWith('_IN_PROGRESS') ? undefined : now;
  });
  const events = await eventsSince(cloud, access, id, last);
  for (const event of events) log(show(event));
  if (!GOOD.has(status)) throw new Failure(`stack ${stackName} ${status}: ${firstCause(events, stackName)}`);
  return status;
}

/** A stack's events after the given one, oldest first. */
async function eventsSince(
  cloud: Cloud,
  access: Access,
  id: string,
  last: StackEvent | undefined,
): Promise<readonly StackEvent[]> {
  const newest: StackEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page: Awaited<ReturnType<Cloud['stackEvents']>> = await cloud.stackEvents(access, id, nextToken);
    const end = last === undefined ? -1 : page.events.findIndex(({ EventId }) => EventId === last.EventId);
    newest.push(...(end < 0 ? page.events : page.events.slice(0, end)));
    nextToken = end < 0 ? page.nextToken : undefined;
  } while (nextToken !== undefined);
  return newest.reverse();
}

/** What failed first is the cause; what was cancelled because of it is not. */
function firstCause(events: readonly StackEvent[], stackName: string): string {
  const failed = events.filter(({ ResourceStatus: status }) => status?.endsWith('_FAILED'));
  const cause =
    failed.find(
      (event) => event.LogicalResourceId !== stackName && !/cancelled$/i.test(event.ResourceStatusReason ?? ''),
    ) ?? failed[0];
  if (cause === undefined) return 'no event says why';
  const { LogicalResourceId: id, ResourceType: type, ResourceStatus: status, ResourceStatusReason: reason } = cause;
  return `${id} ${type} ${status}: ${reason ?? 'no reason given'}`;
}

function show(event: StackEvent): string {
  const { Timestamp: time, ResourceStatus: status, ResourceType: type, LogicalResourceId: id } = event;
  const reason = event.ResourceStatusReason === undefined ? '' : ` | ${event.ResourceStatusReason}`;
  return `${time?.toISOString().slice(11, 19)} | ${status} | ${type} | ${id}${reason}`;
}

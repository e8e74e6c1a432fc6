import { randomUUID } from 'node:crypto';
import { VALIDATION_PROBE } from '../../contract/validation-probe';
import { type Check, type CheckResult, fail, pass } from '../check';
import type { LogEvent } from '../cloud/logs';
import type { Invocation } from '../cloud/workload';
import { associations } from '../facts/associations';
import { waitUntilOver } from '../facts/late';
import type { LiveTarget } from '../live-target';

/** How long an event may take from the function's log line to the API, in milliseconds. */
export const DELIVERY_DEADLINE = 120_000;

/** How far our clock and AWS's may differ, in milliseconds. */
const CLOCK_SKEW = 300_000;
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5_000;

const answered = ({ payload }: Invocation): unknown => {
  try {
    const answer: unknown = JSON.parse(payload);
    return typeof answer === 'object' && answer !== null && 'probe' in answer ? answer.probe : undefined;
  } catch {
    return undefined;
  }
};

const judgeAnswer = (target: LiveTarget, invocation: Invocation | undefined, id: string): CheckResult | undefined => {
  const fix = `deploy the data stack of ${target.environment} again, or see ${target.functionLogGroup} for what the function says`;
  if (invocation === undefined) return fail(target.functionName, 'the function does not exist', fix);
  if (invocation.error) {
    return fail(target.functionName, `the function failed (${invocation.error}): ${invocation.payload}`, fix);
  }
  return answered(invocation) === id
    ? undefined
    : fail(target.functionName, `answered the probe with ${invocation.payload}, not with its id ${id}`, fix);
};

/** One look through all pages; undefined while the event, or its group, is not there. */
const find = async (target: LiveTarget, id: string, since: number): Promise<LogEvent | undefined> => {
  let nextToken: string | undefined;
  do {
    const page = await target.cloud.logEvents(target.functionLogGroup, id, since - CLOCK_SKEW, nextToken);
    const event = page?.items.find(({ message }) => message.includes(id));
    if (event) return event;
    nextToken = page?.nextToken;
  } while (nextToken !== undefined);
  return undefined;
};

/** The function writes a fresh event to its encrypted log group, and it can be read back (ZT-07). */
export const logStreamFresh: Check = {
  id: 'log-stream-fresh',
  requirement: 'ZT-07',
  proves: 'the function writes a fresh event to its log group and the event can be read back',
  run: async (target) => {
    const { clock, functionLogGroup } = target;
    // What is written before the group's key has taken effect proves nothing of it, and would stay there without its protection.
    const associated = (await associations(target)).get(functionLogGroup) ?? 0;
    await waitUntilOver(target, 'log-group-key', 'lambda:InvokeFunction', associated);
    const id = randomUUID();
    const since = clock.now();
    const invocation = await target.cloud.invoke(target.functionName, JSON.stringify({ kind: VALIDATION_PROBE, id }));
    const refused = judgeAnswer(target, invocation, id);
    if (refused) return [refused];
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      const event = await find(target, id, since);
      if (event) return [pass(`${functionLogGroup}:${event.stream}`)];
      if (clock.now() - since + pause > DELIVERY_DEADLINE) break;
      await clock.sleep(pause);
    }
    return [
      fail(
        functionLogGroup,
        `the function answered probe ${id}, but its log line did not arrive within ${DELIVERY_DEADLINE / 1000} s`,
        `check that ${functionLogGroup} exists, that the function's role may write to it, and that its key is enabled`,
      ),
    ];
  },
};

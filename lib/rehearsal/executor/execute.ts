import { setMaxListeners } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { awsCloud } from './cloud/aws-cloud';
import type { ExecutorCloud } from './cloud/cloud';
import { Course, type CourseEnd, type Means, planDeployed } from './course';
import type { Status } from './event';
import { Notes } from './notes';
import type { ExecutorOptions } from './options';
import { Orders } from './orders';
import { outline } from './plan/plan';
import { toolsAccess } from './roles';
import { onlyStage, rollBackAfter } from './roll-back';

/**
 * Runs one execution of a deployed pipeline, as CodePipeline does, to its end.
 *
 * @throws {Failure} when the pipeline does not exist or cannot be run, before the first event; afterwards every failure is
 * an event, and the returned status
 */
export const runPipeline = (options: ExecutorOptions): Promise<Status> =>
  runPipelineOn(awsCloud(options.endpoint, options.signal), options);

/** `runPipeline` on a given cloud. */
export const runPipelineOn = async (cloud: ExecutorCloud, options: ExecutorOptions): Promise<Status> => {
  const tools = toolsAccess(options.credentials, options.region);
  const { emit, pipelineName, pipelineExecutionId, revision } = options;
  const whole = await planDeployed(cloud, tools, options);
  const plan = options.rollback === undefined ? whole : onlyStage(whole, options.rollback);
  const { commitId } = revision;
  await mkdir(options.logDirectory, { recursive: true });
  emit({ type: 'execution-started', time: now(), pipelineName, pipelineExecutionId, commitId, stages: outline(plan) });
  const notes = new Notes(cloud, tools, options);
  const orders = new Orders(cloud, tools, options);
  const means: Means = { cloud, tools, notes, orders, options };
  const { status, restarts, cause: why } = await runListening(new Course(plan, means), means);
  const forgotten = notes.problem && `CodePipeline there does not remember all of it: ${notes.problem}`;
  // What cannot be told an endpoint that is gone is no cause of its own.
  const cause = why ?? (options.signal.aborted ? undefined : (forgotten ?? orders.problem));
  emit({ type: 'execution-ended', time: now(), status, restarts, ...(cause === undefined ? {} : { cause }) });
  return status;
};

/** Runs it, and runs it on when it is retried, while it can be told so. */
const runListening = async (course: Course, { cloud, tools, notes, orders, options }: Means): Promise<CourseEnd> => {
  try {
    orders.hold();
    await notes.execution('InProgress');
    await orders.open();
    if (options.rollback !== undefined) await course.restore(options.rollback.targetPipelineExecutionId);
    for (;;) {
      const signal = AbortSignal.any([options.signal, orders.abandon]);
      setMaxListeners(0, signal);
      let ended = because(await course.run(signal), orders.stopping);
      const canGoOn = (ended.status === 'Failed' || ended.status === 'Stopped') && ended.unreached !== true;
      const patience = canGoOn ? (options.retryMilliseconds ?? 0) : 0;
      const isRetryable = patience > 0 && !options.signal.aborted;
      await notes.execution(ended.status, ended.cause, isRetryable);
      if (ended.rollBack !== undefined) {
        const told = await rollBackAfter(cloud, tools, options, ended.rollBack, runPipelineOn);
        ended = { ...ended, cause: ended.cause === undefined ? told : `${ended.cause}; ${told}` };
      }
      if (!isRetryable) return ended;
      const until = new Date(Date.now() + patience).toISOString();
      options.emit({ type: 'retry-awaited', time: now(), status: ended.status, until });
      const asked = await orders.resumption(AbortSignal.any([options.signal, AbortSignal.timeout(patience)]));
      if (asked === undefined) return ended;
      course.resume(asked);
      await notes.execution('InProgress');
    }
  } finally {
    orders.close();
  }
};

const because = (ended: CourseEnd, stopping: string | undefined): CourseEnd =>
  ended.status === 'Stopped' && stopping ? { cause: `stopped: ${stopping}`, ...ended } : ended;

const now = (): string => new Date().toISOString();

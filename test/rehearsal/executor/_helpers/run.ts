import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutorEvent, Status } from '../../../../lib/rehearsal/executor/event';
import { runPipelineOn } from '../../../../lib/rehearsal/executor/execute';
import type { ExecutorOptions } from '../../../../lib/rehearsal/executor/options';
import type { FakeCloud } from './fake-cloud';

/** How a pipeline went on the fake cloud. */
export interface Run {
  readonly status: Status;
  readonly events: readonly ExecutorEvent[];
  /** Private directory of the run, gone with `cleanUp`. */
  readonly directory: string;
}

const directories: string[] = [];

/** A private directory that `cleanUp` removes. */
export const privateDirectory = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'executor-test-'));
  directories.push(directory);
  return directory;
};

/** Removes everything that tests of this file wrote. */
export const cleanUp = async (): Promise<void> => {
  await Promise.all(directories.splice(0).map((directory) => rm(directory, { recursive: true, force: true })));
};

/** Runs the fake cloud's pipeline on a directory as its pushed commit. */
export const run = async (cloud: FakeCloud, source: string, more: Partial<ExecutorOptions> = {}): Promise<Run> => {
  const directory = await privateDirectory();
  const events: ExecutorEvent[] = [];
  const status = await runPipelineOn(cloud, {
    endpoint: 'http://localhost:1',
    credentials: { AWS_ACCESS_KEY_ID: '111111111111', AWS_SECRET_ACCESS_KEY: 'test' },
    region: 'us-east-1',
    pipelineName: 'delivery',
    pipelineExecutionId: '0f0e0d0c-0000-4000-8000-000000000000',
    revision: {
      commitId: '0123456789abcdef0123456789abcdef01234567',
      branch: 'main',
      message: 'Say "hello"\n\nand more',
      author: 'Ada',
      checkout: (target) => cp(source, target, { recursive: true, verbatimSymlinks: true }),
    },
    workDirectory: join(directory, 'work'),
    logDirectory: join(directory, 'logs'),
    toolDirectories: [],
    npmCache: join(directory, 'npm'),
    runtimeCache: join(directory, 'runtimes'),
    approve: async () => ({ status: 'Approved', summary: 'fine' }),
    signal: new AbortController().signal,
    ...more,
    emit: (event) => {
      events.push(event);
      more.emit?.(event);
    },
  });
  return { status, events, directory };
};

/** The end of an action's last attempt. */
export const ended = ({ events }: Run, actionName: string) => {
  const end = events.findLast((event) => event.type === 'action-ended' && event.action.actionName === actionName);
  if (end?.type !== 'action-ended') throw new Error(`action ${actionName} did not end`);
  return end;
};

/** The lines an action wrote. */
export const output = ({ events }: Run, actionName: string): readonly string[] =>
  events.flatMap((event) =>
    event.type === 'action-output' && event.action.actionName === actionName ? [event.line] : [],
  );

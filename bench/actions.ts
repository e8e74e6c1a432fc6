import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Shell } from '../bin/commands/shell';
import { median } from '../lib/ground/median';
import { awsCloud } from '../lib/rehearsal/executor/cloud/aws-cloud';
import type { ExecutorEvent } from '../lib/rehearsal/executor/event';
import { runPipeline } from '../lib/rehearsal/executor/execute';
import type { Comparison } from './comparison';
import { type BenchEmulator, createStack, onEmulators, TOOLS } from './emulators';
import { APPROVAL, BENCH_PIPELINE, type BenchStage, pipelineTemplate } from './pipeline-of';
import { timingOf } from './statistics';

const EMPTY = { phases: { build: { commands: ['true'] } } };

/** A build with everything that an action can have and that takes no time itself: what is left is what we add. */
const WORKING = {
  phases: {
    install: { commands: ['mkdir -p made'] },
    pre_build: { commands: ['export STEP=1', 'echo "$STEP"'] },
    build: { commands: Array.from({ length: 10 }, (_, index) => `echo ${index} > made/${index}`) },
    post_build: { commands: ['test -e made/9'] },
  },
  artifacts: { 'base-directory': 'made', files: '**/*' },
};

/** So many actions of each kind by turns, and empty ones once more where many have run before. */
const stagesOf = (actions: number): readonly BenchStage[] => [
  { name: 'Mixed', kinds: Array.from({ length: actions }, () => ['empty', 'working', APPROVAL]).flat() },
  { name: 'Late', kinds: Array<string>(actions).fill('empty') },
];

/** Runs the pipeline, and answers how many seconds its actions took, by stage and kind. */
const release = async ({ emulator, directory }: BenchEmulator): Promise<ReadonlyMap<string, readonly number[]>> => {
  const times = new Map<string, number[]>();
  let because = '';
  let start = 0;
  const emit = (event: ExecutorEvent): void => {
    if (event.type === 'action-ended' && event.status !== 'Succeeded') because = event.summary;
    if (event.type !== 'action-started' && event.type !== 'action-ended') return;
    const { stageName, actionName } = event.action;
    const kind = `${stageName}/${actionName.split('-')[0]}`;
    if (event.type === 'action-started') start = performance.now();
    else times.set(kind, [...(times.get(kind) ?? []), (performance.now() - start) / 1000]);
  };
  const id = randomUUID();
  const place = join(directory, id);
  const status = await runPipeline({
    endpoint: emulator.endpoint,
    credentials: emulator.environment(TOOLS.account, TOOLS.region),
    region: TOOLS.region,
    pipelineName: BENCH_PIPELINE,
    pipelineExecutionId: id,
    revision: {
      commitId: 'c0ffee',
      branch: 'main',
      message: 'Do nothing',
      author: 'bench',
      checkout: (target) => writeFile(join(target, 'file'), 'text'),
    },
    workDirectory: join(place, 'work'),
    logDirectory: join(place, 'logs'),
    toolDirectories: [],
    npmCache: join(place, 'npm'),
    runtimeCache: join(place, 'runtimes'),
    approve: async () => ({ status: 'Approved', summary: 'nobody is asked' }),
    emit,
    signal: new AbortController().signal,
  });
  if (status !== 'Succeeded') throw new Error(`the pipeline ended as ${status} and was not measured: ${because}`);
  return times;
};

/** A warmed-up pipeline, run so often: seconds of every action, by stage and kind. */
const measure = async (bench: BenchEmulator, runs: number, actions: number) => {
  await createStack(bench, BENCH_PIPELINE, pipelineTemplate(stagesOf(actions), { empty: EMPTY, working: WORKING }));
  const credentials = { accessKeyId: TOOLS.account, secretAccessKey: bench.emulator.secret };
  const cloud = awsCloud(bench.emulator.endpoint, new AbortController().signal);
  await cloud.judgePermissions({ region: TOOLS.region, credentials }, 'enforce');
  await release(bench);
  const releases: ReadonlyMap<string, readonly number[]>[] = [];
  for (let round = 0; round < runs; round += 1) releases.push(await release(bench));
  return (kind: string): readonly number[] => releases.flatMap((times) => times.get(kind) ?? []);
};

/**
 * What a rehearsal adds to an action that works against an action that is empty, in one execution; and what an action takes
 * where many have run before it.
 */
export const compareActions = (shell: Shell, runs: number, actions = 10): Promise<Comparison> =>
  onEmulators(shell, 1, async ([bench]) => {
    if (bench === undefined) throw new Error('nothing was measured');
    const times = await measure(bench, runs, actions);
    const [empty, working] = [times('Mixed/empty'), times('Mixed/working')];
    const late = median(times('Late/empty')) / median(empty);
    const milliseconds = (name: string, of: readonly number[]) => ({ name: `${name}, ms`, value: median(of) * 1000 });
    return {
      title: 'an action that works but whose commands take no time, against an empty one',
      ours: { name: '15 commands and an artifact', timing: timingOf(working) },
      theirs: { name: 'an empty build: true', timing: timingOf(empty) },
      ratio: median(working) / median(empty),
      bar: 2,
      parts: [],
      facts: [
        milliseconds('an empty build', empty),
        milliseconds('a build that works', working),
        milliseconds('an approval that is given at once', times(`Mixed/${APPROVAL}`)),
        { name: `an empty build after ${3 * actions} actions, by those among them`, value: late, bar: 2 },
      ],
    };
  });

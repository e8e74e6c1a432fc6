import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collectors } from '../bin/collectors';
import { readNpm, surroundingsOf } from '../bin/commands/machine';
import type { Shell } from '../bin/commands/shell';
import { median } from '../lib/ground/median';
import { credentialsOf } from '../lib/rehearsal/emulator/endpoint';
import type { ProgressEvent } from '../lib/rehearsal/progress';
import type { Rehearsal } from '../lib/rehearsal/rehearsal';
import { openRehearsal } from '../lib/rehearsal/rehearse';
import { buildCommands } from './build-commands';
import type { Comparison, TimedPart } from './comparison';
import { timingOf } from './statistics';
import { runAll, seconds, type TimedCommand } from './stopwatch';

const SYNTH: TimedCommand = { argv: ['npm', 'run', '--silent', 'synth'] };
const CHECK: TimedCommand = { argv: ['npm', 'run', '--silent', 'check'] };

/** Every stack of every target, as one person would deploy them by hand. */
const DEPLOY: TimedCommand['argv'] = [
  ...(['npx', 'cdk', 'deploy', '--app', 'cdk.out', '--concurrency', '2', '--require-approval', 'never'] as const),
  ...(['--no-notices', 'Delivery/*/*'] as const),
];

/** A part's seconds in every run. */
type Log = Map<string, number[]>;

/**
 * A rehearsal from the accepted push to the end of the execution, against one gated synth, one `npm run check` and one
 * `cdk deploy` of the same stacks to the same kind of emulator.
 *
 * Each run has an emulator of its own that is started and bootstrapped and holds the pipeline, so that both sides make
 * every stack anew. npm's cache is filled.
 */
export const compareRehearsal = async (shell: Shell, runs: number): Promise<Comparison> => {
  const log: Log = new Map();
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < runs; round += 1) {
    await onSite(shell, log, async (rehearsal) => {
      const { time, record } = await releaseOn(rehearsal);
      ours.push(time);
      const build = await readFile(join(record, 'logs', 'Build.Synth.log'), 'utf8');
      for (const { name, seconds } of buildCommands(build)) note(log, `  in Build: ${name}`, seconds);
    });
    await onSite(shell, new Map(), async ({ endpoint, tools }) => {
      const env = credentialsOf(endpoint, tools.account, tools.region);
      const steps = [SYNTH, CHECK, { argv: DEPLOY, env }] as const;
      const names = ['by hand: npm run synth', 'by hand: npm run check', 'by hand: cdk deploy'];
      let total = 0;
      for (const [index, step] of steps.entries()) {
        const time = await seconds(() => runAll([step], shell.root));
        note(log, names[index] ?? '', time);
        total += time;
      }
      theirs.push(total);
    });
  }
  return {
    title: 'rehearsal, from the accepted push to the end of the execution, against its commands by hand',
    ours: { name: 'rehearsed release', timing: timingOf(ours) },
    theirs: { name: 'synth + check + cdk deploy', timing: timingOf(theirs) },
    ratio: median(ours) / median(theirs),
    bar: 1.5,
    parts: [...log].map(([name, times]): TimedPart => ({ name, seconds: median(times) })),
  };
};

const note = (log: Log, name: string, time: number): void => {
  log.set(name, [...(log.get(name) ?? []), time]);
};

/** Opens a rehearsal of the working tree, which is what the commands by hand see, and closes it in any case. */
export const onSite = async (shell: Shell, log: Log, work: (rehearsal: Rehearsal) => Promise<void>): Promise<void> => {
  let rehearsal: Rehearsal | undefined;
  const watch = stopwatchOf(log);
  const opening = await seconds(async () => {
    rehearsal = await openRehearsal({
      directory: shell.root,
      machine: surroundingsOf(shell),
      readNpm: () => readNpm(shell),
      collectors,
      dirty: true,
      emit: watch,
      log: () => undefined,
      signal: new AbortController().signal,
    });
  });
  if (rehearsal === undefined) throw new Error('the rehearsal did not open');
  note(log, 'before the push, not counted', opening);
  try {
    await work(rehearsal);
  } finally {
    await rehearsal.close();
  }
};

/** Releases, and answers how many seconds the execution took and the directory of its record. */
export const releaseOn = async (rehearsal: Rehearsal): Promise<{ readonly time: number; readonly record: string }> => {
  const { summary, record, cause } = await rehearsal.release({ policy: { kind: 'all' } });
  const { status, startTime, endTime, restarts, stages } = summary;
  if (status !== 'Succeeded' || endTime === null) {
    const failed = stages.flatMap(({ actions }) => actions).find((action) => action.status === 'Failed');
    const because = failed === undefined ? cause : `${failed.actionName}: ${failed.summary}`;
    throw new Error(`the release ended as ${status} and was not measured (${because}): see ${record}`);
  }
  if (restarts > 0) {
    throw new Error('the release changed its own pipeline, which is not measured: publish the commits that change it');
  }
  return { time: (Date.parse(endTime) - Date.parse(startTime)) / 1000, record };
};

/** Notes how long each stage took. */
const stopwatchOf = (log: Log): ((event: ProgressEvent) => void) => {
  const started = new Map<string, number>();
  return (event) => {
    if (event.type === 'stage-started') started.set(event.stageName, Date.parse(event.time));
    if (event.type !== 'stage-ended') return;
    const start = started.get(event.stageName);
    if (start !== undefined) note(log, `release: ${event.stageName}`, (Date.parse(event.time) - start) / 1000);
  };
};

import { median } from '../lib/ground/median';
import type { Comparison } from './comparison';
import { timingOf } from './statistics';
import { runAll, seconds, type TimedCommand } from './stopwatch';

/** The unit tests as `npm run check` runs them. */
const OURS: TimedCommand = { argv: ['npm', 'run', '--silent', 'unit'] };

/** The same tests in jest as it comes: a realm and modules of its own for each file, in its order, and node without flags. */
const THEIRS: TimedCommand = {
  argv: ['npx', 'jest', '--selectProjects', 'unit'],
  env: { ISOLATED_TESTS: 'true' },
};

const secondsOf = (command: TimedCommand, directory: string): Promise<number> =>
  seconds(() => runAll([command], directory));

/** The same unit tests twice, by turns. Type-check and lint, which both sides would have alike, are left out. */
export const compareCheck = async (directory: string, runs: number): Promise<Comparison> => {
  const sharing: number[] = [];
  const isolated: number[] = [];
  for (let round = 0; round < runs; round += 1) {
    sharing.push(await secondsOf(OURS, directory));
    isolated.push(await secondsOf(THEIRS, directory));
  }
  return {
    title: 'the unit tests of `npm run check` with shared modules, against jest as it comes',
    ours: { name: 'shared by the files of a worker', timing: timingOf(sharing) },
    theirs: { name: 'jest, ISOLATED_TESTS=true', timing: timingOf(isolated) },
    ratio: median(sharing) / median(isolated),
    bar: 0.5,
    parts: [],
  };
};

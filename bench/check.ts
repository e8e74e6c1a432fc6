import { median } from '../lib/ground/median';
import type { Comparison } from './comparison';
import { timingOf } from './statistics';
import { runAll, seconds } from './stopwatch';

/** Seconds that the unit tests take. */
const unitTests = (directory: string, isolated: boolean): Promise<number> =>
  seconds(() =>
    runAll([{ argv: ['npm', 'run', '--silent', 'unit'], env: { ISOLATED_TESTS: String(isolated) } }], directory),
  );

/**
 * The same unit tests twice, by turns: with the modules that the files of a worker share, and with modules of its own for each
 * file, as jest does it by itself. Type-check and lint, which both sides would have alike, are left out.
 */
export const compareCheck = async (directory: string, runs: number): Promise<Comparison> => {
  const sharing: number[] = [];
  const isolated: number[] = [];
  for (let round = 0; round < runs; round += 1) {
    sharing.push(await unitTests(directory, false));
    isolated.push(await unitTests(directory, true));
  }
  return {
    title: 'the unit tests of `npm run check` with shared modules, against modules for each file',
    ours: { name: 'shared by the files of a worker', timing: timingOf(sharing) },
    theirs: { name: 'ISOLATED_TESTS=true', timing: timingOf(isolated) },
    ratio: median(sharing) / median(isolated),
    bar: 0.65,
    parts: [],
  };
};

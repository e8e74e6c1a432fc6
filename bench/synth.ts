import { median } from '../lib/ground/median';
import { type Comparison, compared } from './comparison';
import { runAll, seconds, type TimedCommand } from './stopwatch';

const GATED: readonly TimedCommand[] = [{ argv: ['npm', 'run', '--silent', 'synth'] }];
const TYPE_CHECK: TimedCommand = { argv: ['npx', 'tsc'] };
const UNGATED: TimedCommand = {
  argv: ['npx', 'tsx', 'bench/ungated-app.ts'],
  env: { CDK_OUTDIR: '.build/bench-ungated' },
};

/** Gated synth against what `cdk init` writes into `cdk.json`, of the same app without our gate. */
export const compareSynth = async (directory: string, runs: number): Promise<Comparison> => {
  const ours: number[] = [];
  const typeChecks: number[] = [];
  const ungated: number[] = [];
  await runAll([...GATED, TYPE_CHECK, UNGATED], directory); // fills the caches of disk and tools
  for (let round = 0; round < runs; round += 1) {
    ours.push(await seconds(() => runAll(GATED, directory)));
    typeChecks.push(await seconds(() => runAll([TYPE_CHECK], directory)));
    ungated.push(await seconds(() => runAll([UNGATED], directory)));
  }
  const theirs = ungated.map((time, round) => time + (typeChecks[round] ?? 0));
  return {
    ...compared(
      'gated synth against the default tool chain without a gate',
      { name: 'npm run synth', seconds: ours },
      { name: 'npx tsc && npx tsx bin/app.ts', seconds: theirs },
      0.5,
    ),
    parts: [
      { name: 'default: npx tsc', seconds: median(typeChecks) },
      { name: 'default: npx tsx', seconds: median(ungated) },
    ],
  };
};

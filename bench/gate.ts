import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseGateReport } from '../lib/contract/gate-report';
import type { Comparison } from './comparison';
import { cpuSeconds } from './cpu-time';
import { median, timingOf } from './statistics';
import type { TimedCommand } from './stopwatch';
import { checkoutWith } from './targets';

/** A no is measured too: the register of this repository is written for its own number of targets. */
const GATED: TimedCommand = { argv: ['node', 'bin/synth.mjs'], exits: [0, 1] };
const UNGATED: TimedCommand = {
  argv: ['npx', 'tsx', 'bench/ungated-app.ts'],
  env: { CDK_OUTDIR: '.build/bench-ungated' },
};

const [FEW, SOME, MANY] = [3, 30, 100];

interface Times {
  readonly gated: readonly number[];
  readonly ungated: readonly number[];
}

/**
 * What a further target costs under the gate against what it costs without one, where synthesis is the default tool chain's
 * without its compiler (the CDK's own schema check runs there too); and the whole synthesis for 3, 30 and 100 targets. The
 * whole default tool chain, with its compiler, is what `synth.ts` compares with.
 */
export const compareGate = async (root: string, runs: number): Promise<Comparison> => {
  const [few, some, many] = [
    await measure(FEW, root, runs),
    await measure(SOME, root, runs),
    await measure(MANY, root, 1),
  ];
  const further = MANY - FEW;
  const ours = many.gated.map((time) => (time - median(few.gated)) / further);
  const theirs = many.ungated.map((time) => (time - median(few.ungated)) / further);
  const slope = (side: keyof Times): number => (median(many[side]) - median(some[side])) / (MANY - SOME);
  const ratioOf = ({ gated, ungated }: Times): number => median(gated) / median(ungated);
  return {
    title: `a further target under the gate against one without, in seconds of processors, from ${FEW} to ${MANY} targets`,
    ours: { name: 'gated, a further target', timing: timingOf(ours) },
    theirs: { name: 'ungated, a further target', timing: timingOf(theirs) },
    ratio: median(ours) / median(theirs),
    bar: 1.3,
    parts: (
      [
        ['gated', 'gated'],
        ['ungated', 'ungated'],
      ] as const
    ).flatMap(([name, side]) => [
      { name: `${name}, ${FEW} targets`, seconds: median(few[side]) },
      { name: `${name}, ${SOME} targets`, seconds: median(some[side]) },
      { name: `${name}, ${MANY} targets`, seconds: median(many[side]) },
    ]),
    facts: [
      { name: `gated by ungated, ${FEW} targets`, value: ratioOf(few) },
      { name: `gated by ungated, ${SOME} targets`, value: ratioOf(some) },
      { name: `gated by ungated, ${MANY} targets`, value: ratioOf(many) },
      // Few targets are synthesized without the optimizing compiler of WebAssembly (bin/app.ts): that is no cost of more of them.
      { name: `a further target, from ${SOME} to ${MANY}`, value: slope('gated') / slope('ungated') },
    ],
  };
};

/** Both sides take turns. */
const measure = async (targets: number, root: string, runs: number): Promise<Times> => {
  const directory = checkoutWith(targets, root);
  try {
    const gated: number[] = [];
    const ungated: number[] = [];
    for (let round = 0; round < runs; round += 1) {
      gated.push(await cpuSeconds(GATED, directory));
      assertLooked(directory, targets);
      ungated.push(await cpuSeconds(UNGATED, directory));
    }
    return { gated, ungated };
  } finally {
    rmSync(directory, { recursive: true });
  }
};

/** Only a gate that has looked at everything is worth a comparison. */
const assertLooked = (directory: string, targets: number): void => {
  const file = join(directory, 'cdk.out', 'gate', 'report.json');
  const report = parseGateReport(JSON.parse(readFileSync(file, 'utf8')), file);
  const data = report.stacks.filter(({ environment }) => environment !== undefined);
  if (data.length >= targets && report.objections.length === 0) return;
  throw new Error(`the gate of ${targets} targets was not measured: ${report.objections.join('; ') || data.length}`);
};

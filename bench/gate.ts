import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import flags from '../bin/node-flags.json';
import { parseGateReport } from '../lib/contract/gate-report';
import { QUOTAS } from '../lib/gate/rules/quotas';
import { median } from '../lib/ground/median';
import type { Comparison, Figure } from './comparison';
import { cpuSeconds } from './cpu-time';
import { timingOf } from './statistics';
import type { TimedCommand } from './stopwatch';
import { checkoutWith } from './targets';

/** A no is measured too: the register of this repository is written for its own number of targets. */
const GATED: TimedCommand = { argv: ['node', 'bin/synth.mjs'], exits: [0, 1] };
const UNGATED: TimedCommand = {
  argv: ['npx', 'tsx', 'bench/ungated-app.ts'],
  env: { CDK_OUTDIR: '.build/bench-ungated' },
};

/** What the flags of `npm run synth` save is no merit of the gate: the ungated app with them, to tell how much that is. */
const FLAGGED: TimedCommand = { ...UNGATED, argv: ['npx', 'tsx', ...flags, 'bench/ungated-app.ts'] };

const [FEW, SOME, MANY] = [3, 30, 100];

interface Times {
  readonly gated: readonly number[];
  readonly ungated: readonly number[];
  /** Ungated, with node's flags of the gated side. */
  readonly flagged: readonly number[];
  /** Of the pipeline's own template. */
  readonly bytes: number;
}

type Side = Exclude<keyof Times, 'bytes'>;

/**
 * What a further target costs under the gate against what it costs without one, where synthesis is the default tool chain's
 * without its compiler (the CDK's own schema check runs there too); and the whole synthesis for 3, 30 and 100 targets. The
 * whole default tool chain, with its compiler, is what `synth.ts` compares with. Only the gated side has the flags of node
 * that `npm run synth` gives it; a fact tells the ratio where both have them.
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
  return {
    title: `a further target under the gate (node ${flags.join(' ')}, as npm run synth has it) against one without, in seconds of processors, from ${FEW} to ${MANY} targets`,
    ours: { name: 'gated, a further target', timing: timingOf(ours) },
    theirs: { name: 'ungated, a further target', timing: timingOf(theirs) },
    ratio: median(ours) / median(theirs),
    bar: 1.3,
    parts: (
      [
        ['gated', 'gated'],
        ['ungated', 'ungated'],
        ["ungated with the gated side's flags", 'flagged'],
      ] as const
    ).flatMap(([name, side]) => [
      { name: `${name}, ${FEW} targets`, seconds: median(few[side]) },
      { name: `${name}, ${SOME} targets`, seconds: median(some[side]) },
      { name: `${name}, ${MANY} targets`, seconds: median(many[side]) },
    ]),
    facts: factsOf(few, some, many),
  };
};

const factsOf = (few: Times, some: Times, many: Times): readonly Figure[] => {
  const further = (side: Side, before: Times): number => median(many[side]) - median(before[side]);
  const ratioOf = ({ gated, ungated }: Times): number => median(gated) / median(ungated);
  return [
    { name: `gated by ungated, ${FEW} targets`, value: ratioOf(few) },
    { name: `gated by ungated, ${SOME} targets`, value: ratioOf(some) },
    { name: `gated by ungated, ${MANY} targets`, value: ratioOf(many) },
    // Few targets are synthesized without the optimizing compiler of WebAssembly (bin/app.ts): that is no cost of more of them.
    { name: `a further target, from ${SOME} to ${MANY}`, value: further('gated', some) / further('ungated', some) },
    {
      name: 'a further target where both sides have the flags',
      value: further('gated', few) / further('flagged', few),
    },
    ...(
      [
        [FEW, few],
        [SOME, some],
        [MANY, many],
      ] as const
    ).map(([targets, { bytes }]) => ({
      name: `template of the pipeline, bytes, ${targets} targets`,
      value: bytes,
      bar: QUOTAS.template.most,
    })),
  ];
};

/** The sides take turns. */
const measure = async (targets: number, root: string, runs: number): Promise<Times> => {
  const directory = checkoutWith(targets, root);
  try {
    const gated: number[] = [];
    const ungated: number[] = [];
    const flagged: number[] = [];
    let bytes = 0;
    for (let round = 0; round < runs; round += 1) {
      gated.push(await cpuSeconds(GATED, directory));
      assertLooked(directory, targets);
      bytes = statSync(join(directory, 'cdk.out', 'Delivery.template.json')).size;
      ungated.push(await cpuSeconds(UNGATED, directory));
      flagged.push(await cpuSeconds(FLAGGED, directory));
    }
    return { gated, ungated, flagged, bytes };
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

import { DescribeStacksCommand, paginateListStacks } from '@aws-sdk/client-cloudformation';
import type { Shell } from '../bin/commands/shell';
import { median } from '../lib/ground/median';
import type { Comparison, Figure } from './comparison';
import { type BenchEmulator, createStack, onEmulators } from './emulators';
import { timingOf } from './statistics';
import { seconds } from './stopwatch';
import { templateOf } from './template-of';

/** How much is made. */
export interface StackSizes {
  /** Stacks that are there on the one side before anything is measured. */
  readonly there: number;
  /** Stacks that are made in a round. */
  readonly sample: number;
  /** Resources of a small stack, and of a large one. */
  readonly resources: readonly [small: number, large: number];
}

const SIZES: StackSizes = { there: 1_000, sample: 50, resources: [10, 100] };

/** Resources of each stack: one of every kind. */
const EACH = 4;

/** Nothing grows with what is there; what is above 1 is a machine that does other things besides. */
const FLAT = 1.5;

/** Seconds, a number for each time. */
interface Times {
  readonly made: number[];
  readonly described: number[];
  readonly listed: number[];
}

const noTimes = (): Times => ({ made: [], described: [], listed: [] });

const add = async ({ made, described }: Times, emulator: BenchEmulator, name: string): Promise<void> => {
  made.push(await createStack(emulator, name, templateOf(name, EACH)));
  described.push(await seconds(() => emulator.cloudFormation.send(new DescribeStacksCommand({ StackName: name }))));
};

/** Lists all stacks. A list without those that are there was not measured. */
const list = async ({ listed }: Times, { cloudFormation: client }: BenchEmulator, there: number): Promise<void> => {
  let found = 0;
  const time = await seconds(async () => {
    for await (const { StackSummaries = [] } of paginateListStacks({ client }, {})) found += StackSummaries.length;
  });
  if (found < there) throw new Error(`ListStacks names ${found} of ${there} stacks and was not measured`);
  listed.push(time / found);
};

/** Both sides by turns, so that a machine that becomes slower does so for both. */
const measure = async (
  [full, few]: readonly [BenchEmulator, BenchEmulator],
  runs: number,
  { there, sample, resources: [small, large] }: StackSizes,
) => {
  const times = { full: noTimes(), few: noTimes(), small: [] as number[], large: [] as number[] };
  for (let index = 0; index < there; index += 1) {
    const name = `there-${index}`;
    await createStack(full, name, templateOf(name, EACH));
  }
  for (let round = 0; round < runs; round += 1) {
    for (let index = 0; index < sample; index += 1) {
      await add(times.full, full, `round-${round}-${index}`);
      await add(times.few, few, `round-${round}-${index}`);
    }
    await list(times.full, full, there + sample);
    await list(times.few, few, sample);
    for (const [name, count] of [[`small-${round}`, small] as const, [`large-${round}`, large] as const])
      times[count === small ? 'small' : 'large'].push((await createStack(few, name, templateOf(name, count))) / count);
  }
  return times;
};

/** What a call takes where many stacks are there, and how many times as long that is as where few are. */
const growth = (name: string, full: readonly number[], few: readonly number[]): readonly Figure[] => [
  { name: `${name}, ms`, value: median(full) * 1000 },
  { name: '  by the same where few are there', value: median(full) / median(few), bar: FLAT },
];

/**
 * Stacks in an emulator that holds many against stacks in one that holds few, and a resource of a large stack against one
 * of a small stack.
 */
export const compareStacks = (shell: Shell, runs: number, sizes = SIZES): Promise<Comparison> =>
  onEmulators(shell, 2, async ([one, other]) => {
    if (one === undefined || other === undefined) throw new Error('nothing was measured');
    const { full, few, small, large } = await measure([one, other], runs, sizes);
    const { there, resources } = sizes;
    return {
      title: `a stack where ${there} stacks are there, against a stack where few are`,
      ours: { name: `with ${there} there`, timing: timingOf(full.made) },
      theirs: { name: 'with few there', timing: timingOf(few.made) },
      ratio: median(full.made) / median(few.made),
      bar: FLAT,
      parts: [],
      facts: [
        { name: 'a stack, ms', value: median(full.made) * 1000 },
        ...growth('DescribeStacks by name', full.described, few.described),
        ...growth('ListStacks, for each stack', full.listed, few.listed),
        { name: `a resource of a stack of ${resources[1]}, ms`, value: median(large) * 1000 },
        { name: `  by one of a stack of ${resources[0]}`, value: median(large) / median(small), bar: FLAT },
      ],
    };
  });

import type { Timing } from './statistics';

/** Where the time of one side goes; parts may overlap. */
export interface Part {
  readonly name: string;
  readonly seconds: number;
}

/** One thing measured against another in the same run, so that the machine's speed cancels out. */
export interface Comparison {
  readonly title: string;
  readonly ours: { readonly name: string; readonly timing: Timing };
  readonly theirs: { readonly name: string; readonly timing: Timing };
  /** Medians, ours by theirs. */
  readonly ratio: number;
  /** The ratio must not be above this. */
  readonly bar: number;
  readonly parts: readonly Part[];
}

const cell = (seconds: number): string => `${seconds.toFixed(1)} s`.padStart(9);

/** A comparison as text for a terminal. */
export const table = ({ title, ours, theirs, ratio, bar, parts }: Comparison): string => {
  const width = Math.max(...[ours, theirs, ...parts].map(({ name }) => name.length));
  const row = (name: string, { median, fastest, slowest, runs }: Timing): string =>
    `  ${name.padEnd(width)} ${cell(median)}   (${fastest.toFixed(1)} to ${slowest.toFixed(1)} s in ${runs} runs)`;
  return [
    title,
    row(ours.name, ours.timing),
    row(theirs.name, theirs.timing),
    `  ratio ${ratio.toFixed(2)}, ${ratio <= bar ? 'within' : 'above'} the bar of ${bar.toFixed(1)}`,
    ...(parts.length > 0 ? ['  where the time goes:'] : []),
    ...parts.map(({ name, seconds }) => `  ${name.padEnd(width)} ${cell(seconds)}`),
  ].join('\n');
};

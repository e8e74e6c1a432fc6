import { median } from '../lib/ground/median';
import { type Timing, timingOf } from './statistics';

/** Where the time of one side goes; parts may overlap. */
export interface TimedPart {
  readonly name: string;
  readonly seconds: number;
}

/** A number that is worth knowing, other than a time. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** The value must not be above this. @default it may be anything */
  readonly bar?: number;
}

/** One thing measured against another in the same run, so that the machine's speed cancels out. */
export interface Comparison {
  readonly title: string;
  /** What the two sides are measured in. @default s */
  readonly unit?: 's' | 'MB';
  readonly ours: { readonly name: string; readonly timing: Timing };
  readonly theirs: { readonly name: string; readonly timing: Timing };
  /** Medians, ours by theirs. */
  readonly ratio: number;
  /** The ratio must not be above this. */
  readonly bar: number;
  readonly parts: readonly TimedPart[];
  readonly facts?: readonly Figure[];
}

/** One side of a comparison: the seconds of each run. */
interface Side {
  readonly name: string;
  readonly seconds: readonly number[];
}

/** Compares two sides by their medians. */
export const compared = (
  title: string,
  ours: Side,
  theirs: Side,
  bar: number,
): Pick<Comparison, 'title' | 'ours' | 'theirs' | 'ratio' | 'bar'> => ({
  title,
  ours: { name: ours.name, timing: timingOf(ours.seconds) },
  theirs: { name: theirs.name, timing: timingOf(theirs.seconds) },
  ratio: median(ours.seconds) / median(theirs.seconds),
  bar,
});

const cell = (value: number, unit = 's'): string => `${value.toFixed(1)} ${unit}`.padStart(9);

const fact = ({ name, value, bar }: Figure, width: number): string => {
  const shown = Number.isInteger(value) ? String(value) : value.toFixed(2);
  const judged = bar === undefined ? '' : `   ${value <= bar ? 'within' : 'above'} the bar of ${bar}`;
  return `  ${name.padEnd(width)} ${shown.padStart(9)}${judged}`;
};

/** A comparison as text for a terminal. */
export const comparisonTable = ({
  title,
  unit = 's',
  ours,
  theirs,
  ratio,
  bar,
  parts,
  facts = [],
}: Comparison): string => {
  const width = Math.max(...[ours, theirs, ...parts].map(({ name }) => name.length));
  const row = (name: string, { median, fastest, slowest, runs }: Timing): string =>
    `  ${name.padEnd(width)} ${cell(median, unit)}   (${fastest.toFixed(1)} to ${slowest.toFixed(1)} ${unit} in ${runs} runs)`;
  return [
    title,
    row(ours.name, ours.timing),
    row(theirs.name, theirs.timing),
    `  ratio ${ratio.toFixed(2)}, ${ratio <= bar ? 'within' : 'above'} the bar of ${bar.toFixed(1)}`,
    ...(parts.length > 0 ? ['  where the time goes:'] : []),
    ...parts.map(({ name, seconds }) => `  ${name.padEnd(width)} ${cell(seconds)}`),
    ...facts.map((each) => fact(each, Math.max(...facts.map(({ name }) => name.length)))),
  ].join('\n');
};

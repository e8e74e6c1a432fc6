/** Number with its noun: `1 finding`, `2 findings`. */
export const counted = (n: number, noun: string, nouns = `${noun}s`): string =>
  `${grouped(n)} ${n === 1 ? noun : nouns}`;

/** A number as people read it: `12,480`. */
export const grouped = (n: number): string => (n < 1000 ? `${n}` : GROUPED.format(n));

const GROUPED = new Intl.NumberFormat('en-US');

/** A name without what people spell as they like. */
const bare = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');

const pairs = (letters: string): ReadonlySet<string> =>
  new Set(Array.from({ length: Math.max(letters.length - 1, 0) }, (_, i) => letters.slice(i, i + 2)));

const MOST = 3;
const LEAST_PAIRS = 0.5;
const LEAST_LETTERS = 2 / 3;

/** The names that are most like one nobody knows: by the pairs of letters they share (Dice's coefficient), or by the letters to change. */
export const nearMisses = (unknown: string, names: Iterable<string>): readonly string[] => {
  const wanted = bare(unknown);
  return [...names]
    .map((name) => ({ name, score: alike(wanted, bare(name)) }))
    .filter(({ score }) => score > 0)
    .toSorted((one, other) => other.score - one.score || (one.name < other.name ? -1 : 1))
    .slice(0, MOST)
    .map(({ name }) => name);
};

/** `did you mean region`, for the end of a sentence about a name nobody knows; undefined where none is like it. */
export const didYouMean = (unknown: string, names: Iterable<string>): string | undefined => {
  const alike = nearMisses(unknown, names);
  return alike.length === 0 ? undefined : `did you mean ${alike.join(', ')}`;
};

/** The same with all there are: what stands behind a name nobody knows, `, did you mean throttle? There are throttle, delay`. */
export const meantOneOf = (unknown: string, names: readonly string[]): string => {
  const meant = nearMisses(unknown, names);
  const all = names.join(', ');
  return meant.length === 0 ? `: there are ${all}` : `, did you mean ${meant.join(' or ')}? There are ${all}`;
};

/** From 0, not alike, to 1. Short names share no pair once two letters have changed places; long ones are told by their parts. */
const alike = (wanted: string, own: string): number => {
  const [ours, theirs] = [pairs(own), pairs(wanted)];
  const shared = (2 * [...ours].filter((pair) => theirs.has(pair)).length) / (ours.size + theirs.size || 1);
  const kept = 1 - changes(wanted, own) / Math.max(wanted.length, own.length, 1);
  return Math.max(shared >= LEAST_PAIRS ? shared : 0, kept >= LEAST_LETTERS ? kept : 0);
};

/** How many letters must be put in, taken out, replaced, or swapped with their neighbour (optimal string alignment). */
const changes = (one: string, other: string): number => {
  let [before, row]: [number[], number[]] = [[], Array.from({ length: other.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1];
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [before, row] = [row, next];
  }
  return row[other.length] ?? 0;
};

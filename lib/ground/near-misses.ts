const pairs = (text: string): ReadonlySet<string> => {
  const letters = text.toLowerCase().replace(/[^a-z0-9]/g, '');
  return new Set(Array.from({ length: Math.max(letters.length - 1, 0) }, (_, i) => letters.slice(i, i + 2)));
};

const MOST = 3;
const LEAST_ALIKE = 0.5;

/** The names that are most like one nobody knows, by the pairs of letters they share (Dice's coefficient). */
export const nearMisses = (unknown: string, names: Iterable<string>): readonly string[] => {
  const wanted = pairs(unknown);
  const alike = (name: string): number => {
    const own = pairs(name);
    return (2 * [...own].filter((pair) => wanted.has(pair)).length) / (own.size + wanted.size || 1);
  };
  return [...names]
    .map((name) => ({ name, score: alike(name) }))
    .filter(({ score }) => score >= LEAST_ALIKE)
    .toSorted((one, other) => other.score - one.score || (one.name < other.name ? -1 : 1))
    .slice(0, MOST)
    .map(({ name }) => name);
};

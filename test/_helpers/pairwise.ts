/** What may be chosen: name → its values. */
export type Choices = Readonly<Record<string, readonly string[]>>;
/** One of each. */
export type Choice = Readonly<Record<string, string>>;

/** Every two values of different names that can stand together, as `name=value name=value`. */
export const pairsOf = (choices: Choices): ReadonlySet<string> => {
  const names = Object.keys(choices);
  return new Set(
    names.flatMap((one, index) =>
      names
        .slice(index + 1)
        .flatMap((other) =>
          (choices[one] ?? []).flatMap((a) => (choices[other] ?? []).map((b) => `${one}=${a} ${other}=${b}`)),
        ),
    ),
  );
};

/** The pairs that a choice has, as {@link pairsOf} spells them; names stand in the order of the choices. */
export const pairsIn = (choice: Choice): readonly string[] => {
  const entries = Object.entries(choice).map(([name, value]) => `${name}=${value}`);
  return entries.flatMap((one, index) => entries.slice(index + 1).map((other) => `${one} ${other}`));
};

/**
 * Choices in which every pair of values stands together at least once; the same ones every time. Each begins with a pair that
 * is still missing, and takes for every other name the value that brings the most missing pairs with those chosen already.
 */
export const pairwise = (choices: Choices): readonly Choice[] => {
  const missing = new Set(pairsOf(choices));
  const chosen: Choice[] = [];
  for (let [seed] = missing; seed !== undefined; [seed] = missing) {
    const choice = grown(
      Object.fromEntries(seed.split(' ').map((part) => part.split('=') as [string, string])),
      choices,
      missing,
    );
    for (const pair of pairsIn(choice)) missing.delete(pair);
    chosen.push(choice);
  }
  return chosen;
};

const grown = (seed: Choice, choices: Choices, missing: ReadonlySet<string>): Choice => {
  const ordered = (choice: Choice): Choice =>
    Object.fromEntries(
      Object.keys(choices).flatMap((name) => (choice[name] === undefined ? [] : [[name, choice[name]]])),
    );
  const gain = (choice: Choice): number => pairsIn(choice).filter((pair) => missing.has(pair)).length;
  let choice = ordered(seed);
  for (const [name, values] of Object.entries(choices)) {
    if (choice[name] !== undefined) continue;
    const candidates = values.map((value) => ordered({ ...choice, [name]: value }));
    choice = candidates.reduce((best, each) => (gain(each) > gain(best) ? each : best));
  }
  return choice;
};

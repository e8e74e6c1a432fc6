/** A thing with its address on a page. */
export interface Numbered<Thing> {
  readonly thing: Thing;
  readonly address: string;
}

/**
 * Gives things their addresses. Of those that have the same, the second's ends in `-2`: an id stands once on a page.
 *
 * @param taken how often each address was given; for several lists on one page
 */
export const numbered = <Thing>(
  things: readonly Thing[],
  addressOf: (thing: Thing) => string,
  taken: Map<string, number> = new Map(),
): readonly Numbered<Thing>[] =>
  things.map((thing) => {
    const address = addressOf(thing);
    const times = (taken.get(address) ?? 0) + 1;
    taken.set(address, times);
    return { thing, address: times === 1 ? address : `${address}-${times}` };
  });

import { sha256 } from '../../ground/sha256';

/** Enough of a hash that two things on one page do not share it by accident. */
const DIGITS = 10;

/**
 * An element id for a link that lasts: readable words, then a hash of what identifies the thing. It depends on nothing else, so
 * the same finding has the same address in every report.
 *
 * @param kind first word of the id, for example `finding`
 * @param name what a person recognizes; letters and digits of it are kept
 * @param identity everything that tells the thing from others of its kind
 */
export const anchor = (kind: string, name: string, identity: readonly (string | undefined)[] = [name]): string => {
  const hash = sha256(JSON.stringify(identity.map((part) => part ?? null)));
  return [kind, words(name), hash.slice(0, DIGITS)].filter((part) => part !== '').join('-');
};

const words = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-|-$/g, '');

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

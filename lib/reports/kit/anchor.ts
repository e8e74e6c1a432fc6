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

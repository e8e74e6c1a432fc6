import { nameOfAttempt } from '../contract/evidence-layout';
import type { Bucket } from './bucket';

/** How often one execution may be retried before something else is wrong. */
const MOST_ATTEMPTS = 9;

/**
 * Writes files that belong together under the first attempt whose names are free: evidence is never written over, and a
 * retried stage leaves what it proved beside what the failed one did.
 *
 * @param files name → content; the first one decides which attempt this is
 * @returns the number of the attempt, from 1
 */
export const writeAttempt = async (
  bucket: Bucket,
  prefix: string,
  files: readonly (readonly [name: string, content: string])[],
): Promise<number> => {
  const [[decisive, content] = ['', ''], ...others] = files;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    if (!(await bucket.putNew(`${prefix}${nameOfAttempt(decisive, attempt)}`, content))) continue;
    for (const [name, text] of others) await bucket.putNew(`${prefix}${nameOfAttempt(name, attempt)}`, text);
    return attempt;
  }
  throw new Error(`${prefix}${decisive} has been written ${MOST_ATTEMPTS} times: start a new execution`);
};

/** The key of the last attempt at a file, or undefined where there is none. */
export const lastAttempt = (keys: readonly string[], prefix: string, name: string): string | undefined => {
  const known = new Set(keys);
  let last: string | undefined;
  for (let attempt = 1; known.has(`${prefix}${nameOfAttempt(name, attempt)}`); attempt += 1) {
    last = `${prefix}${nameOfAttempt(name, attempt)}`;
  }
  return last;
};

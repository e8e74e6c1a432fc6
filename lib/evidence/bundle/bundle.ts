import { STATEMENT, statementName } from '../../contract/evidence-layout';
import type { Finding } from '../verify/finding';

/** A release's record on this machine: its parts and its statement under their names, and nothing else. */
export interface Bundle {
  /** Path, as it was given. */
  readonly path: string;
  readonly files: ReadonlyMap<string, Buffer>;
  /** What cannot even be read as a bundle: links, names that lead outside, names that are there twice. */
  readonly problems: readonly Finding[];
}

/** File beside a bundle that holds the public key it is to be checked with, so that bundle and key can go different ways. */
export const keyFileOf = (bundle: string): string => `${bundle.replace(/\/+$/, '')}.public-key.pem`;

/** Name of the statement that closed the release last. */
export const lastStatement = (names: Iterable<string>): string => {
  const known = new Set(names);
  let attempt = 1;
  while (known.has(statementName(attempt + 1))) attempt++;
  return attempt === 1 ? STATEMENT : statementName(attempt);
};

import { STATEMENT } from '../../contract/evidence-layout';
import { lastAttempt } from '../attempts';
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
export const lastStatement = (known: { has(name: string): boolean }): string => lastAttempt(known, STATEMENT);

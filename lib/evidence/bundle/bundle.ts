import { STATEMENT } from '../../contract/evidence-layout';
import { lastAttempt } from '../store';
import type { Discrepancy } from '../verify/finding';

/** A release's record on this machine: its parts and its statement under their names, and nothing else. */
export interface Bundle {
  /** Path, as it was given. */
  readonly path: string;
  /** What can be read, by name; nothing of it has been read yet. */
  readonly files: ReadonlyMap<string, BundleFile>;
  /** What cannot even be read as a bundle: links, names that lead outside, names that are there twice. */
  readonly problems: readonly Discrepancy[];
}

/** One file of a bundle. */
export interface BundleFile {
  /** Bytes that it says it has. */
  readonly size: number;
  /** Bytes that it takes up in the bundle: fewer where it is packed. */
  readonly stored: number;
  /**
   * Reads it from its beginning, piece by piece.
   *
   * @throws {Error} when it turns out, while it is read, to be unreadable or of another length than it says
   */
  open(): AsyncIterable<Buffer>;
}

/** File beside a bundle that holds the public key it is to be checked with, so that bundle and key can go different ways. */
export const keyFileOf = (bundle: string): string => `${bundle.replace(/\/+$/, '')}.public-key.pem`;

/** Name of the statement that closed the release last. */
export const lastStatement = (known: { has(name: string): boolean }): string => lastAttempt(known, STATEMENT);

import { nameOfAttempt } from '../contract/evidence-layout';

/** The evidence bucket, as far as evidence is written and read: nothing is ever replaced. */
export interface EvidenceStore {
  /** Keys below a prefix, sorted. */
  list(prefix: string): Promise<readonly string[]>;
  /** Undefined where nothing lies there. */
  read(key: string): Promise<Buffer | undefined>;
  /** Writes what is not there yet; answers false, and changes nothing, where something is. */
  putNew(key: string, bytes: Buffer): Promise<boolean>;
}

/** The name of the last attempt at a part: what a retried stage left stands beside what the failed one did. */
export const lastAttempt = (known: { has(name: string): boolean }, name: string): string => {
  let attempt = 1;
  while (known.has(nameOfAttempt(name, attempt + 1))) attempt++;
  return nameOfAttempt(name, attempt);
};

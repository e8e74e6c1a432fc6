/** The evidence bucket, as far as evidence is written and read: nothing is ever replaced. */
export interface EvidenceStore {
  /** Keys below a prefix, sorted. */
  list(prefix: string): Promise<readonly string[]>;
  /** Undefined where nothing lies there. */
  read(key: string): Promise<Buffer | undefined>;
  /** Writes what is not there yet; answers false, and changes nothing, where something is. */
  putNew(key: string, bytes: Buffer): Promise<boolean>;
}

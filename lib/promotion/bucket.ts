/** The evidence bucket, as far as a promotion reads and writes it. */
export interface Bucket {
  /** Every key below a prefix, sorted. */
  keys(prefix: string): Promise<readonly string[]>;
  read(key: string): Promise<string>;
  /** Writes what is not there yet; answers false, and changes nothing, where something is. */
  putNew(key: string, body: string): Promise<boolean>;
  /** Writes, also over what is there. */
  put(key: string, body: string): Promise<void>;
}

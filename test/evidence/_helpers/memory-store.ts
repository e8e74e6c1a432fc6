import type { EvidenceStore } from '../../../lib/evidence/store';

/** A bucket in memory that, like the real one, replaces nothing. */
export class MemoryStore implements EvidenceStore {
  readonly objects = new Map<string, Buffer>();
  /** Called before each write: a test puts a competitor in between. */
  beforePut: (key: string) => void = () => undefined;

  async list(prefix: string): Promise<readonly string[]> {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  async read(key: string): Promise<Buffer | undefined> {
    return this.objects.get(key);
  }

  async putNew(key: string, bytes: Buffer): Promise<boolean> {
    this.beforePut(key);
    if (this.objects.has(key)) return false;
    this.objects.set(key, bytes);
    return true;
  }
}

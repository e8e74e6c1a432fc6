import type { Bucket } from '../../lib/promotion/bucket';

/** A bucket in memory that writes over nothing but what is promoted, as the real one's policy has it. */
export class MemoryBucket implements Bucket {
  readonly objects = new Map<string, string>();

  async keys(prefix: string): Promise<readonly string[]> {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  async read(key: string): Promise<string> {
    const found = this.objects.get(key);
    if (found === undefined) throw new Error(`NoSuchKey: ${key}`);
    return found;
  }

  async putNew(key: string, body: string): Promise<boolean> {
    if (this.objects.has(key)) return false;
    this.objects.set(key, body);
    return true;
  }

  async put(key: string, body: string): Promise<void> {
    if (!key.startsWith('promoted/')) throw new Error(`AccessDenied: ${key} must be written once`);
    this.objects.set(key, body);
  }
}

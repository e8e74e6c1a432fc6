import type { Bucket } from '../../lib/promotion/bucket';

/** A bucket in memory that writes over nothing but what is promoted, as the real one's policy has it. */
export class MemoryBucket implements Bucket {
  readonly objects = new Map<string, string>();

  async list(prefix: string): Promise<readonly string[]> {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  async read(key: string): Promise<Buffer | undefined> {
    const found = this.objects.get(key);
    return found === undefined ? undefined : Buffer.from(found);
  }

  async putNew(key: string, bytes: Buffer | string): Promise<boolean> {
    if (this.objects.has(key)) return false;
    this.objects.set(key, bytes.toString());
    return true;
  }

  async promote(key: string, report: Buffer | string): Promise<void> {
    if (!key.startsWith('promoted/')) throw new Error(`AccessDenied: ${key} must be written once`);
    this.objects.set(key, report.toString());
  }
}

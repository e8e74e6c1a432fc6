import { createHash } from 'node:crypto';
import type { NewObject, ObjectStore, StoredObject } from '../../../functions/data-processing/object-store';

interface Version extends StoredObject {
  readonly content: Buffer;
}

/** A versioned bucket: an object appears when its body has ended, conditional writes are honoured, every version stays readable. */
export class MemoryObjectStore implements ObjectStore {
  readonly #versions = new Map<string, Version[]>();
  /** Keys in the order their versions appeared. */
  readonly written: string[] = [];
  /** Size of the pieces in which content is read. */
  chunkBytes = 7;

  /** Puts an object from outside and gives its version id. */
  put(key: string, content: string | Uint8Array, metadata: Readonly<Record<string, string>> = {}): string {
    const versions = this.#versions.get(key) ?? [];
    const versionId = `v${this.#versions.size}.${versions.length + 1}`;
    const bytes = Buffer.from(content);
    const etag = `"${createHash('md5').update(bytes).update(versionId).digest('hex')}"`;
    this.#versions.set(key, [...versions, { versionId, etag, metadata, content: bytes }]);
    return versionId;
  }

  /** The newest content as text. */
  text(key: string): string | undefined {
    return this.#versions.get(key)?.at(-1)?.content.toString('utf8');
  }

  /** The newest content as NDJSON. */
  lines(key: string): readonly unknown[] {
    const text = this.text(key) ?? '';
    return text === ''
      ? []
      : text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line));
  }

  versionCount(key: string): number {
    return this.#versions.get(key)?.length ?? 0;
  }

  async head(key: string): Promise<StoredObject | undefined> {
    return this.#versions.get(key)?.at(-1);
  }

  async *read(key: string, versionId: string): AsyncIterable<Uint8Array> {
    const version = this.#versions.get(key)?.find((candidate) => candidate.versionId === versionId);
    if (!version) throw new Error('NoSuchVersion');
    for (let at = 0; at < version.content.length; at += this.chunkBytes) {
      yield version.content.subarray(at, at + this.chunkBytes);
    }
  }

  async write({ key, body, metadata, replaces }: NewObject): Promise<void> {
    const parts: string[] = [];
    for await (const part of body) parts.push(part);
    if ((await this.head(key))?.etag !== replaces) throw new Error('PreconditionFailed');
    this.put(key, parts.join(''), metadata);
    this.written.push(key);
  }
}

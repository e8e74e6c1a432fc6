import { sha256 } from '../../lib/ground/sha256';
import type { StoredObject } from './object-store';
import type { Reading, Survey } from './passes';

/** Raised when the same content is to give another output: results of earlier releases then count as not made yet. */
const OUTPUT_FORMAT = 1;

/** What decides an output. */
const DECIDING = ['input-sha256', 'token-key-id', 'settings-sha256'] as const;

/** Metadata of an output: what it was made from, and the counts. A digest of the content, since the ETag of an SSE-KMS object is none. */
export const outputMetadata = (
  found: Survey,
  reading: Reading,
  tokenKeyId: string,
): Readonly<Record<string, string>> => {
  const settings = JSON.stringify([
    OUTPUT_FORMAT,
    reading.fields.map((path) => path.join('.')).sort(),
    reading.maxLineBytes,
  ]);
  return {
    'input-sha256': found.sha256,
    'token-key-id': tokenKeyId,
    'settings-sha256': sha256(settings),
    records: String(found.records),
    quarantined: String(found.quarantined),
  };
};

/** True when the object was made from the same content with the same key and settings. */
export const isMadeFrom = (object: StoredObject, metadata: Readonly<Record<string, string>>): boolean =>
  DECIDING.every((name) => object.metadata[name] === metadata[name]);

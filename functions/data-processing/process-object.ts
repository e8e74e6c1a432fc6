import { PROCESSED_PREFIX, QUARANTINE_PREFIX } from '../../lib/contract/data-layout';
import type { TokenKey } from '../key-ring';
import { tokenize } from '../token';
import type { IncomingObject } from './notification';
import type { ObjectStore, StoredObject } from './object-store';
import { isMadeFrom, outputMetadata } from './output-metadata';
import { processedLines, quarantinedLines, type Reading, type Survey, survey } from './passes';

/** What became of an object. */
export type ProcessingOutcome =
  | { readonly outcome: 'processed' | 'unchanged'; readonly survey: Survey; readonly tokenKeyId: string }
  /** A newer version lies under the same name and has a notification of its own. */
  | { readonly outcome: 'superseded' };

/**
 * Tokenizes one version of one object.
 *
 * The content is read once to know what it is and, unless its result already exists, again for each output. That keeps the
 * memory constant whatever the size, and the outputs a pure function of content, key and settings: a repeated delivery
 * finds its own work and writes nothing. The processed object comes last and marks the work as complete. An output that
 * somebody else replaced in between is refused by S3 and the delivery repeated.
 */
export const processObject = async (
  store: ObjectStore,
  input: IncomingObject,
  reading: Reading,
  tokenKey: TokenKey,
): Promise<ProcessingOutcome> => {
  const newest = await store.head(input.key);
  if (newest && newest.versionId !== input.versionId) return { outcome: 'superseded' };

  const read = () => store.read(input.key, input.versionId);
  const found = await survey(read(), reading);
  const metadata = outputMetadata(found, reading, tokenKey.id);

  const result = { survey: found, tokenKeyId: tokenKey.id };

  const processedKey = `${PROCESSED_PREFIX}${input.name}`;
  const processed = await store.head(processedKey);
  if (processed && isMadeFrom(processed, metadata)) return { outcome: 'unchanged', ...result };

  const quarantineKey = `${QUARANTINE_PREFIX}${input.name}`;
  const quarantined = await store.head(quarantineKey);
  if (needsQuarantine(found, quarantined) && !(quarantined && isMadeFrom(quarantined, metadata))) {
    const body = quarantinedLines(read(), reading, found);
    await store.write({ key: quarantineKey, body, metadata, replaces: quarantined?.etag });
  }
  const body = processedLines(read(), reading, (value) => tokenize(value, tokenKey), found);
  await store.write({ key: processedKey, body, metadata, replaces: processed?.etag });
  return { outcome: 'processed', ...result };
};

/**
 * Where earlier content of the same name left unreadable lines and this one has none, an empty object takes their place:
 * the function has no permission to delete, and the earlier version stays readable.
 */
const needsQuarantine = (found: Survey, previous: StoredObject | undefined): boolean =>
  found.quarantined > 0 || (previous !== undefined && previous.metadata['quarantined'] !== '0');

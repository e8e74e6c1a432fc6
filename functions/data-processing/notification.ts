import { INCOMING_PREFIX } from '../../lib/contract/data-layout';

/** One version of one object to process. */
export interface IncomingObject {
  readonly key: string;
  /** The key below `incoming/`. */
  readonly name: string;
  readonly versionId: string;
}

/**
 * Reads an S3 notification. Messages never repeat a key: a file name may name a patient.
 *
 * @returns the objects; empty for the marker of an empty folder, which the S3 console makes
 * @throws {Error} when it is about anything but created objects under `incoming/` of this bucket with a version id
 */
export const readNotification = (event: unknown, bucket: string): readonly IncomingObject[] => {
  const records = member(event, 'Records');
  if (!Array.isArray(records) || records.length === 0) {
    throw new Error('event is neither an S3 notification (Records) nor a validation probe (kind): nothing was done');
  }
  return records.flatMap((record: unknown, index) => readRecord(record, bucket, `Records[${index}]`));
};

const readRecord = (record: unknown, bucket: string, where: string): readonly IncomingObject[] => {
  const eventName = text(record, 'eventName', where);
  if (text(record, 'eventSource', where) !== 'aws:s3' || !eventName.startsWith('ObjectCreated:')) {
    throw new Error(`${where} is not about a created object of S3 ("${eventName}"): correct the bucket's notification`);
  }
  const s3 = member(record, 's3');
  const from = text(member(s3, 'bucket'), 'name', `${where}.s3.bucket`);
  if (from !== bucket) throw new Error(`${where} is about bucket "${from}", this function serves "${bucket}" only`);

  const object = member(s3, 'object');
  const key = decodeKey(text(object, 'key', `${where}.s3.object`), where);
  if (!key.startsWith(INCOMING_PREFIX)) {
    throw new Error(
      `${where} is about an object outside "${INCOMING_PREFIX}": correct the filter of the bucket's notification`,
    );
  }
  if (key.endsWith('/') && member(object, 'size') === 0) return [];
  const name = key.slice(INCOMING_PREFIX.length);
  if (name === '') throw new Error(`${where} is about an object without a name below "${INCOMING_PREFIX}"`);
  return [{ key, name, versionId: text(object, 'versionId', `${where}.s3.object`) }];
};

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

const text = (value: unknown, name: string, where: string): string => {
  const found = member(value, name);
  if (typeof found === 'string' && found !== '') return found;
  const hint = name === 'versionId' ? ': the bucket must be versioned (ZT-08)' : '';
  throw new Error(`${where}.${name} is missing or not a text${hint}`);
};

/** Keys in notifications are form-encoded: a space is a plus. */
const decodeKey = (encoded: string, where: string): string => {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    throw new Error(`${where}.s3.object.key is not URL-encoded`);
  }
};

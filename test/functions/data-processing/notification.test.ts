import { describe, expect, test } from '@jest/globals';
import { readNotification } from '../../../functions/data-processing/notification';

const BUCKET = 'data-dev';

interface Parts {
  readonly eventSource?: string;
  readonly eventName?: string;
  readonly bucket?: string;
  readonly object?: Readonly<Record<string, unknown>>;
}

const notification = ({
  eventSource = 'aws:s3',
  eventName = 'ObjectCreated:Put',
  bucket = BUCKET,
  object = {},
}: Parts = {}) => {
  const whole = { key: 'incoming/a.ndjson', versionId: 'v1', size: 10, ...object };
  return { Records: [{ eventSource, eventName, s3: { bucket: { name: bucket }, object: whole } }] };
};

describe('an S3 notification', () => {
  test('names the object, its name below incoming/ and its version', () => {
    expect(readNotification(notification(), BUCKET)).toEqual([
      { key: 'incoming/a.ndjson', name: 'a.ndjson', versionId: 'v1' },
    ]);
  });

  test.each([
    ['incoming/2024/a.ndjson', '2024/a.ndjson'],
    ['incoming/a+b%2Bc.ndjson', 'a b+c.ndjson'],
    ['incoming/M%C3%BCller.ndjson', 'Müller.ndjson'],
    ['incoming/incoming/a', 'incoming/a'],
  ])('with the key %s is about %s', (key, name) => {
    expect(readNotification(notification({ object: { key } }), BUCKET)).toMatchObject([
      { key: `incoming/${name}`, name },
    ]);
  });

  test('may come from a multipart upload or a copy', () => {
    for (const eventName of ['ObjectCreated:CompleteMultipartUpload', 'ObjectCreated:Copy']) {
      expect(readNotification(notification({ eventName }), BUCKET)).toHaveLength(1);
    }
  });

  test('may be about several objects', () => {
    const Records = [...notification().Records, ...notification({ object: { key: 'incoming/b' } }).Records];
    expect(readNotification({ Records }, BUCKET).map(({ name }) => name)).toEqual(['a.ndjson', 'b']);
  });

  test('about the marker of an empty folder names nothing', () => {
    expect(readNotification(notification({ object: { key: 'incoming/folder/', size: 0 } }), BUCKET)).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ['no event', undefined, 'neither an S3 notification'],
    ['an event of another kind', { kind: 'other' }, 'neither an S3 notification'],
    ['no records', { Records: [] }, 'neither an S3 notification'],
    ['an empty record', { Records: [{}] }, 'Records[0].eventName is missing'],
    [
      'a record without object',
      { Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: null }] },
      'Records[0].s3.bucket.name',
    ],
    ['another service', notification({ eventSource: 'aws:sqs' }), 'not about a created object of S3'],
    [
      'a deletion',
      notification({ eventName: 'ObjectRemoved:Delete' }),
      'not about a created object of S3 ("ObjectRemoved:Delete")',
    ],
    [
      'another bucket',
      notification({ bucket: 'data-prod' }),
      'about bucket "data-prod", this function serves "data-dev" only',
    ],
    ['an object elsewhere', notification({ object: { key: 'processed/a' } }), 'outside "incoming/"'],
    ['a name that only begins alike', notification({ object: { key: 'incoming-a' } }), 'outside "incoming/"'],
    ['no name', notification({ object: { key: 'incoming/' } }), 'without a name'],
    ['no version', notification({ object: { versionId: undefined } }), 'the bucket must be versioned'],
    ['a key that is not encoded', notification({ object: { key: 'incoming/%E0%A4%A' } }), 'is not URL-encoded'],
  ])('fails on %s', (_, event, message) => {
    expect(() => readNotification(event, BUCKET)).toThrow(message);
  });

  test('fails without repeating the key, which may name a patient', () => {
    for (const object of [
      { key: 'anna-smith' },
      { key: 'incoming/anna-smith', versionId: '' },
      { key: 'anna-smith%E0%A4%A' },
    ]) {
      expect(() => readNotification(notification({ object }), BUCKET)).toThrow();
      expect(() => readNotification(notification({ object }), BUCKET)).not.toThrow('anna');
    }
  });
});

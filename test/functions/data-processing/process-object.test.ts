import { beforeEach, describe, expect, test } from '@jest/globals';
import type { NewObject } from '../../../functions/data-processing/object-store';
import type { Reading } from '../../../functions/data-processing/passes';
import { type ProcessingOutcome, processObject } from '../../../functions/data-processing/process-object';
import type { TokenKey } from '../../../functions/key-ring';
import { tokenize } from '../../../functions/token';
import { MemoryObjectStore } from '../_fakes/memory-object-store';
import { ring } from '../_fakes/rings';

const keys = ring('k2', 'k1', 'k2');
const reading: Reading = { fields: [['mrn']], maxLineBytes: 64 };
const GOOD = '{"mrn":"A1","x":1}\n{"mrn":"A2","x":2}\n';
const MIXED = '{"mrn":"A1"}\nbroken\n\n{"mrn":"A2"}\n[1]';

let store: MemoryObjectStore;
beforeEach(() => {
  store = new MemoryObjectStore();
});

const key = (id: string): TokenKey => {
  const found = keys.keys.get(id);
  if (!found) throw new Error(`no key ${id}`);
  return { id, key: found };
};

const deliver = (versionId: string, settings = reading, keyId = 'k1'): Promise<ProcessingOutcome> =>
  processObject(store, { key: 'incoming/a/b.ndjson', name: 'a/b.ndjson', versionId }, settings, key(keyId));

const arrive = (content: string): string => store.put('incoming/a/b.ndjson', content);

describe('processing an object', () => {
  test('writes the tokenized records under the same name and no quarantine', async () => {
    const outcome = await deliver(arrive(GOOD));
    expect(store.lines('processed/a/b.ndjson')).toEqual([
      { mrn: tokenize('A1', key('k1')), x: 1 },
      { mrn: tokenize('A2', key('k1')), x: 2 },
    ]);
    expect(store.written).toEqual(['processed/a/b.ndjson']);
    expect(outcome).toMatchObject({
      outcome: 'processed',
      tokenKeyId: 'k1',
      survey: { records: 2, quarantined: 0, blank: 0 },
    });
  });

  test('puts unreadable lines into the quarantine, complete before the processed object appears', async () => {
    const outcome = await deliver(arrive(MIXED));
    expect(store.written).toEqual(['quarantine/a/b.ndjson', 'processed/a/b.ndjson']);
    expect(store.lines('quarantine/a/b.ndjson')).toMatchObject([
      { line: 2, reason: 'not-json', raw: 'broken' },
      { line: 5, reason: 'not-an-object', raw: '[1]' },
    ]);
    expect(store.lines('processed/a/b.ndjson')).toHaveLength(2);
    expect(outcome).toMatchObject({
      survey: {
        records: 2,
        quarantined: 2,
        blank: 1,
        bytes: MIXED.length,
        reasons: { 'not-json': 1, 'not-an-object': 1 },
      },
    });
  });

  test('leaves an identifier neither in what it writes under processed/ nor in the metadata', async () => {
    await deliver(arrive('{"mrn":"SECRET-7"}\n{"mrn":["SECRET-8",null]}\n'));
    const written = [
      store.text('processed/a/b.ndjson'),
      JSON.stringify((await store.head('processed/a/b.ndjson'))?.metadata),
    ];
    expect(written.join()).not.toContain('SECRET');
  });

  test('keeps all pieces of a line that is too long and counts it once', async () => {
    const long = `{"mrn":"A1","note":"${'ä'.repeat(100)}"}`;
    const outcome = await deliver(arrive(`${long}\n${GOOD}`));
    const pieces = store.lines('quarantine/a/b.ndjson') as readonly { raw: string; encoding: BufferEncoding }[];
    expect(Buffer.concat(pieces.map(({ raw, encoding }) => Buffer.from(raw, encoding))).toString('utf8')).toBe(long);
    expect(outcome).toMatchObject({ survey: { records: 2, quarantined: 1, reasons: { 'line-too-long': 1 } } });
  });

  test.each([
    ['an empty object', ''],
    ['only empty lines', '\n\n'],
    ['only broken lines', 'broken'],
  ])('marks %s as processed', async (_, content) => {
    const version = arrive(content);
    expect(await deliver(version)).toMatchObject({ outcome: 'processed' });
    expect(store.text('processed/a/b.ndjson')).toBe('');
    expect(await deliver(version)).toMatchObject({ outcome: 'unchanged' });
  });
});

describe('a repeated delivery', () => {
  test('writes nothing, for the same version as for another one with the same content', async () => {
    const first = arrive(MIXED);
    await deliver(first);
    expect(await deliver(first)).toMatchObject({ outcome: 'unchanged', survey: { records: 2, quarantined: 2 } });
    expect(await deliver(arrive(MIXED))).toMatchObject({ outcome: 'unchanged' });
    expect(store.versionCount('processed/a/b.ndjson')).toBe(1);
    expect(store.versionCount('quarantine/a/b.ndjson')).toBe(1);
  });

  test.each<[string, Reading, string]>([
    ['another key', reading, 'k2'],
    ['other identifier fields', { ...reading, fields: [['mrn'], ['x']] }, 'k1'],
    ['another limit', { ...reading, maxLineBytes: 8 }, 'k1'],
  ])('is processed anew under %s', async (_, settings, keyId) => {
    const version = arrive(GOOD);
    await deliver(version);
    expect(await deliver(version, settings, keyId)).toMatchObject({ outcome: 'processed' });
    expect(store.versionCount('processed/a/b.ndjson')).toBe(2);
  });

  test('does not depend on the order in which the identifier fields are named', async () => {
    const version = arrive(GOOD);
    await deliver(version, { ...reading, fields: [['mrn'], ['x']] });
    expect(await deliver(version, { ...reading, fields: [['x'], ['mrn']] })).toMatchObject({ outcome: 'unchanged' });
  });

  test('completes what an interruption left, without writing the quarantine twice', async () => {
    const version = arrive(MIXED);
    failOn('processed/a/b.ndjson');
    await expect(deliver(version)).rejects.toThrow('disk full');
    expect(store.text('processed/a/b.ndjson')).toBeUndefined();
    recover();
    expect(await deliver(version)).toMatchObject({ outcome: 'processed' });
    expect(store.versionCount('quarantine/a/b.ndjson')).toBe(1);
  });

  test('fails and shows nothing as processed when the quarantine cannot be written', async () => {
    failOn('quarantine/a/b.ndjson');
    await expect(deliver(arrive(MIXED))).rejects.toThrow('disk full');
    expect(store.written).toEqual([]);
  });
});

describe('other content under the same name', () => {
  test('replaces both outputs', async () => {
    await deliver(arrive(MIXED));
    await deliver(arrive('{"mrn":"A9"}\nworse'));
    expect(store.lines('processed/a/b.ndjson')).toEqual([{ mrn: tokenize('A9', key('k1')) }]);
    expect(store.lines('quarantine/a/b.ndjson')).toMatchObject([{ line: 2, raw: 'worse' }]);
  });

  test('without unreadable lines empties the quarantine once', async () => {
    await deliver(arrive(MIXED));
    await deliver(arrive(GOOD));
    expect(store.text('quarantine/a/b.ndjson')).toBe('');
    await deliver(arrive('{"mrn":"A9"}'));
    expect(store.versionCount('quarantine/a/b.ndjson')).toBe(2);
  });

  test('makes the notification of the older version superfluous', async () => {
    const older = arrive(MIXED);
    const newer = arrive(GOOD);
    expect(await deliver(older)).toEqual({ outcome: 'superseded' });
    expect(store.written).toEqual([]);
    expect(await deliver(newer)).toMatchObject({ outcome: 'processed' });
  });

  test('fails to replace an output that somebody else has written meanwhile', async () => {
    const version = arrive(GOOD);
    const write = store.write.bind(store);
    store.write = async (object: NewObject) => {
      store.put(object.key, 'of another delivery');
      await write(object);
    };
    await expect(deliver(version)).rejects.toThrow('PreconditionFailed');
    expect(store.text('processed/a/b.ndjson')).toBe('of another delivery');
  });

  test.each([
    ['is cut short', '{"mrn":"A1","x":1}\n'],
    ['has another record', GOOD.replace('A2', 'A3')],
    ['has a broken line more', `${GOOD}broken`],
  ])('fails and writes nothing when the second reading %s', async (_, content) => {
    const version = arrive(GOOD);
    const read = store.read.bind(store);
    let readings = 0;
    store.read = async function* (objectKey: string, versionId: string) {
      readings += 1;
      if (readings === 1) yield* read(objectKey, versionId);
      else yield Buffer.from(content);
    };
    await expect(deliver(version)).rejects.toThrow('nothing was written');
    expect(store.written).toEqual([]);
  });
});

let write: MemoryObjectStore['write'] | undefined;

const failOn = (objectKey: string): void => {
  const original = store.write.bind(store);
  write = original;
  store.write = async (object) => {
    if (object.key === objectKey) throw new Error('disk full');
    await original(object);
  };
};

const recover = (): void => {
  if (write) store.write = write;
};

import { beforeEach, describe, expect, test } from '@jest/globals';
import { keySource } from '../../../functions/data-processing/key-source';
import { parseSettings } from '../../../functions/data-processing/settings';
import { reporter } from '../../../functions/data-processing/telemetry';
import { processNotification } from '../../../functions/data-processing/workload';
import { FUNCTION_ENVIRONMENT as NAMES } from '../../../lib/contract/function-environment';
import { METRIC, METRIC_NAMESPACE, metricDimensions } from '../../../lib/contract/function-metrics';
import { MemoryObjectStore } from '../_fakes/memory-object-store';
import { printed } from '../_fakes/printed';
import { ringText } from '../_fakes/rings';

let store: MemoryObjectStore;
beforeEach(() => {
  store = new MemoryObjectStore();
});

const settings = parseSettings({
  [NAMES.environment]: 'dev',
  [NAMES.dataBucket]: 'data-dev',
  [NAMES.dataKeyArn]: 'arn',
  [NAMES.keyRingSecretId]: 'key-ring',
  [NAMES.identifierFields]: 'mrn',
  [NAMES.tokenKeyId]: 'current',
});

const deliver = (...objects: readonly (readonly [key: string, versionId: string])[]) => {
  const keyFor = keySource({ readSecret: async () => ringText('k2', 'k1', 'k2'), now: Date.now, lifetime: 1000 });
  const Records = objects.map(([key, versionId]) => ({
    eventSource: 'aws:s3',
    eventName: 'ObjectCreated:Put',
    s3: { bucket: { name: 'data-dev' }, object: { key: encodeURIComponent(key), versionId, size: 1 } },
  }));
  return printed(() => processNotification({ Records }, { settings, store, keyFor, report: reporter('dev') }));
};

const ANNA = 'incoming/anna-smith.ndjson';

describe('the workload', () => {
  test('logs counts, the version and the key id, and no data: neither identifier, nor name, nor broken line, nor token', async () => {
    const { text, lines } = await deliver([ANNA, store.put(ANNA, '{"mrn":"A7"}\n{"mrn":"A8"\n')]);
    expect(lines[0]).toMatchObject({
      message: 'object processed',
      tokenKeyId: 'k2',
      records: 1,
      quarantined: 1,
      blank: 0,
      reasons: { 'not-json': 1 },
    });
    for (const data of ['A7', 'A8', 'anna', 'tok_']) expect(text).not.toContain(data);
  });

  test('counts in metrics of the environment', async () => {
    const { lines } = await deliver([ANNA, store.put(ANNA, '{"mrn":"A7"}\nbroken\n')]);
    expect(lines[1]).toMatchObject({
      ...metricDimensions('dev'),
      [METRIC.objectsProcessed]: 1,
      [METRIC.recordsProcessed]: 1,
      [METRIC.recordsQuarantined]: 1,
      _aws: { CloudWatchMetrics: [{ Namespace: METRIC_NAMESPACE, Dimensions: [['service', 'Environment']] }] },
    });
  });

  test('says of a repeated delivery that it changed nothing', async () => {
    const versionId = store.put(ANNA, '{"mrn":"A7"}\n');
    await deliver([ANNA, versionId]);
    const { result, lines } = await deliver([ANNA, versionId]);
    expect(result).toEqual({ objects: [{ versionId, outcome: 'unchanged' }] });
    expect(lines[0]).toMatchObject({ message: 'object unchanged' });
    expect(lines[1]).toMatchObject({ [METRIC.objectsSkipped]: 1 });
  });

  test('says of an overwritten object that it is superseded', async () => {
    const versionId = store.put(ANNA, '{"mrn":"A7"}\n');
    store.put(ANNA, '{"mrn":"A8"}\n');
    const { result, lines } = await deliver([ANNA, versionId]);
    expect(result).toEqual({ objects: [{ versionId, outcome: 'superseded' }] });
    expect(lines[0]).toMatchObject({ message: 'object superseded' });
  });

  test('processes every object of a notification', async () => {
    const one = store.put('incoming/1', '{"mrn":"A7"}');
    const two = store.put('incoming/2', '{"mrn":"A8"}');
    await deliver(['incoming/1', one], ['incoming/2', two]);
    expect(store.written).toEqual(['processed/1', 'processed/2']);
  });

  test('fails at the object it cannot process, and goes on from there when it is delivered again', async () => {
    const one = store.put('incoming/1', '{"mrn":"A7"}');
    const { result } = await deliver(['incoming/1', one], ['incoming/2', 'no-such-version']);
    expect(result).toMatchObject({ message: 'NoSuchVersion' });
    const two = store.put('incoming/2', '{"mrn":"A8"}');
    await deliver(['incoming/1', one], ['incoming/2', two]);
    expect(store.written).toEqual(['processed/1', 'processed/2']);
  });
});

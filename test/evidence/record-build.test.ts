import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { fromBufferPromise } from 'yauzl';
import { type Gathered, gather, NOT_SOURCE } from '../../lib/evidence/build/gather';
import { recordBuild } from '../../lib/evidence/build/record-build';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';
import { FIRST } from './_helpers/execution';
import { MemoryStore } from './_helpers/memory-store';

// npm takes its time to write the inventory, on a busy machine a lot of it.
const LOCK = {
  name: 'app',
  version: '1.0.0',
  lockfileVersion: 3,
  requires: true,
  packages: {
    '': { name: 'app', version: '1.0.0', dependencies: { constructs: '10.8.1' } },
    'node_modules/constructs': {
      version: '10.8.1',
      resolved: 'https://registry.npmjs.org/x.tgz',
      license: 'Apache-2.0',
    },
  },
};

const place = (files: Readonly<Record<string, string>>): { readonly source: string; readonly assembly: string } => {
  const source = temporaryDirectory();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(source, name)), { recursive: true });
    writeFileSync(join(source, name), text);
  }
  return { source, assembly: join(source, 'cdk.out') };
};

const SOURCE = {
  'package.json': JSON.stringify({ name: 'app', version: '1.0.0', dependencies: { constructs: '10.8.1' } }),
  'package-lock.json': JSON.stringify(LOCK),
  'bin/app.ts': 'one\n',
  '.gitignore': 'cdk.out/\n',
  'node_modules/constructs/index.js': 'not source',
  'bin/debug.log': 'not source',
};

describe('what a build leaves', () => {
  let gathered: Gathered;
  beforeAll(async () => {
    gathered = await gather(
      place({
        ...SOURCE,
        '.build/scans.json': '{}',
        'cdk.out/gate/report.json': '{}',
        'cdk.out/gate/junit.xml': '<xml/>',
        'cdk.out/assembly-dev/Data.template.json': '{"one":1}',
        'cdk.out/tree.json': '{}',
      }),
    );
  });

  test('is source, lockfile, inventory, reports of the gate and all templates', () => {
    expect([...gathered.files.keys()]).toEqual([
      ...['source.zip', 'package-lock.json', 'inventory.cdx.json', 'scans.json'],
      ...['gate/junit.xml', 'gate/report.json'],
      'templates/assembly-dev/Data.template.json',
    ]);
    expect(gathered.tools).toMatchObject({
      node: process.versions.node,
      npm: expect.stringMatching(/^\d/),
      constructs: '10.8.1',
    });
    expect(gathered.absent).toEqual({});
  });

  test('has an inventory in CycloneDX of what the lockfile pins', () => {
    const inventory = JSON.parse(gathered.files.get('inventory.cdx.json')?.toString() ?? '');
    expect(inventory).toMatchObject({
      bomFormat: 'CycloneDX',
      components: [{ name: 'constructs', version: '10.8.1' }],
    });
  });

  test('has the source, and nothing that the build made', async () => {
    const archive = await fromBufferPromise(gathered.files.get('source.zip') ?? Buffer.from(''), { lazyEntries: true });
    const found = new Map<string, string>();
    for await (const entry of archive.eachEntry()) {
      found.set(entry.fileName, (await buffer(await archive.openReadStreamPromise(entry))).toString());
    }
    expect([...found.keys()]).toEqual(['.gitignore', 'bin/app.ts', 'package-lock.json', 'package.json']);
    expect(found.get('bin/app.ts')).toBe('one\n');
  });

  test('leaves out what .gitignore names, and nothing else', () => {
    const ignored = readFileSync('.gitignore', 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.replace(/\/$/, ''));
    const named = [...NOT_SOURCE.directories, ...NOT_SOURCE.suffixes.map((name) => `*${name}`)];
    expect(named.filter((name) => name !== '.git').sort()).toEqual(ignored.sort());
  });

  test('is listed first: a crash in the middle leaves a list that says what is missing', async () => {
    const store = new MemoryStore();
    store.beforePut = () => {
      if (store.objects.size === 2) throw new Error('died');
    };
    await expect(recordBuild(store, identity, gathered)).rejects.toThrow('died');
    const { parts, tools } = JSON.parse(store.objects.get(`releases/${FIRST}/build/build.json`)?.toString() ?? '');
    expect(parts).toHaveLength(7);
    expect(tools).toEqual(gathered.tools);
  });

  test('of a retried build stands beside what the first one left', async () => {
    const store = new MemoryStore();
    expect(await recordBuild(store, identity, gathered)).toBe('build/');
    const before = new Map(store.objects);
    expect(await recordBuild(store, identity, gathered)).toBe('build-2/');
    expect(store.objects.size).toBe(2 * before.size);
    for (const [key, bytes] of before) expect(store.objects.get(key)).toBe(bytes);
  });
});

test('what a build leaves whose synthesis failed says that there is no report of the gate, and that nobody looked at packages', async () => {
  const { files, absent } = await gather(place(SOURCE));
  expect([...files.keys()]).toEqual(['source.zip', 'package-lock.json', 'inventory.cdx.json']);
  expect(absent).toEqual({
    'gate/report.json': expect.stringContaining('the gate said nothing'),
    'scans.json': expect.stringContaining('nobody looked at the packages'),
  });
});

const identity = { pipelineExecutionId: FIRST, buildId: 'synth:1', commit: 'c0ffee', succeeding: true };

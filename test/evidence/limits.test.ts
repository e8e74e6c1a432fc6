import { execFileSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, deflateRawSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { STATEMENT } from '../../lib/contract/evidence-layout';
import type { Bundle } from '../../lib/evidence/bundle/bundle';
import { MOST_BYTES, MOST_STATEMENT_BYTES } from '../../lib/evidence/bundle/limits';
import { listDirectory } from '../../lib/evidence/bundle/list-directory';
import { readBundle } from '../../lib/evidence/bundle/read-bundle';
import { writeBundle } from '../../lib/evidence/bundle/write-bundle';
import { seal } from '../../lib/evidence/dsse';
import { NO_JSON } from '../../lib/evidence/json';
import { verifyBundle } from '../../lib/evidence/verify/verify-bundle';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';
import { contentOf, held } from './_helpers/held-bundle';
import { type RawEntry, rawZip } from './_helpers/raw-zip';
import { type Releases, twoReleases } from './_helpers/releases';
import { signed, signedPart } from './_helpers/tamper';
import { REPORT, TEMPLATE } from './_tamperings/tampering';

const MIB = 1024 * 1024;

/** So many times 16 MiB of zeros in a thousandth of the space, without ever having had them. */
const bomb = (times: number): Buffer => {
  const block = deflateRawSync(Buffer.alloc(16 * MIB), { finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([...Array.from({ length: times }, () => block), Buffer.of(3, 0)]);
};

/** 3.2 GiB in 3.2 MiB. */
const BOMB = bomb(200);
const BOMB_SIZE = 200 * 16 * MIB;

let releases: Releases;
beforeAll(async () => {
  releases = await twoReleases();
});

const bundleAt = (path: string, bytes: Buffer): Promise<Bundle> => {
  writeFileSync(path, bytes);
  return readBundle(path);
};

/** A bundle as a zip file in which some entries are others. */
const zipWith = (others: readonly RawEntry[]): Promise<Bundle> => {
  const entries = [...releases.second.contents].map(([name, content]): RawEntry => ({ name, content }));
  const replaced = entries.filter(({ name }) => !others.some((other) => other.name === name));
  return bundleAt(join(temporaryDirectory(), 'bundle.zip'), rawZip([...replaced, ...others]));
};

const verified = async (bundle: Bundle, previous?: Bundle) => {
  const opened: string[] = [];
  let read = 0;
  const counted = (of: Bundle): Bundle => ({
    ...of,
    files: new Map(
      [...of.files].map(([name, file]) => [
        name,
        {
          ...file,
          async *open() {
            opened.push(name);
            for await (const piece of file.open()) {
              read += piece.length;
              yield piece;
            }
          },
        },
      ]),
    ),
  });
  const { verdict, findings } = await verifyBundle(counted(bundle), {
    key: releases.signer.publicKey,
    keyFrom: 'given',
    ...(previous !== undefined && { previous: counted(previous) }),
  });
  return { verdict, findings, opened, read };
};

describe('a bundle that is too much for a machine', () => {
  test('reads its statement first and every part once', async () => {
    const { verdict, opened, read } = await verified(await zipWith([]));
    const all = [...releases.second.contents.values()].reduce((sum, { length }) => sum + length, 0);
    expect([verdict, opened[0], read]).toEqual(['yes', STATEMENT, all]);
    expect(opened.toSorted()).toEqual([...releases.second.contents.keys()].toSorted());
  });

  test.each<readonly [string, Partial<RawEntry>, string, string]>([
    ['that nobody listed is not unpacked', { name: 'bomb', both: { size: BOMB_SIZE } }, 'unsigned', 'does not list it'],
    [
      'in the place of a part is not unpacked',
      { both: { size: BOMB_SIZE } },
      'altered',
      'no part of a release grows like that',
    ],
    ['that says it is small is unpacked no further', { both: { size: 100 } }, 'altered', 'more than the 100 bytes'],
    ['with more than all bundles have is not unpacked', { both: { size: 0xfffffff0 } }, 'altered', 'would be read'],
  ])('a bomb %s', async (_, entry, kind, because) => {
    const bundle = await zipWith([{ name: TEMPLATE, data: BOMB, ...entry }]);
    const before = process.resourceUsage().maxRSS;
    const { verdict, findings, read } = await verified(bundle);
    expect(verdict).toBe('no');
    expect(findings).toContainEqual(
      expect.objectContaining({ kind, place: entry.name ?? TEMPLATE, because: expect.stringContaining(because) }),
    );
    expect(read).toBeLessThan(MIB);
    // In kilobytes; unpacked as a whole it would be 3,276,800.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(400_000);
  });

  test('a bomb in the place of the statement is not unpacked, neither here nor in the release before', async () => {
    const bundle = await zipWith([{ name: STATEMENT, data: BOMB, both: { size: BOMB_SIZE } }]);
    const because = `it is ${BOMB_SIZE} bytes long: a statement has at most ${MOST_STATEMENT_BYTES}`;
    expect(await verified(bundle)).toMatchObject({
      verdict: 'no',
      read: 0,
      findings: [{ kind: 'altered', place: STATEMENT, because }],
    });
    const { findings } = await verified(await zipWith([]), bundle);
    expect(findings).toEqual([{ kind: 'altered', place: `${bundle.path}: ${STATEMENT}`, because }]);
  });

  test('a part that would make it too many bytes is not read, and all others are', async () => {
    const huge = { data: Buffer.alloc(0), both: { method: 0, size: 0 } };
    const bundle = await zipWith([{ name: TEMPLATE, ...huge }]);
    const file = bundle.files.get(TEMPLATE);
    if (file === undefined) throw new Error('it is there');
    const files = new Map(bundle.files).set(TEMPLATE, { ...file, size: MOST_BYTES, stored: MOST_BYTES });
    expect((await verified({ ...bundle, files })).findings).toEqual([
      { kind: 'altered', place: TEMPLATE, because: expect.stringContaining('would be read') },
    ]);
  });

  test('a report is not understood that is longer than all of a release are', async () => {
    const bundle = await zipWith([{ name: REPORT, data: bomb(5), both: { size: 80 * MIB } }]);
    const file = bundle.files.get(REPORT);
    if (file === undefined) throw new Error('it is there');
    const files = new Map(bundle.files).set(REPORT, { ...file, stored: file.size });
    const { findings, read } = await verified({ ...bundle, files });
    expect(findings).toContainEqual(
      expect.objectContaining({ kind: 'altered', place: REPORT, because: expect.stringContaining('of reports') }),
    );
    expect(read).toBeLessThan(MIB);
  });

  test('a statement or an envelope of more values than any release has is not understood: each would be complained about', async () => {
    const { signer, second } = releases;
    const many = `{"subject":[${'0,'.repeat(200_000)}0]}`;
    const statement = held('b', new Map([[STATEMENT, await seal(Buffer.from(many), signer)]]));
    const envelope = held('b', new Map([[STATEMENT, Buffer.from(`{"signatures":[${'0,'.repeat(100)}0]}`)]]));
    for (const bundle of [statement, envelope]) {
      expect((await verified(bundle)).findings).toEqual([
        { kind: 'altered', place: STATEMENT, because: expect.stringContaining(NO_JSON) },
      ]);
    }
    const report = await signedPart(second, signer, REPORT, `[${'0,'.repeat(200_000)}0]`);
    expect((await verified(report)).findings).toEqual([
      { kind: 'contradictory', place: REPORT, because: 'it is no validation report' },
    ]);
    const gate = 'build/gate/report.json';
    const judged = await signedPart(second, signer, gate, `{"verdict":"yes","stacks":[${'0,'.repeat(300_000)}0]}`);
    expect((await verified(judged)).findings).toEqual([
      { kind: 'contradictory', place: gate, because: 'it is no report of the gate' },
    ]);
  });

  test('what is quoted of it is cut', async () => {
    const { signer, second } = releases;
    const { findings } = await verified(
      await signed(second, signer, ({ predicate }) => Object.assign(predicate, { ['x'.repeat(MIB)]: 1 })),
    );
    expect(findings.map(({ because }) => because.length)).toEqual([2001]);
  });

  test('nothing is read that is listed by a statement nobody signed', async () => {
    const entries = [
      { name: 'a', content: 'x'.repeat(MIB) },
      { name: STATEMENT, content: '{}' },
    ];
    const { opened, findings } = await verified(await bundleAt(join(temporaryDirectory(), 'b.zip'), rawZip(entries)));
    expect([opened, findings.map(({ kind }) => kind)]).toEqual([[STATEMENT], ['altered']]);
  });
});

describe('a directory', () => {
  const directory = async (): Promise<string> => {
    const path = join(temporaryDirectory(), 'bundle');
    await writeBundle(path, releases.second.contents);
    return path;
  };

  test('with a pipe in it is not waited for', async () => {
    const path = await directory();
    execFileSync('mkfifo', [join(path, 'build', 'pipe')]);
    const { verdict, findings } = await verified(await readBundle(path));
    expect([verdict, findings]).toEqual([
      'no',
      [{ kind: 'altered', place: 'build/pipe', because: 'it is a pipe: a bundle holds files only' }],
    ]);
  });

  test('in which a file becomes a pipe or a link after it was listed is not waited for', async () => {
    const path = await directory();
    const { files } = await readBundle(path);
    execFileSync('rm', [join(path, TEMPLATE)]);
    execFileSync('mkfifo', [join(path, TEMPLATE)]);
    await expect(contentOf(files.get(TEMPLATE))).rejects.toThrow('it has become another file while it was checked');
    execFileSync('ln', ['-sf', '/etc/passwd', join(path, TEMPLATE)]);
    await expect(contentOf(files.get(TEMPLATE))).rejects.toThrow('ELOOP');
  });

  test('with a file of a terabyte that takes no space is not read', async () => {
    const path = await directory();
    truncateSync(join(path, TEMPLATE), 1024 ** 4);
    const { findings, read } = await verified(await readBundle(path));
    expect(findings).toContainEqual(
      expect.objectContaining({ place: TEMPLATE, because: expect.stringContaining('would be read') }),
    );
    expect(read).toBeLessThan(MIB);
  });

  test('with more directories than any release has is not walked to its end', async () => {
    const path = await directory();
    for (let number = 0; number < 30; number++) mkdirSync(join(path, `${number}`));
    expect(listDirectory(path, 30)).toMatchObject({
      files: new Map(),
      problems: [{ kind: 'altered', place: path, because: 'it has more than 30 files' }],
    });
    expect(listDirectory(path, 60).problems).toEqual([]);
  });
});

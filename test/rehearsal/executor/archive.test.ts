import { mkdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from '@jest/globals';
import { ZipFile } from 'yazl';
import { filesBelow, readEntry, unzip, zip } from '../../../lib/rehearsal/executor/artifacts/archive';
import { cleanUp, privateDirectory } from './_helpers/run';
import { withFiles } from './_helpers/write-files';

afterAll(cleanUp);

describe('an archive', () => {
  test('keeps contents, executable bits, dot files and links', async () => {
    const source = await withFiles({ 'a/b.txt': 'b', '.hidden': 'h' });
    await writeFile(join(source, 'run.sh'), '#!/bin/sh\n', { mode: 0o755 });
    await symlink('a/b.txt', join(source, 'link'));
    const target = await privateDirectory();
    await unzip(await zip(await filesBelow(source)), target);
    expect(await readFile(join(target, 'a/b.txt'), 'utf8')).toBe('b');
    expect(await readFile(join(target, '.hidden'), 'utf8')).toBe('h');
    expect((await stat(join(target, 'run.sh'))).mode & 0o777).toBe(0o755);
    expect(await readlink(join(target, 'link'))).toBe('a/b.txt');
  });

  test('is the same bytes for the same files', async () => {
    const files = { 'a.txt': 'a', 'b.txt': 'b' };
    const [one, two] = [await withFiles(files), await withFiles(files)];
    expect((await zip(await filesBelow(one))).equals(await zip(await filesBelow(two)))).toBe(true);
  });

  test('gives one file without unpacking the others, and none for a name it has not', async () => {
    const archive = await zip(await filesBelow(await withFiles({ 'a/b.txt': 'b' })));
    expect((await readEntry(archive, 'a/b.txt'))?.toString()).toBe('b');
    expect(await readEntry(archive, 'b.txt')).toBeUndefined();
  });

  test('of many files comes out whole', async () => {
    const files = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`d${i % 7}/f${i}`, `content ${i}`]));
    const target = await privateDirectory();
    await unzip(await zip(await filesBelow(await withFiles(files))), target);
    expect(await filesBelow(target)).toHaveLength(500);
  });

  test.each(['../out', '/out', 'a/../../out'])('fails to unpack an entry named %s', async (name) => {
    const innocent = 'x'.repeat(name.length);
    const archive = await packed(innocent, 'x');
    const evil = Buffer.from(archive.toString('latin1').replaceAll(innocent, name), 'latin1');
    await expect(unzip(evil, await privateDirectory())).rejects.toThrow(/invalid relative path|absolute path/);
  });

  test.each(['/etc', '../..', 'a/../../b'])('fails to unpack a link to %s', async (target) => {
    const archive = await packed('link', target, 0o120777);
    await expect(unzip(archive, await privateDirectory())).rejects.toThrow(
      `the archive's link link -> ${target} leads outside of it`,
    );
  });

  test('fails to be made of a file that is gone', async () => {
    const directory = await privateDirectory();
    await expect(zip([{ path: join(directory, 'none'), name: 'none' }])).rejects.toThrow('ENOENT');
    await mkdir(join(directory, 'dir'));
    await expect(zip([{ path: join(directory, 'dir'), name: 'dir' }])).rejects.toThrow('not a file');
  });
});

const packed = (name: string, content: string, mode = 0o100644): Promise<Buffer> => {
  const archive = new ZipFile();
  archive.addBuffer(Buffer.from(content), name, { mode, compress: false });
  archive.end();
  return buffer(archive.outputStream);
};

import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { ZipFile } from 'yazl';
import { readBundle } from '../../lib/evidence/bundle/read-bundle';
import { writeBundle } from '../../lib/evidence/bundle/write-bundle';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';
import { contentOf } from './_helpers/held-bundle';

const FILES = new Map([
  ['statement.dsse.json', Buffer.from('{}')],
  ['build/templates/one.template.json', Buffer.from('{"one":1}')],
]);

const archived = async (fill: (archive: ZipFile) => void): Promise<string> => {
  const archive = new ZipFile();
  fill(archive);
  archive.end();
  const path = join(temporaryDirectory(), 'bundle.zip');
  writeFileSync(path, await buffer(archive.outputStream));
  return path;
};

describe('a bundle', () => {
  test.each(['bundle', 'bundle.zip'])('is read from %s as it was written', async (name) => {
    const path = join(temporaryDirectory(), name);
    await writeBundle(path, FILES);
    const { files, problems } = await readBundle(path);
    expect([[...files.keys()].sort(), problems]).toEqual([[...FILES.keys()].sort(), []]);
    for (const [name, bytes] of FILES) {
      expect(files.get(name)).toMatchObject({ size: bytes.length });
      expect(await contentOf(files.get(name))).toEqual(bytes);
    }
  });

  test('as a zip file has the same bytes, whenever it is written', async () => {
    const paths = ['one.zip', 'two.zip'].map((name) => join(temporaryDirectory(), name));
    for (const path of paths) await writeBundle(path, FILES);
    const [one, two] = paths.map((path) => readFileSync(path));
    expect(one?.equals(two ?? Buffer.from(''))).toBe(true);
  });

  test('fails to replace what is there', async () => {
    const path = join(temporaryDirectory(), 'bundle');
    mkdirSync(path);
    await expect(writeBundle(path, FILES)).rejects.toThrow('exists already: name another place with --output');
  });

  test.each(['../outside', '/outside', 'a\\b', 'a//b'])('fails to write %s', async (name) => {
    const files = new Map([[name, Buffer.from('')]]);
    await expect(writeBundle(join(temporaryDirectory(), 'bundle'), files)).rejects.toThrow(
      'cannot be part of a bundle',
    );
  });

  test('is not believed with a link in it', async () => {
    const path = join(temporaryDirectory(), 'bundle');
    await writeBundle(path, FILES);
    symlinkSync('/etc/passwd', join(path, 'build', 'link'));
    const { files, problems } = await readBundle(path);
    expect(problems).toEqual([expect.objectContaining({ kind: 'altered', place: 'build/link' })]);
    expect(files.has('build/link')).toBe(false);
  });

  test('is not believed with a link or the same name twice in its archive', async () => {
    const path = await archived((archive) => {
      archive.addBuffer(Buffer.from('/etc/passwd'), 'link', { mode: 0o120777 });
      archive.addBuffer(Buffer.from('one'), 'statement.dsse.json');
      archive.addBuffer(Buffer.from('two'), 'statement.dsse.json');
    });
    const { problems } = await readBundle(path);
    expect(problems.map(({ place, because }) => [place, because])).toEqual([
      ['link', 'it is a link: a bundle holds files only'],
      ['statement.dsse.json', 'it is in the archive twice'],
    ]);
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { ZipFile } from 'yazl';
import { readBundle } from '../../lib/evidence/bundle/read-bundle';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';
import { contentOf } from './_helpers/held-bundle';
import { deflated, descriptor, rawZip, u32 } from './_helpers/raw-zip';
import { TO_A_ZIP_FILE, WHOLE } from './_tamperings/to-a-zip-file';

const written = (bytes: Buffer): string => {
  const path = join(temporaryDirectory(), 'bundle.zip');
  writeFileSync(path, bytes);
  return path;
};

/** What speaks against a zip file when it is listed, and when everything in it is read. */
const spoken = async (path: string): Promise<readonly (readonly [place: string, because: string])[]> => {
  const { files, problems } = await readBundle(path);
  const read = [...files].map(([name, file]) =>
    contentOf(file).then(
      () => [],
      (error: Error) => [[name, error.message] as const],
    ),
  );
  return [
    ...problems.map(({ place, because }) => [place === path ? WHOLE : place, because] as const),
    ...(await Promise.all(read)).flat(),
  ];
};

describe('a zip file', () => {
  test.each(TO_A_ZIP_FILE)('that %s is not believed', async (...[, place, because, entries, end]) => {
    const found = await spoken(written(rawZip(entries, end)));
    expect(found).toEqual([[place, expect.stringContaining(because)]]);
  });

  const ONE = deflated('one');
  test.each<readonly [string, Buffer]>([
    ['by hand', rawZip([{ name: 'one', content: 'one' }])],
    ['with nothing in it', rawZip([])],
    [
      'with sizes behind its content',
      rawZip([
        {
          name: 'one',
          content: 'one',
          both: { flags: 8 },
          local: { crc: 0, packed: 0, size: 0 },
          behind: descriptor(ONE.crc, ONE.packed, ONE.size),
        },
      ]),
    ],
    [
      'with sizes behind its content, unmarked',
      rawZip([{ name: 'one', content: 'one', both: { flags: 8 }, behind: u32(ONE.crc, ONE.packed, ONE.size) }]),
    ],
  ])('that was made %s is believed', async (_, bytes) => {
    expect(await spoken(written(bytes))).toEqual([]);
  });

  test('with directories and files that were packed while they were read is believed', async () => {
    const archive = new ZipFile();
    archive.addEmptyDirectory('build');
    archive.addReadStream(Readable.from([Buffer.from('one')]), 'build/one', { compress: true });
    archive.addBuffer(Buffer.from('two'), 'gr\u00f6\u00dfe/\u{1F600}', { compress: false });
    archive.end();
    const path = written(await buffer(archive.outputStream));
    expect(await spoken(path)).toEqual([]);
    expect([...(await readBundle(path)).files.keys()]).toEqual(['build/one', 'gr\u00f6\u00dfe/\u{1F600}']);
  });
});

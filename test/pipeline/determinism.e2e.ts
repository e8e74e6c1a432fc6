import { execFile } from 'node:child_process';
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { APP_SOURCES } from '../_helpers/app-sources';
import { pinConfiguration } from '../_helpers/pin-configuration';

const run = promisify(execFile);

/** File → text, of all templates and asset manifests of an assembly and of what its files are called. */
type Assembly = Readonly<Record<string, string>>;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'determinism-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** Where and by whom an app is synthesized. */
interface Place {
  readonly checkout: string;
  readonly home: string;
  readonly timeZone: string;
}

/** Synthesizes a copy of the working tree. */
const synthesize = async ({ checkout, home, timeZone }: Place): Promise<Assembly> => {
  await mkdir(home, { recursive: true });
  await mkdir(checkout, { recursive: true });
  await Promise.all(APP_SOURCES.map((source) => cp(resolve(source), join(checkout, source), { recursive: true })));
  pinConfiguration(checkout);
  await symlink(resolve('node_modules'), join(checkout, 'node_modules'));
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, TMPDIR: home, USER: basename(home), TZ: timeZone };
  await run(process.execPath, ['bin/synth.mjs'], { cwd: checkout, env, maxBuffer: 2 ** 26 });
  return read(join(checkout, 'cdk.out'));
};

const read = async (assembly: string): Promise<Assembly> => {
  const files = (await readdir(assembly, { recursive: true })).toSorted();
  const texts = files.map(async (file) => {
    const compared = /\.(template|assets)\.json$/.test(file);
    return [file, compared ? await readFile(join(assembly, file), 'utf8') : ''] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
};

test('two directories and two homes give the same templates and assets, byte by byte, and a byte more is seen', async () => {
  const [ann, bob] = [join(directory, 'same'), join(directory, 'elsewhere', 'and', 'deeper', 'same')];
  const [one, other] = await Promise.all([
    synthesize({ checkout: ann, home: join(directory, 'ann'), timeZone: 'UTC' }),
    synthesize({ checkout: bob, home: join(directory, 'bob'), timeZone: 'Asia/Tokyo' }),
  ]);
  const [template = '', ...more] = Object.keys(one).filter((file) => file.endsWith('.template.json'));
  expect(more.length).toBeGreaterThanOrEqual(3);
  expect(other).toEqual(one);
  await appendFile(join(bob, 'cdk.out', template), ' ');
  expect(await read(join(bob, 'cdk.out'))).not.toEqual(one);
});

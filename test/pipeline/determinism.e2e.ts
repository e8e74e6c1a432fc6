import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pinConfiguration } from '../_helpers/pin-configuration';

const run = promisify(execFile);

/** What a commit holds of an app; everything else in the working tree is output. */
const SOURCES = [
  'acknowledgements.yaml',
  'bin',
  'lib',
  'functions',
  'cdk.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

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

/** Synthesizes a copy of the working tree; another configuration finds the present one as `base.config.ts`. */
const synthesize = async ({ checkout, home, timeZone }: Place, config?: string): Promise<Assembly> => {
  await mkdir(home, { recursive: true });
  await mkdir(checkout, { recursive: true });
  await Promise.all(SOURCES.map((source) => cp(resolve(source), join(checkout, source), { recursive: true })));
  const file = pinConfiguration(checkout, config === undefined ? undefined : 'one-environment');
  if (config !== undefined) {
    await rename(file, join(checkout, 'base.config.ts'));
    await writeFile(file, config);
  }
  await symlink(resolve('node_modules'), join(checkout, 'node_modules'));
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, TMPDIR: home, USER: basename(home), TZ: timeZone };
  await run(process.execPath, ['bin/synth.mjs'], { cwd: checkout, env, maxBuffer: 2 ** 26 });
  return read(join(checkout, 'cdk.out'));
};

/** The app as two people synthesize it. */
const twice = (name: string, config?: string): Promise<readonly Assembly[]> =>
  Promise.all([
    synthesize({ checkout: join(directory, name), home: join(directory, `${name}-ann`), timeZone: 'UTC' }, config),
    synthesize(
      {
        checkout: join(directory, 'elsewhere', 'and', 'deeper', name),
        home: join(directory, `${name}-bob`),
        timeZone: 'Asia/Tokyo',
      },
      config,
    ),
  ]);

const read = async (assembly: string): Promise<Assembly> => {
  const files = (await readdir(assembly, { recursive: true })).toSorted();
  const texts = files.map(async (file) => {
    const compared = /\.(template|assets)\.json$/.test(file);
    return [file, compared ? await readFile(join(assembly, file), 'utf8') : ''] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
};

test('two directories and two homes give the same templates and assets, byte by byte', async () => {
  const [one = {}, other] = await twice('same');
  expect(Object.keys(one).filter((file) => file.endsWith('.template.json')).length).toBeGreaterThanOrEqual(4);
  expect(other).toEqual(one);
}, 180_000);

test('fails when a template tells whose home it was made in', async () => {
  const leaky = `import base from './base.config';
export default { ...base, tags: { ...base.tags, extra: { Home: process.env['USER'] ?? '' } } };
`;
  const [one = {}, other] = await twice('leaky', leaky);
  expect(Object.keys(one).filter((file) => file.endsWith('.template.json')).length).toBeGreaterThanOrEqual(2);
  expect(other).not.toEqual(one);
}, 180_000);

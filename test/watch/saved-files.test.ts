import fs, {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { SavedFiles } from '../../lib/watch/saved-files';

let directory: string;
let changes: SavedFiles;
const stop = new AbortController();
const write = (file: string, text: string): void => writeFileSync(join(directory, file), text);
const next = async (): Promise<readonly string[]> =>
  (await changes.next(stop.signal)).map((file) => relative(directory, file)).toSorted();

beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'changes-')));
  for (const folder of ['lib', 'node_modules', 'cdk.out', '.git']) mkdirSync(join(directory, folder));
  write('lib/a.ts', '1');
  changes = new SavedFiles(directory);
});
afterEach(() => {
  jest.restoreAllMocks();
  changes.close();
  rmSync(directory, { recursive: true });
});

test('tells a file with another content once, however it is written', async () => {
  write('lib/a.ts', '2');
  expect(await next()).toEqual(['lib/a.ts']);
  write('lib/new', '3');
  renameSync(join(directory, 'lib/new'), join(directory, 'lib/a.ts'));
  expect(await next()).toEqual(['lib/a.ts']);
});

test('passes over the same content, and over what tools write', async () => {
  write('lib/a.ts', '1');
  for (const file of ['node_modules/b', 'cdk.out/c', '.git/d', '.hidden', 'lib/a.ts~']) write(file, '2');
  write('lib/last.ts', '');
  expect(await next()).toEqual(['lib/last.ts']);
});

test('tells what is deleted, and what lies in a new directory, then and later', async () => {
  rmSync(join(directory, 'lib/a.ts'));
  expect(await next()).toEqual(['lib/a.ts']);
  mkdirSync(join(directory, 'lib/deep/er'), { recursive: true });
  write('lib/deep/er/c.ts', '1');
  expect(await next()).toEqual(['lib/deep/er/c.ts']);
  write('lib/deep/er/c.ts', '2');
  expect(await next()).toEqual(['lib/deep/er/c.ts']);
  rmSync(join(directory, 'lib/deep'), { recursive: true });
  mkdirSync(join(directory, 'lib/deep'));
  write('lib/deep/d.ts', '1');
  const told = new Set<string>();
  while (!told.has('lib/deep/d.ts')) for (const file of await next()) told.add(file);
  write('lib/deep/d.ts', '2');
  expect(await next()).toEqual(['lib/deep/d.ts']);
});

/** How many directories this process watches: https://man7.org/linux/man-pages/man5/proc_pid_fdinfo.5.html */
const watched = (): number =>
  readdirSync('/proc/self/fdinfo')
    .map((name) => `/proc/self/fdinfo/${name}`)
    .filter((file) => fs.existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').match(/^inotify /gm) ?? []).length;

test('watches nothing any more where it cannot watch everything', () => {
  const before = watched();
  const real = fs.watch;
  let calls = 0;
  jest.spyOn(fs, 'watch').mockImplementation(((...args: Parameters<typeof real>) => {
    calls += 1;
    if (calls > 1) throw Object.assign(new Error('no more'), { code: 'ENOSPC' });
    return real(...args);
  }) as typeof real);
  expect(() => new SavedFiles(directory)).toThrow('raise fs.inotify.max_user_watches');
  expect([calls, watched()]).toEqual([2, before]);
});

test('stops waiting when it is stopped', async () => {
  const controller = new AbortController();
  const waiting = changes.next(controller.signal);
  controller.abort(new Error('stopped by Ctrl-C'));
  await expect(waiting).rejects.toThrow('stopped by Ctrl-C');
});

import { join } from 'node:path';
import { selectFiles } from '../../artifacts/glob';
import { unzip } from '../../artifacts/unzip';
import { zip } from '../../artifacts/zip';
import type { Buildspec } from './buildspec';
import type { CacheStore } from './cache-store';
import { containerLine } from './container-line';
import type { BuildDirectories } from './directories';

/** The one archive of a cache without a key, which every build replaces. */
const WITHOUT_KEY = 'cache.zip';

/** A build's cache between its two moments. */
export interface BuildCache {
  restore(): Promise<void>;
  /** An archive that exists under a key stays as it is. */
  save(): Promise<void>;
}

/**
 * The cache that a buildspec asks for, where its project has one.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/caching-s3.html
 */
export async function buildCache(
  { cache }: Buildspec,
  store: CacheStore | undefined,
  directories: BuildDirectories,
  expand: (text: string) => Promise<string>,
  log: (line: string) => void,
): Promise<BuildCache> {
  if (cache === undefined || store === undefined) return { restore: async () => {}, save: async () => {} };
  const key = cache.key === undefined ? undefined : await expand(cache.key);
  const paths = cache.paths.flatMap((path) => located(path, log));
  let restored: string | undefined;
  return {
    async restore() {
      if (cache.action === 'save') return;
      const [exact] = (await store.find(key ?? WITHOUT_KEY)).filter((found) => found === (key ?? WITHOUT_KEY));
      restored = exact ?? (await firstFallback(cache['fallback-keys'], store, expand));
      if (restored === undefined) {
        log(containerLine('No cache found'));
        return;
      }
      await unzip(await store.read(restored), directories.root);
      log(containerLine(`Restored cache ${restored}`));
    },
    async save() {
      if (cache.action === 'restore' || (key !== undefined && restored === key)) return;
      const archive = await pack(directories.root, paths);
      if (archive === undefined) {
        log(containerLine('Nothing to cache: no file matches the cache paths'));
        return;
      }
      await store.write(key ?? WITHOUT_KEY, archive);
      log(containerLine(`Saved cache ${key ?? WITHOUT_KEY} (${archive.length} bytes)`));
    },
  };
}

async function firstFallback(
  prefixes: readonly string[],
  store: CacheStore,
  expand: (text: string) => Promise<string>,
): Promise<string | undefined> {
  for (const prefix of prefixes) {
    const [newest] = await store.find(await expand(prefix));
    if (newest !== undefined) return newest;
  }
  return undefined;
}

/** A cache path, relative to the build's root. A directory means everything below it. */
function located(path: string, log: (line: string) => void): readonly string[] {
  const home = /^(?:\/root|~|\$HOME)\/(.*)$/.exec(path)?.[1];
  if (home === undefined && path.startsWith('/')) {
    log(containerLine(`Cache path ${path} lies outside of /root and the source: not cached`));
    return [];
  }
  const relative = home === undefined ? `src/${path.replace(/^\.\//, '')}` : `home/${home}`;
  return [relative, `${relative.replace(/\/$/, '')}/**`];
}

async function pack(root: string, patterns: readonly string[]): Promise<Buffer | undefined> {
  if (patterns.length === 0) return undefined;
  const names = await selectFiles({ directory: root, patterns, followLinks: false });
  if (names.length === 0) return undefined;
  return zip(names.map((name) => ({ name, path: join(root, name) })));
}

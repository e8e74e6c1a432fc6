import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unzip, zip } from '../../artifacts/archive';
import { selectFiles } from '../../artifacts/glob';
import type { Access, ExecutorCloud, Project } from '../../cloud/cloud';
import type { Buildspec } from './buildspec';
import type { BuildDirectories } from './directories';
import { containerLine } from './lines';

/** Where a project keeps its caches: archives by key. */
export interface CacheStore {
  /** Keys that begin with a prefix, newest first. */
  find(prefix: string): Promise<readonly string[]>;
  read(key: string): Promise<Buffer>;
  write(key: string, archive: Buffer): Promise<void>;
}

/** A project's cache: a bucket (`S3`), a directory of this rehearsal (`LOCAL`), or none. */
export const cacheStore = (
  { name = '', cache }: Project,
  cloud: ExecutorCloud,
  access: Access,
  localDirectory: string,
): CacheStore | undefined => {
  if (cache?.type === 'S3' && cache.location !== undefined) {
    const [bucket = '', ...path] = cache.location.split('/').filter((part) => part !== '');
    const prefix = [...path, cache.cacheNamespace ?? name, ''].join('/');
    return bucketStore(cloud, access, bucket, prefix);
  }
  if (cache?.type === 'LOCAL' && cache.modes?.includes('LOCAL_CUSTOM_CACHE')) {
    return directoryStore(join(localDirectory, name));
  }
  return undefined;
};

const bucketStore = (cloud: ExecutorCloud, access: Access, bucket: string, prefix: string): CacheStore => ({
  async find(key) {
    const keys = await cloud.listKeys(access, bucket, `${prefix}${key}`);
    return keys.map((found) => found.slice(prefix.length));
  },
  read: (key) => cloud.getObject(access, { bucket, key: `${prefix}${key}` }),
  write: (key, archive) => cloud.putObject(access, { bucket, key: `${prefix}${key}` }, archive),
});

const directoryStore = (directory: string): CacheStore => {
  const path = (key: string) => join(directory, encodeURIComponent(key));
  return {
    async find(prefix) {
      await mkdir(directory, { recursive: true });
      const keys = (await readdir(directory)).map(decodeURIComponent).filter((key) => key.startsWith(prefix));
      const aged = await Promise.all(keys.map(async (key) => ({ key, time: (await stat(path(key))).mtimeMs })));
      return aged.toSorted((a, b) => b.time - a.time).map(({ key }) => key);
    },
    read: (key) => readFile(path(key)),
    async write(key, archive) {
      await mkdir(dirname(path(key)), { recursive: true });
      await writeFile(path(key), archive);
    },
  };
};

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
export const buildCache = async (
  { cache }: Buildspec,
  store: CacheStore | undefined,
  directories: BuildDirectories,
  expand: (text: string) => Promise<string>,
  log: (line: string) => void,
): Promise<BuildCache> => {
  if (cache === undefined || store === undefined) return { restore: async () => {}, save: async () => {} };
  const key = cache.key === undefined ? undefined : await expand(cache.key);
  const paths = cache.paths.flatMap((path) => located(path, log));
  let restored: string | undefined;
  return {
    async restore() {
      if (cache.action === 'save') return;
      const [exact] = (await store.find(key ?? WITHOUT_KEY)).filter((found) => found === (key ?? WITHOUT_KEY));
      const fallbacks = key === undefined ? [] : cache['fallback-keys'];
      restored = exact ?? (await firstFallback(fallbacks, store, expand));
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
};

const firstFallback = async (
  prefixes: readonly string[],
  store: CacheStore,
  expand: (text: string) => Promise<string>,
): Promise<string | undefined> => {
  for (const prefix of prefixes) {
    const [newest] = await store.find(await expand(prefix));
    if (newest !== undefined) return newest;
  }
  return undefined;
};

/** A cache path, relative to the build's root. A directory means everything below it. */
const located = (path: string, log: (line: string) => void): readonly string[] => {
  const home = /^(?:\/root|~|\$HOME)\/(.*)$/.exec(path)?.[1];
  if (home === undefined && path.startsWith('/')) {
    log(containerLine(`Cache path ${path} lies outside of /root and the source: not cached`));
    return [];
  }
  const relative = home === undefined ? `src/${path.replace(/^\.\//, '')}` : `home/${home}`;
  return [relative, `${relative.replace(/\/$/, '')}/**`];
};

const pack = async (root: string, patterns: readonly string[]): Promise<Buffer | undefined> => {
  if (patterns.length === 0) return undefined;
  const names = await selectFiles({ directory: root, patterns, followLinks: false });
  if (names.length === 0) return undefined;
  return zip(names.map((name) => ({ name, path: join(root, name) })));
};

import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Access, Cloud, Project } from '../../cloud/cloud';

/** Where a project keeps its caches: archives by key. */
export interface CacheStore {
  /** Keys that begin with a prefix, newest first. */
  find(prefix: string): Promise<readonly string[]>;
  read(key: string): Promise<Buffer>;
  write(key: string, archive: Buffer): Promise<void>;
}

/** A project's cache: a bucket (`S3`), a directory of this rehearsal (`LOCAL`), or none. */
export function cacheStore(
  { name = '', cache }: Project,
  cloud: Cloud,
  access: Access,
  localDirectory: string,
): CacheStore | undefined {
  if (cache?.type === 'S3' && cache.location !== undefined) {
    const [bucket = '', ...path] = cache.location.split('/').filter((part) => part !== '');
    const prefix = [...path, cache.cacheNamespace ?? name, ''].join('/');
    return bucketStore(cloud, access, bucket, prefix);
  }
  if (cache?.type === 'LOCAL' && cache.modes?.includes('LOCAL_CUSTOM_CACHE')) {
    return directoryStore(join(localDirectory, name));
  }
  return undefined;
}

function bucketStore(cloud: Cloud, access: Access, bucket: string, prefix: string): CacheStore {
  return {
    async find(key) {
      const keys = await cloud.listKeys(access, bucket, `${prefix}${key}`);
      return keys.map((found) => found.slice(prefix.length));
    },
    read: (key) => cloud.getObject(access, { bucket, key: `${prefix}${key}` }),
    write: (key, archive) => cloud.putObject(access, { bucket, key: `${prefix}${key}` }, archive),
  };
}

function directoryStore(directory: string): CacheStore {
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
}

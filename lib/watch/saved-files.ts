import { type FSWatcher, lstatSync, readdirSync, readFileSync, watch } from 'node:fs';
import { basename, join } from 'node:path';
import { sha256 } from '../ground/sha256';
import { UserError } from '../ground/user-error';
import { orAborted } from './or-aborted';

/** What tools write and keep for themselves. */
const OF_TOOLS = /^(\..*|node_modules|cdk\.out|.*~)$/;

/** An editor writes a file in several steps, and some write several files. */
const SETTLE_MILLISECONDS = 50;

/** Tells which files of a directory have another content than before. Hidden ones and those of tools are none of them. */
export class SavedFiles {
  private readonly watchers = new Map<string, FSWatcher>();
  private readonly known = new Map<string, string>();
  private readonly touched = new Set<string>();
  private readonly changed = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private tell: (() => void) | undefined;

  /** @throws {UserError} when the operating system watches no more directories */
  constructor(directory: string) {
    try {
      for (const file of this.watch(directory)) this.known.set(file, contentOf(file));
    } catch (error) {
      // Nobody gets an object to close.
      this.close();
      throw error;
    }
  }

  /** Paths of everything that has changed since the last answer, deleted files too; waits until there is something. */
  async next(signal: AbortSignal): Promise<readonly string[]> {
    while (this.changed.size === 0) {
      signal.throwIfAborted();
      const told = new Promise<void>((resolve) => {
        this.tell = resolve;
      });
      await orAborted(told, signal);
    }
    const files = [...this.changed];
    this.changed.clear();
    return files;
  }

  close(): void {
    clearTimeout(this.timer);
    for (const watcher of this.watchers.values()) watcher.close();
    this.watchers.clear();
  }

  /** Watches a directory and those below; answers the files in them. */
  private watch(directory: string): readonly string[] {
    if (this.watchers.has(directory)) return [];
    const watcher = watching(directory, (name) => {
      // So it tells of itself that it is removed; another one may have its name already.
      if (name === basename(directory)) this.forget(directory);
      this.touch(name === basename(directory) ? directory : join(directory, name));
    });
    watcher.on('error', () => this.forget(directory));
    this.watchers.set(directory, watcher);
    return readdirSync(directory, { withFileTypes: true })
      .filter(({ name }) => !OF_TOOLS.test(name))
      .flatMap((entry) => {
        const path = join(directory, entry.name);
        return entry.isDirectory() ? this.watch(path) : entry.isFile() ? [path] : [];
      });
  }

  private forget(directory: string): void {
    this.watchers.get(directory)?.close();
    this.watchers.delete(directory);
  }

  private touch(path: string): void {
    if (OF_TOOLS.test(basename(path))) return;
    this.touched.add(path);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(), SETTLE_MILLISECONDS);
  }

  private settle(): void {
    const touched = [...this.touched];
    this.touched.clear();
    for (const path of touched) {
      const found = lstatSync(path, { throwIfNoEntry: false });
      if (found === undefined) this.forget(path);
      for (const file of found?.isDirectory() ? this.watch(path) : [path]) this.compare(file);
    }
    if (this.changed.size > 0) this.tell?.();
  }

  private compare(file: string): void {
    const content = contentOf(file);
    if ((this.known.get(file) ?? ABSENT) === content) return;
    this.known.set(file, content);
    this.changed.add(file);
  }
}

const ABSENT = 'absent';

/** Whoever saves so much at once has not typed it. */
const LARGE = 8 * 1024 * 1024;

const contentOf = (file: string): string => {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) return ABSENT;
  return found.size > LARGE ? `${found.size} bytes of ${found.mtimeMs}` : sha256(readFileSync(file));
};

const watching = (directory: string, onChange: (name: string) => void): FSWatcher => {
  try {
    return watch(directory, (_, name) => name !== null && onChange(name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOSPC' && code !== 'EMFILE') throw error;
    throw new UserError(
      `${directory} cannot be watched, the system watches no more files: raise fs.inotify.max_user_watches and max_user_instances`,
      { cause: error },
    );
  }
};

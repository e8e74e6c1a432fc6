import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { constants, open } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../ground/message-of';
import { type Discrepancy, finding } from '../verify/finding';
import type { Bundle, BundleFile } from './bundle';
import { MOST_FILES } from './limits';
import { withoutCollisions } from './same-names';

/** Lists a bundle that is a directory: only what is a file itself, neither a link nor anything that could be waited for. */
export const listDirectory = (path: string, most = MOST_FILES): Bundle => {
  const files = new Map<string, BundleFile>();
  const problems: Discrepancy[] = [];
  const waiting = [''];
  let seen = 0;
  for (let below = waiting.pop(); below !== undefined; below = waiting.pop()) {
    const entries = tried(below === '' ? path : below, problems, () =>
      readdirSync(join(path, below ?? ''), { withFileTypes: true }),
    );
    seen += entries?.length ?? 0;
    if (seen > most) {
      return { path, files: new Map(), problems: [finding('altered', path, `it has more than ${most} files`)] };
    }
    for (const entry of entries ?? []) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) waiting.push(name);
      else if (!entry.isFile())
        problems.push(finding('altered', name, `it is ${kindOf(entry)}: a bundle holds files only`));
      else {
        const status = tried(name, problems, () => lstatSync(join(path, name)));
        if (status !== undefined) files.set(name, fileAt(join(path, name), status.size));
      }
    }
  }
  return withoutCollisions({ path, files, problems }, []);
};

/** What cannot be looked at speaks against the bundle: nobody knows what it is. */
const tried = <T>(name: string, problems: Discrepancy[], look: () => T): T | undefined => {
  try {
    return look();
  } catch (error) {
    problems.push(finding('altered', name, `it cannot be read: ${messageOf(error)}`));
    return undefined;
  }
};

const kindOf = (entry: Dirent): string => {
  if (entry.isSymbolicLink()) return 'a link';
  return entry.isFIFO() ? 'a pipe' : entry.isSocket() ? 'a socket' : 'a device';
};

const fileAt = (path: string, size: number): BundleFile => ({
  size,
  stored: size,
  async *open() {
    // It may have become a link or a pipe since it was listed: neither is followed or waited for.
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const status = await file.stat();
      if (!status.isFile() || status.size !== size) throw new Error('it has become another file while it was checked');
      let left = size;
      for await (const piece of file.createReadStream({ autoClose: false, end: size })) {
        left -= piece.length;
        if (left < 0) break;
        yield piece;
      }
      if (left !== 0) throw new Error(`it is not the ${size} bytes long that it was when it was listed`);
    } finally {
      await file.close();
    }
  },
});

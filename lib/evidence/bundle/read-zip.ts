import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import { type Finding, finding } from '../verify/finding';
import type { Bundle } from './bundle';

const TYPE_MASK = 0o170000;
const REGULAR = 0o100000;

/** Reads a zip file in memory: nothing is unpacked, so nothing can land outside of it. */
export const readZip = async (path: string): Promise<Bundle> => {
  const files = new Map<string, Buffer>();
  const problems: Finding[] = [];
  try {
    const archive = await fromBufferPromise(readFileSync(path), { lazyEntries: true });
    for await (const entry of archive.eachEntry()) {
      const { fileName: name, externalFileAttributes: attributes } = entry;
      if (name.endsWith('/')) continue;
      const type = (attributes >>> 16) & TYPE_MASK;
      if (type !== 0 && type !== REGULAR)
        problems.push(finding('altered', name, 'it is a link: a bundle holds files only'));
      else if (files.has(name)) problems.push(finding('altered', name, 'it is in the archive twice'));
      else files.set(name, await buffer(await archive.openReadStreamPromise(entry)));
    }
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    problems.push(finding('altered', path, `it cannot be read as a zip file: ${because}`));
  }
  return { path, files, problems };
};

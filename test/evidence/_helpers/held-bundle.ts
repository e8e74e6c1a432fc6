import type { Bundle, BundleFile } from '../../../lib/evidence/bundle/bundle';

/** A bundle whose files are in memory, to be changed at will. */
export interface HeldBundle extends Bundle {
  readonly contents: ReadonlyMap<string, Buffer>;
}

/** A bundle of these files. */
export const held = (path: string, contents: ReadonlyMap<string, Buffer>): HeldBundle => ({
  path,
  contents,
  problems: [],
  files: new Map([...contents].map(([name, bytes]) => [name, fileOf(bytes)])),
});

const fileOf = (bytes: Buffer): BundleFile => ({
  size: bytes.length,
  stored: bytes.length,
  async *open() {
    yield bytes;
  },
});

/** Everything that a file gives. */
export const contentOf = async (file: BundleFile | undefined): Promise<Buffer> => {
  if (file === undefined) throw new Error('there is no such file in the bundle');
  const pieces: Buffer[] = [];
  for await (const piece of file.open()) pieces.push(piece);
  return Buffer.concat(pieces);
};

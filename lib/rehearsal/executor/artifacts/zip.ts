import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** Fast rather than small: the archive travels no further than this machine. */
const COMPRESSION_LEVEL = 1;
/** 1980, where zip's calendar begins: the same files give the same bytes. */
const TIMELESS = new Date(1980, 0, 1);

/** A file to pack: where it is and what it is called in the archive (`/` separated). */
export interface ZipSource {
  readonly path: string;
  readonly name: string;
}

/** Packs files, keeping executable bits, and symbolic links as links. */
export async function zip(sources: readonly ZipSource[]): Promise<Buffer> {
  const archive = new ZipFile();
  const bytes = buffer(archive.outputStream);
  const failed = new Promise<never>((_, reject) => archive.once('error', reject));
  for (const { path, name } of sources) {
    const { mode } = await lstat(path);
    if ((mode & 0o170000) === 0o120000) {
      archive.addBuffer(Buffer.from(await readlink(path)), name, { mode, mtime: TIMELESS });
    } else {
      archive.addFile(path, name, { mode, mtime: TIMELESS, compressionLevel: COMPRESSION_LEVEL });
    }
  }
  archive.end();
  return Promise.race([bytes, failed]);
}

/** Every file and link below a directory, sorted by name; directories that hold nothing are left out, as S3 artifacts do. */
export async function filesBelow(directory: string): Promise<readonly ZipSource[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path, name: path.slice(directory.length + 1) }));
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Git } from './git';

/** How a repository names its objects, `sha1` or `sha256`. */
export type ObjectFormat = string;

/** Makes a bare repository that depends on no setting and does no housekeeping behind our back. */
export async function createBare(git: Git, directory: string, format: ObjectFormat): Promise<void> {
  mkdirSync(directory, { recursive: true });
  await git.ours(directory, ['init', '--quiet', '--bare', '--template=', `--object-format=${format}`]);
  for (const name of ['gc.auto', 'receive.autogc', 'maintenance.auto'])
    await git.ours(directory, ['config', name, '0']);
}

/** Lets a private repository read the objects of another one without copying them; `shallow` are commits without history. */
export function borrowObjects(directory: string, objects: string, shallow: string | undefined): void {
  mkdirSync(join(directory, 'objects', 'info'), { recursive: true });
  writeFileSync(join(directory, 'objects', 'info', 'alternates'), `${quoted(objects)}\n`);
  if (shallow !== undefined) writeFileSync(join(directory, 'shallow'), shallow);
}

/**
 * A path as git reads it in `info/alternates` and `GIT_ALTERNATE_OBJECT_DIRECTORIES`, where a line end or a colon would
 * end it.
 *
 * @see https://git-scm.com/docs/git#Documentation/git.txt-GITALTERNATEOBJECTDIRECTORIES
 */
export const quoted = (path: string): string =>
  `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}"`;

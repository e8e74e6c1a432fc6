import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Git } from './git';

/** How a repository names its objects, `sha1` or `sha256`. */
export type ObjectFormat = string;

/** Housekeeping would go on behind our back, in a directory that is about to be removed. */
const NO_HOUSEKEEPING = { 'gc.auto': '0', 'receive.autogc': 'false', 'maintenance.auto': 'false' } as const;

/** Makes a bare repository with settings of its own, by `section.name`, and nobody else's. */
export const createBare = async (
  git: Git,
  directory: string,
  format: ObjectFormat,
  settings: Readonly<Record<string, string>> = {},
): Promise<void> => {
  mkdirSync(directory, { recursive: true });
  await git.ours(directory, ['init', '--quiet', '--bare', '--template=', `--object-format=${format}`]);
  const lines = Object.entries({ ...NO_HOUSEKEEPING, ...settings }).map(([name, value]) => {
    const [section, key] = name.split('.');
    return `[${section}]\n\t${key} = ${quoted(value)}\n`;
  });
  appendFileSync(join(directory, 'config'), lines.join(''));
  mkdirSync(join(written(directory), 'pack'), { recursive: true });
  mkdirSync(join(directory, 'objects', 'info'), { recursive: true });
  writeFileSync(alternates(directory), `${quoted(written(directory))}\n`);
};

const alternates = (directory: string): string => join(directory, 'objects', 'info', 'alternates');

/** The object directory of a private repository that receives what is made of a working tree. */
export const written = (directory: string): string => join(directory, 'written');

/** Lets a private repository read the objects of another one without copying them; `shallow` are commits without history. */
export const borrowObjects = (directory: string, objects: string, shallow: string | undefined): void => {
  appendFileSync(alternates(directory), `${quoted(objects)}\n`);
  if (shallow !== undefined) writeFileSync(join(directory, 'shallow'), shallow);
};

/**
 * A path as git reads it in its configuration, in `info/alternates` and in `GIT_ALTERNATE_OBJECT_DIRECTORIES`, where a line
 * end or a colon would end it.
 *
 * @see https://git-scm.com/docs/git#Documentation/git.txt-GITALTERNATEOBJECTDIRECTORIES
 */
export const quoted = (path: string): string =>
  `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}"`;

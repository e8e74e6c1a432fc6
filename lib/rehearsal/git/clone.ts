import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout, shortId } from './commit';
import { type Git, inGitsWords } from './git';

/**
 * Writes a commit's files into an empty directory that is a repository with its whole history: the commit is checked out by itself, as by
 * CodeBuild, and its branch leads to it. There is no remote, so that nothing is pushed or fetched, and no other branch or tag.
 *
 * @throws {UserError} when an object cannot be read
 */
export const clone = async (
  git: Git,
  gitDirectory: string,
  { commitId, branch }: { readonly commitId: string; readonly branch: string },
  directory: string,
): Promise<void> => {
  await checkout(git, gitDirectory, commitId, directory);
  const own = join(directory, '.git');
  const alternates = join(own, 'objects', 'info', 'alternates');
  const ask = (...args: readonly string[]): Promise<string> =>
    inGitsWords(`clone commit ${shortId(commitId)}`, git.ours(own, args, { cwd: directory }));
  const format = await git.ours(gitDirectory, ['rev-parse', '--show-object-format']);
  await ask('init', '--quiet', `--object-format=${format}`);
  await mkdir(join(own, 'objects', 'info'), { recursive: true });
  await writeFile(alternates, `${join(gitDirectory, 'objects')}\n`);
  // What the user's own repository has not is not there either.
  if (existsSync(join(gitDirectory, 'shallow'))) await copyFile(join(gitDirectory, 'shallow'), join(own, 'shallow'));
  await ask('update-ref', `refs/heads/${branch}`, commitId);
  await ask('update-ref', '--no-deref', 'HEAD', commitId);
  await ask('read-tree', commitId);
  await ask('repack', '-a', '-d', '--quiet');
  await rm(alternates);
};

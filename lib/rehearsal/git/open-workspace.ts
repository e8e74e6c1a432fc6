import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../../ground/user-error';
import { describeCommit, submodulesOf } from './commit';
import type { Git } from './git';
import { createBare } from './private-repository';
import { snapshot } from './snapshot';
import { findRepository } from './users-repository';
import { VersionedWorkspace } from './versioned-workspace';
import type { Workspace } from './workspace';

/**
 * Opens the directory of an app; `privateDirectory` must exist and be empty. What is released of a repository is the whole of it, as a source
 * hands it out on AWS; `alone` takes the directory as if it were a repository of its own. `asked` is how messages call it.
 */
export const openWorkspace = async (
  git: Git,
  directory: string,
  privateDirectory: string,
  { alone = false, asked = `--app ${directory}` }: { readonly alone?: boolean; readonly asked?: string } = {},
): Promise<Workspace> => {
  const path = resolve(directory);
  if (!existsSync(path)) throw new UserError(`${asked}: there is no such directory`);
  const here = realpathSync(path);
  const gitDirectory = join(privateDirectory, 'workspace.git');
  const repository = await findRepository(git, here);
  await createBare(git, gitDirectory, repository?.format ?? 'sha1');
  return repository === undefined
    ? unversioned(git, here, gitDirectory)
    : new VersionedWorkspace(git, here, gitDirectory, repository, alone ? repository.prefix : '');
};

/** A directory that belongs to no repository becomes one, privately; `.gitignore` files are honoured. */
const unversioned = async (git: Git, directory: string, gitDirectory: string): Promise<Workspace> => {
  mkdirSync(join(gitDirectory, 'info'), { recursive: true });
  writeFileSync(join(gitDirectory, 'info', 'exclude'), 'node_modules\ncdk.out\n.rehearsal\n');
  const env = { GIT_DIR: gitDirectory, GIT_WORK_TREE: directory };
  const only = await describeCommit(git, gitDirectory, await snapshot(git, { directory, gitDirectory, env }));
  return {
    directory,
    prefix: '',
    gitDirectory,
    format: 'sha1',
    versioned: false,
    branch: async () => undefined,
    uncommitted: async () => [],
    snapshot: async () => only,
    published: async () => undefined,
    ancestor: async () => undefined,
    submodules: ({ id }) => submodulesOf(git, gitDirectory, id),
    sender: async () => gitDirectory,
    async commit(revision) {
      if (revision === 'HEAD') return only;
      throw new UserError(`${directory} is in no git repository, so there is no revision "${revision}": leave it out`);
    },
  };
};

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Commit } from '../../../lib/rehearsal/git/commit';
import type { Git } from '../../../lib/rehearsal/git/git';
import { openWorkspace } from '../../../lib/rehearsal/git/open-workspace';
import { openRemote } from '../../../lib/rehearsal/git/remote';
import type { Workspace } from '../../../lib/rehearsal/git/workspace';
import { temporaryDirectory } from './temporary-directory';

/** What a pipeline would have got. */
export interface Released {
  readonly workspace: Workspace;
  readonly commit: Commit;
  /** Content by name, of the top level. */
  readonly files: Readonly<Record<string, string>>;
}

/** Goes the way of a commit: opens its repository, looks at everything that is looked at, pushes, checks out of the remote. */
export const released = async (
  git: Git,
  directory: string,
  choose: (workspace: Workspace) => Promise<Commit> = (workspace) => workspace.commit('HEAD'),
  alone = false,
): Promise<Released> => {
  const workspace = await openWorkspace(git, directory, temporaryDirectory(), { alone });
  await workspace.uncommitted();
  const commit = await choose(workspace);
  await workspace.published(commit);
  await workspace.ancestor(commit, 1);
  const remote = await openRemote(git, join(temporaryDirectory(), 'remote.git'), process.pid, workspace.format);
  await remote.push(await workspace.sender(commit), commit, 'refs/heads/main', () => undefined);
  const files = join(temporaryDirectory(), 'files');
  await remote.checkout(commit.id, files);
  return { workspace, commit, files: contents(files) };
};

/** The same of a directory as if it were a repository of its own. */
export const releasedAlone = (
  git: Git,
  directory: string,
  choose?: Parameters<typeof released>[2],
): Promise<Released> => released(git, directory, choose, true);

const contents = (directory: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => [name, readFileSync(join(directory, name), 'utf8')]),
  );

import { join } from 'node:path';
import { UserError } from '../../ground/user-error';
import type { SourceRevision } from '../executor/options';
import type { SourceNames } from '../executor/sources';
import { clone } from '../git/clone';
import { checkout, refuseLinksOut } from '../git/commit';
import type { Git } from '../git/git';
import { openWorkspace } from '../git/open-workspace';

/** What a source of the pipeline hands out instead of the app: a repository or a directory of its own. */
export interface GivenSource {
  /** Of the source action, or of its artifact. */
  readonly name: string;
  readonly directory: string;
}

/**
 * Opens what sources are given, each by its name: HEAD of a repository, or of the directory in it that was named; with `dirty`, and outside
 * of any repository, the directory as it is.
 *
 * @throws {UserError} when one cannot be handed out
 */
export const openSources = async (
  git: Git,
  given: readonly GivenSource[],
  { dirty, privateDirectory }: { readonly dirty: boolean; readonly privateDirectory: string },
): Promise<ReadonlyMap<string, SourceRevision>> => {
  const opened = given.map(async ({ name, directory }, index): Promise<readonly [string, SourceRevision]> => {
    const asked = `--source ${name}=${directory}`;
    const at = join(privateDirectory, 'sources', String(index));
    const workspace = await openWorkspace(git, directory, at, { alone: true, asked });
    const commit = dirty ? await workspace.snapshot() : await workspace.commit('HEAD');
    await refuseLinksOut(git, workspace.gitDirectory, commit.id);
    const { id, subject, author, authorDate } = commit;
    const files = (target: string): Promise<void> => checkout(git, workspace.gitDirectory, id, target);
    const branch = (await workspace.branch()) ?? 'main';
    const whole = (target: string): Promise<void> =>
      clone(git, workspace.gitDirectory, { commitId: id, branch }, target);
    return [name, { commitId: id, branch, message: subject, author, authorDate, checkout: files, clone: whole }];
  });
  return new Map(await Promise.all(opened));
};

/** @throws {UserError} when a name is none of a source's, naming those that there are */
export const checkSourceNames = (given: readonly GivenSource[], sources: readonly SourceNames[]): void => {
  const known = sources.flatMap(({ actionName, outputs }) => [actionName, ...outputs]);
  const unknown = given.find(({ name }) => !known.includes(name));
  if (unknown === undefined) return;
  const names = new Set(sources.map(({ actionName, outputs }) => `${actionName} (${outputs.join(', ')})`));
  throw new UserError(
    `--source ${unknown.name}=${unknown.directory}: no source or artifact has that name, the pipeline has ${[...names].join(', ')}`,
  );
};

/** A sentence for each source behind the first that hands out the app's own commit, for want of another one. */
export const handedOutInstead = (sources: readonly SourceNames[], given: readonly GivenSource[]): readonly string[] =>
  sources
    .slice(1)
    .filter(({ actionName, outputs }) => !given.some(({ name }) => [actionName, ...outputs].includes(name)))
    .map(
      ({ actionName }) =>
        `source ${actionName} hands out the app's own commit: --source ${actionName}=DIR names the repository or directory that it has on AWS`,
    );

import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../ground/user-error';
import { type Commit, checkout, shortId } from './commit';
import { type Git, inGitsWords } from './git';
import { createBare, type ObjectFormat } from './private-repository';

/** File names that the hook and the rehearsal agree on, relative to the bare repository. */
export const HOOK_FILES = { listener: 'rehearsal-listener', pushes: 'rehearsal-pushes' } as const;

/**
 * The remote's post-receive hook: hands every push to the source branch to the listening rehearsal by a file per push,
 * and says in the push's own output what will happen. `rehearsal.branch` and `rehearsal.pipeline` are set in the
 * repository's configuration once the pipeline is deployed.
 */
export const POST_RECEIVE = `#!/bin/sh
# Starts a release for a push to the pipeline's source branch.
set -eu
branch=$(git config rehearsal.branch)
pipeline=$(git config rehearsal.pipeline)
while read -r old new ref; do
  name=\${ref#refs/heads/}
  commit=$(printf '%.7s' "$new")
  if [ "$name" != "$branch" ]; then
    echo "$name is not the source branch of $pipeline ($branch): nothing starts"
  elif [ -z "$(printf '%s' "$new" | tr -d 0)" ]; then
    echo "$name was deleted: nothing starts"
  elif ! listener=$(cat ${HOOK_FILES.listener} 2>/dev/null) || ! kill -0 "$listener" 2>/dev/null; then
    echo "$commit is stored, but no rehearsal is listening: run 'bin/delivery rehearse' to release it"
  else
    file=$(mktemp ${HOOK_FILES.pushes}/.push-XXXXXX)
    printf '%s' "$new" > "$file"
    mv "$file" "${HOOK_FILES.pushes}/$new"
    echo "$name is the source branch of $pipeline: release of $commit starts"
  fi
done
`;

/** The branch of a pipeline whose pushes start it. */
export interface SourceBranch {
  readonly pipelineName: string;
  readonly branch: string;
}

/** A bare repository that stands for the hosted one the pipeline listens to. */
export interface Remote {
  readonly directory: string;
  /** Tells the hook which branch starts which pipeline. */
  serve(source: SourceBranch): Promise<void>;
  /** The commit a branch points to. */
  tip(branch: string): Promise<string | undefined>;
  /** Pushes a commit while listening and answers the commits whose release the hook asked for. */
  push(from: string, commit: Commit, branch: string, onLine: (line: string) => void): Promise<readonly string[]>;
  /** Writes a commit's files into an empty directory. */
  checkout(commitId: string, directory: string): Promise<void>;
}

/**
 * Makes the bare repository with its hook, or opens the one of a kept session.
 *
 * @throws {UserError} when that one names its objects otherwise
 */
export const openRemote = async (
  git: Git,
  directory: string,
  listenerPid: number,
  format: ObjectFormat,
): Promise<Remote> => {
  const ask = (...args: readonly string[]): Promise<string> => git.ours(directory, args);
  if (!existsSync(join(directory, 'HEAD'))) await create(git, directory, format);
  const itsFormat = await ask('rev-parse', '--show-object-format');
  if (itsFormat !== format) {
    throw new UserError(
      `the kept emulator's remote has ${itsFormat} commits and the repository now has ${format} ones: end it with bin/delivery down`,
    );
  }

  return {
    directory,
    async serve({ pipelineName, branch }) {
      await ask('config', 'rehearsal.branch', branch);
      await ask('config', 'rehearsal.pipeline', pipelineName);
      await ask('symbolic-ref', 'HEAD', `refs/heads/${branch}`);
    },
    async tip(branch) {
      const id = await ask('for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`);
      return id === '' ? undefined : id;
    },
    push: (from, commit, branch, onLine) =>
      listening(directory, listenerPid, async () => {
        // A rehearsed commit may replace a rehearsed one: amending and rewinding are ordinary here.
        const what = `${commit.id}:refs/heads/${branch}`;
        const push = git.ours(from, ['push', '--force', '--no-verify', directory, what], { onLine });
        await inGitsWords(`push commit ${shortId(commit.id)}`, push);
      }),
    checkout: (commitId, target) => checkout(git, directory, commitId, target),
  };
};

const create = async (git: Git, directory: string, format: ObjectFormat): Promise<void> => {
  const hooks = join(directory, 'hooks');
  // Who pushes by hand does it with his own settings: a global hooks path would replace ours.
  await createBare(git, directory, format, { 'core.hooksPath': hooks, 'receive.shallowUpdate': 'true' });
  mkdirSync(hooks);
  mkdirSync(join(directory, HOOK_FILES.pushes));
  writeFileSync(join(hooks, 'post-receive'), POST_RECEIVE);
  chmodSync(join(hooks, 'post-receive'), 0o755);
};

/** Answers the commits that the hook has noted while something was done. */
const listening = async (
  directory: string,
  listenerPid: number,
  work: () => Promise<void>,
): Promise<readonly string[]> => {
  const [listener, pushes] = [join(directory, HOOK_FILES.listener), join(directory, HOOK_FILES.pushes)];
  writeFileSync(listener, String(listenerPid));
  try {
    await work();
  } finally {
    rmSync(listener, { force: true });
  }
  const pushed = readdirSync(pushes).filter((name) => !name.startsWith('.'));
  for (const name of pushed) rmSync(join(pushes, name));
  return pushed;
};

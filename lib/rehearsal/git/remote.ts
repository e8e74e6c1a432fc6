import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from './checkout';
import type { Commit } from './commit';
import type { Git } from './git';
import { HOOK_FILES, POST_RECEIVE } from './hook';

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

/** Makes the bare repository with its hook, or opens the one of a kept session. */
export async function openRemote(git: Git, directory: string, listenerPid: number): Promise<Remote> {
  const at = { cwd: directory };
  const pushes = join(directory, HOOK_FILES.pushes);
  const listener = join(directory, HOOK_FILES.listener);
  if (!existsSync(join(directory, 'HEAD'))) await create(git, directory);

  return {
    directory,
    async serve({ pipelineName, branch }) {
      await git(['config', 'rehearsal.branch', branch], at);
      await git(['config', 'rehearsal.pipeline', pipelineName], at);
      await git(['symbolic-ref', 'HEAD', `refs/heads/${branch}`], at);
    },
    async tip(branch) {
      const id = await git(['for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`], at);
      return id === '' ? undefined : id;
    },
    async push(from, commit, branch, onLine) {
      writeFileSync(listener, String(listenerPid));
      try {
        // A rehearsed commit may replace a rehearsed one: amending and rewinding are ordinary here.
        await git(['push', '--force', '--no-verify', directory, `${commit.id}:refs/heads/${branch}`], {
          cwd: from,
          onLine,
        });
      } finally {
        rmSync(listener, { force: true });
      }
      const pushed = readdirSync(pushes).filter((name) => !name.startsWith('.'));
      for (const name of pushed) rmSync(join(pushes, name));
      return pushed;
    },
    checkout: (commitId, target) => checkout(git, directory, commitId, target),
  };
}

async function create(git: Git, directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  await git(['init', '--quiet', '--bare', '--template=', '.'], { cwd: directory });
  const hooks = join(directory, 'hooks');
  mkdirSync(hooks);
  mkdirSync(join(directory, HOOK_FILES.pushes));
  writeFileSync(join(hooks, 'post-receive'), POST_RECEIVE);
  chmodSync(join(hooks, 'post-receive'), 0o755);
  // A hooks path in the user's global configuration would replace ours.
  await git(['config', 'core.hooksPath', hooks], { cwd: directory });
  await git(['config', 'receive.shallowUpdate', 'true'], { cwd: directory });
}

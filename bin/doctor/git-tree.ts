import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { BranchState, Repository } from '../../lib/doctor/patient';
import { UserError } from '../../lib/ground/user-error';

/** How long a remote may take to answer. */
const MILLISECONDS = 20_000;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Of a git hook that has started us: they would lead git to another repository. */
const LEADING = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE'];

/** Runs git; nobody is asked for a password. @throws {UserError} when there is no git, or it takes too long */
const git = async (root: string, args: readonly string[], given: NodeJS.ProcessEnv): Promise<Ended> => {
  const ssh = given['GIT_SSH_COMMAND'] ?? 'ssh -o BatchMode=yes';
  const env: NodeJS.ProcessEnv = { ...given, GIT_TERMINAL_PROMPT: '0', GIT_SSH_COMMAND: ssh, LC_ALL: 'C' };
  for (const name of LEADING) delete env[name];
  try {
    return { code: 0, ...(await promisify(execFile)('git', args, { cwd: root, env, timeout: MILLISECONDS })) };
  } catch (error) {
    const { code, stdout = '', stderr = '', killed } = error as Partial<Ended> & { readonly killed?: boolean };
    if (killed) throw new UserError(`git ${args[0]} has not ended in ${MILLISECONDS / 1000} s`);
    if (typeof code !== 'number') throw new UserError(`git cannot be run (${code}): install it`, { cause: error });
    return { code, stdout, stderr };
  }
};

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

/** A URL may carry a password or a token, and is printed. */
const withoutSecrets = (text: string): string => text.replace(/:\/\/[^@/\s]*@/g, '://');

/** The working tree at a directory. */
export const repositoryAt = async (root: string, env: NodeJS.ProcessEnv): Promise<Repository> => {
  const status = await git(root, ['status', '--porcelain'], env);
  if (status.code !== 0) {
    if (status.stderr.includes('not a git repository')) return { uncommitted: undefined, remotes: [] };
    throw new UserError(`git status: ${status.stderr.trim()}`);
  }
  const { stdout } = await git(root, ['remote', '--verbose'], env);
  const remotes = linesOf(stdout).flatMap((line) => {
    const [, name, url] = /^(\S+)\t(.+) \(fetch\)$/.exec(line) ?? [];
    return name && url ? [{ name, url: withoutSecrets(url) }] : [];
  });
  return { uncommitted: linesOf(status.stdout).map((line) => line.slice(3)), remotes };
};

/** Asks a remote how its branch stands to HEAD. @throws {UserError} when it does not answer */
export const branchAt = async (
  root: string,
  remote: string,
  branch: string,
  env: NodeJS.ProcessEnv,
): Promise<BranchState> => {
  const { code, stdout, stderr } = await git(root, ['ls-remote', remote, `refs/heads/${branch}`], env);
  if (code !== 0) {
    const said = withoutSecrets(linesOf(stderr).at(-1) ?? 'no reason was given');
    throw new UserError(`git ls-remote ${remote}: ${said}`);
  }
  const [commit] = stdout.split('\t');
  if (!commit) return 'missing';
  if ((await git(root, ['cat-file', '-e', commit], env)).code !== 0) return 'not fetched';
  return (await git(root, ['merge-base', '--is-ancestor', 'HEAD', commit], env)).code === 0 ? 'has HEAD' : 'lacks HEAD';
};

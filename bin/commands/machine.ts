import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../../lib/ground/user-error';
import { hasCode } from '../../lib/rehearsal/process/has-code';
import type { Machine, Surroundings, UsersNpm } from '../../lib/rehearsal/toolchain/build-environment';
import { cacheIn, npmSettingsIn, VARIABLES } from '../../lib/rehearsal/toolchain/npm-settings';
import type { Shell } from './shell';

/** What a rehearsal may know of this machine before anybody is asked. */
export const surroundingsOf = ({ env, root, nodeModules }: Shell): Surroundings => ({
  env,
  nodeModules,
  emulatorDirectory: join(root, 'emulator'),
});

/** What npm tells; it is asked where it did not tell everything when it started us, which takes as long as all that git is asked. */
export const readNpm = async ({ env }: Shell): Promise<UsersNpm> => {
  const cache = env['npm_config_cache'];
  const listed = cache !== undefined && nothingIsSet(env) ? JSON.stringify({ cache }) : await npmList(env);
  return { npmCache: cacheIn(listed), npm: npmSettingsIn(listed) };
};

export const readMachine = async (shell: Shell): Promise<Machine> => ({
  ...surroundingsOf(shell),
  ...(await readNpm(shell)),
});

/** True where npm, which started us and has told us its files, has none and no variable that is a setting. */
const nothingIsSet = (env: NodeJS.ProcessEnv): boolean =>
  !['npm_config_userconfig', 'npm_config_globalconfig'].some((file) => existsSync(env[file] ?? '')) &&
  !VARIABLES.some((name) => (env[name] ?? '') !== '');

/** All settings of the user, none of the project that the command happens to be called in. */
const npmList = async (env: NodeJS.ProcessEnv): Promise<string> => {
  try {
    const { stdout } = await promisify(execFile)('npm', ['config', 'list', '--json', '--global'], { env });
    return stdout;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      throw new UserError('npm was not found on the PATH: commits get their packages by it, install it', {
        cause: error,
      });
    }
    const { stderr } = error as { readonly stderr?: string };
    if (stderr === undefined) throw error;
    throw new UserError(`npm does not tell its settings: ${stderr.trim()}`, { cause: error });
  }
};

import { execFile } from 'node:child_process';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../../ground/user-error';
import { cacheDirectory } from '../toolchain/cache-directory';
import { type Environment, interpreters, isReady, lastLine, MOTO, type Python, probe } from './python';

const execute = promisify(execFile);

/** What a private environment is made of. moto names no version of cfn-lint, whose files of schemas the emulator reads. */
const REQUIREMENTS = [`moto[server]==${MOTO}`, 'cfn-lint==1.51.0'];
const INSTALL_MILLISECONDS = 600_000;

/**
 * A Python on which the emulator runs: one that has moto, else a private virtual environment that is made once under the
 * user's cache directory. @throws {UserError} when there is none: what is missing and what to do
 */
export const readyPython = async (env: Environment, log: (line: string) => void): Promise<Python> => {
  const found = await interpreters(env);
  const ready = found.find(isReady);
  if (ready !== undefined) return ready;
  const [base] = found;
  if (base === undefined) throw new UserError('the emulator needs Python 3.10 or newer, found none');
  const directory = join(cacheDirectory(env), `venv-${REQUIREMENTS.join('-').replaceAll(/[^\w.]+/g, '-')}`);
  const executable = join(directory, 'bin', 'python');
  const existing = await probe(executable, env).catch(() => undefined);
  if (existing !== undefined && isReady(existing)) return existing;
  log(`${why(base)}: making a private environment in ${directory} (once)`);
  await make(base, directory, env);
  const made = await probe(executable, env);
  if (made === undefined || !isReady(made)) {
    throw new UserError(`${directory} holds no working ${REQUIREMENTS.join(' and ')}: remove it and try again`);
  }
  return made;
};

/** Built beside its place and moved there whole, so that an interrupted installation is never taken for a good one. */
const make = async (base: Python, directory: string, env: Environment): Promise<void> => {
  const building = `${directory}.${process.pid}`;
  const run = (...argv: readonly [string, ...string[]]) =>
    execute(argv[0], argv.slice(1), { env, timeout: INSTALL_MILLISECONDS, maxBuffer: 64 * 1024 * 1024 });
  await mkdir(dirname(directory), { recursive: true });
  try {
    await run(base.executable, '-m', 'venv', '--clear', building);
    await run(join(building, 'bin', 'python'), '-m', 'pip', 'install', '--quiet', ...REQUIREMENTS);
    await rm(directory, { recursive: true, force: true });
    await rename(building, directory);
  } catch (error) {
    await rm(building, { recursive: true, force: true });
    throw new UserError(
      `${why(base)}, and ${REQUIREMENTS.join(' and ')} could not be installed into ${directory}: ${lastLine(error)}; ` +
        `run \`${base.executable} -m pip install ${REQUIREMENTS.map((each) => `'${each}'`).join(' ')}\` yourself or name a Python that has it in DELIVERY_PYTHON`,
    );
  }
};

const why = ({ executable, moto, missing }: Python): string => {
  if (moto === null) return `${executable} has no moto`;
  return missing.length > 0
    ? `${executable} has moto without ${missing.join(', ')}`
    : `${executable} has moto ${moto} and the emulator needs ${MOTO}`;
};

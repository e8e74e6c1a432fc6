import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { sha256 } from '../../ground/sha256';
import type { Ground } from '../executor/actions/codebuild/reuse/ground';
import { hasCode } from '../process/has-code';
import type { Machine } from './build-environment';

/** What builds are run by, and what answers them. */
const OURS = ['lib/ground', 'lib/rehearsal', 'emulator/delivery_emulator'];

/** By what builds run on this machine: the versions of its tools, and our own. */
export const groundOf = async ({ env, emulatorDirectory, nodeModules }: Machine): Promise<Ground> => ({
  tools: {
    node: `${process.version} ${process.platform}-${process.arch}`,
    npm: await versionOf('npm', env),
    python: await versionOf('python3', env),
  },
  rehearsal: digestOf(dirname(emulatorDirectory), join(nodeModules, '.package-lock.json')),
});

const versionOf = async (program: string, env: Machine['env']): Promise<string> => {
  try {
    const { stdout } = await promisify(execFile)(program, ['--version'], { env });
    return stdout.trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 'none';
    throw error;
  }
};

/** @param packages what npm has written of those that it installed */
const digestOf = (root: string, packages: string): string => {
  const sources = OURS.flatMap((name) => filesIn(join(root, name))).toSorted();
  const digests = sources.map((file) => `${file.slice(root.length)} ${sha256(readFileSync(file))}`);
  return sha256([...digests, existsSync(packages) ? sha256(readFileSync(packages)) : 'none'].join('\n'));
};

/** Without what Python compiles beside its sources. */
const filesIn = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('__pycache__'))
    .map((entry) => join(entry.parentPath, entry.name));

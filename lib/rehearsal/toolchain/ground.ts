import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { sha256 } from '../../ground/sha256';
import type { Ground } from '../executor/actions/codebuild/reuse/ground';
import { hasCode } from '../process/has-code';
import type { Machine } from './build-environment';

/** What builds are run by, and what answers them; its packages are those of the lockfile. */
const OURS = ['lib/ground', 'lib/rehearsal', 'emulator/delivery_emulator', 'package-lock.json'];

/** By what builds run on this machine: the versions of its tools, and our own. */
export const groundOf = async ({ env, emulatorDirectory }: Machine): Promise<Ground> => ({
  tools: {
    node: `${process.version} ${process.platform}-${process.arch}`,
    npm: await versionOf('npm', env),
    python: await versionOf('python3', env),
  },
  rehearsal: digestOf(dirname(emulatorDirectory)),
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

const digestOf = (root: string): string => {
  const files = OURS.flatMap((name) => filesAt(join(root, name))).toSorted();
  return sha256(files.map((file) => `${file.slice(root.length)} ${sha256(readFileSync(file))}\n`).join(''));
};

/** Without what Python compiles beside its sources. */
const filesAt = (path: string): readonly string[] => {
  if (!existsSync(path)) return [];
  if (path.endsWith('package-lock.json')) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('__pycache__'))
    .map((entry) => join(entry.parentPath, entry.name));
};

import { mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readMachine } from '../../../bin/commands/machine';
import type { ExecutorOptions } from '../../../lib/rehearsal/executor/options';
import { environmentOfBuilds } from '../../../lib/rehearsal/toolchain/build-environment';
import { cacheDirectory } from '../../../lib/rehearsal/toolchain/cache-directory';

/** How builds reach npm's registry and cache on the machine that runs the tests; what it writes goes below a directory. */
export const thisMachine = async (
  directory: string,
): Promise<Pick<ExecutorOptions, 'npmCache' | 'runtimeCache' | 'buildEnvironment'>> => {
  const machine = await readMachine({ env: process.env, root: resolve('.') } as Parameters<typeof readMachine>[0]);
  const buildEnvironment = environmentOfBuilds(machine, mkdtempSync(join(directory, 'machine-')));
  return { npmCache: machine.npmCache, runtimeCache: cacheDirectory(machine.env), buildEnvironment };
};

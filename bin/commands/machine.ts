import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Machine } from '../../lib/rehearsal/toolchain/build-environment';
import type { Shell } from './shell';

/** What a rehearsal may know of this machine; npm is asked only where it did not start us. */
export async function readMachine({ env, root }: Shell): Promise<Machine> {
  const npmCache = env['npm_config_cache'] ?? (await npmConfig('cache'));
  return { env, npmCache, nodeModules: join(root, 'node_modules'), emulatorDirectory: join(root, 'emulator') };
}

async function npmConfig(key: string): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', ['config', 'get', key]);
  return stdout.trim();
}

import { access, constants, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HASH_FILES } from './hash-files';
import { npmShim, serveTools } from './npm-shim';

/** Programs that a build's container has and this machine has not, or not so. */
export interface BuildCommands {
  /** Stands first on the build's `PATH`. */
  readonly directory: string;
  /** npm's global prefix. */
  readonly prefix: string;
  /** `node_modules` directories from which pinned global installs are served. */
  readonly toolDirectories: readonly string[];
  /** Where the machine's programs lie. */
  readonly path: readonly string[];
}

/** Writes the programs into their directory. */
export async function writeCommands({ directory, prefix, toolDirectories, path }: BuildCommands): Promise<void> {
  const program = (name: string, text: string) => writeFile(join(directory, name), text, { mode: 0o755 });
  await program('codebuild-hash-files', HASH_FILES);
  const npm = await findProgram('npm', path);
  if (npm === undefined) return;
  await writeFile(join(directory, 'serve-tools.js'), serveTools({ npm, prefix, toolDirectories }));
  await program('npm', npmShim(npm, directory));
}

async function findProgram(name: string, path: readonly string[]): Promise<string | undefined> {
  for (const entry of path) {
    const program = join(entry, name);
    const found = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return program;
  }
  return undefined;
}

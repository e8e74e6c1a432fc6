import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makePrivateDirectory, removeAside } from '../../../private-directory/private-directory';

/** Where a build lives. */
export interface BuildDirectories {
  /** Parent of `source` and `home`; caches are kept relative to it. */
  readonly root: string;
  /** The primary source, `CODEBUILD_SRC_DIR`. */
  readonly source: string;
  /** Stands for `/root`. */
  readonly home: string;
  /** Secondary sources. */
  readonly inputs: string;
  /** Programs that stand before the machine's. */
  readonly commands: string;
  /** npm's global prefix. */
  readonly tools: string;
  readonly state: string;
  readonly outputs: string;
  /** Outside of the others and short: sockets in it have names of at most 107 characters. */
  readonly temporary: string;
}

/** Makes the directories of a build below an empty one. */
export const makeDirectories = async (directory: string): Promise<BuildDirectories> => {
  const directories = {
    root: join(directory, 'build'),
    source: join(directory, 'build', 'src'),
    home: join(directory, 'build', 'home'),
    inputs: join(directory, 'inputs'),
    commands: join(directory, 'commands'),
    tools: join(directory, 'tools'),
    state: join(directory, 'state'),
    outputs: join(directory, 'outputs'),
  };
  for (const path of Object.values(directories)) await mkdir(path, { recursive: true });
  const temporary = join(makePrivateDirectory('build'), 't');
  await mkdir(temporary);
  return { ...directories, temporary };
};

/** The primary source of the build that has made an output. */
export const sourceBehind = (output: string): string => join(output, '..', '..', 'build', 'src');

/** Removes what lies outside of the caller's directory. */
export const removeTemporary = ({ temporary }: BuildDirectories): void => {
  removeAside(dirname(temporary));
};

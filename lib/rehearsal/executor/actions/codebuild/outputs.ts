import { constants } from 'node:fs';
import { copyFile, cp, lstat, mkdir, readdir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import picomatch from 'picomatch';
import { absent, selectFiles } from '../../artifacts/glob';
import type { ActionOutput } from '../../event';
import { Failure } from '../../failure';
import type { ArtifactFiles, Buildspec } from './buildspec';
import type { BuildDirectories } from './directories';
import { containerLine } from './lines';

/**
 * Collects a build's output artifacts. With one artifact its files are `artifacts`, or the secondary artifact of its name;
 * with several each must be a secondary artifact.
 *
 * @throws {Failure} when an artifact has no files, in CodeBuild's words
 */
export const collectOutputs = async (
  { artifacts }: Buildspec,
  names: readonly string[],
  directories: BuildDirectories,
): Promise<readonly ActionOutput[]> =>
  Promise.all(
    names.map(async (artifactName) => {
      const secondary = artifacts?.['secondary-artifacts'][artifactName];
      const primary =
        names.length === 1 && artifacts?.files !== undefined ? { ...artifacts, files: artifacts.files } : undefined;
      const files = secondary ?? primary;
      if (files === undefined) {
        throw new Failure(`CLIENT_ERROR: the buildspec has no artifacts for output artifact ${artifactName}`);
      }
      const directory = join(directories.outputs, artifactName);
      await copyFiles(files, directories.source, directory);
      return { artifactName, directory };
    }),
  );

const copyFiles = async (files: ArtifactFiles, source: string, target: string): Promise<void> => {
  const declared = files['base-directory'] ?? '.';
  const bases = await baseDirectories(source, declared);
  if (bases.length === 0) throw new Failure(`CLIENT_ERROR: no matching base directory path found for ${declared}`);
  const followLinks = !files['enable-symlinks'];
  const selection = { patterns: files.files, exclude: files['exclude-paths'], followLinks };
  let copied = 0;
  for (const directory of bases) {
    for (const name of await selectFiles({ directory, ...selection })) {
      const path = join(target, files['discard-paths'] ? basename(name) : name);
      await mkdir(dirname(path), { recursive: true });
      await copyOne(join(directory, name), path, followLinks);
      copied += 1;
    }
  }
  if (copied === 0) throw new Failure(`CLIENT_ERROR: no matching artifact paths found for ${files.files.join(', ')}`);
};

/** The directories that a base directory means: itself, or by a pattern like `out-*` all top-level ones of such names. */
const baseDirectories = async (source: string, declared: string): Promise<readonly string[]> => {
  const isPattern = picomatch.scan(declared).isGlob && !isAbsolute(declared);
  const matches = picomatch(declared, { dot: true });
  const names = isPattern ? (await readdir(source)).filter((name) => matches(name)).sort() : [declared];
  const paths = names.map((name) => resolve(source, name));
  const found = await Promise.all(paths.map((path) => stat(path).catch(absent)));
  return paths.filter((_, i) => found[i]?.isDirectory());
};

const copyOne = async (from: string, to: string, followLinks: boolean): Promise<void> => {
  const isLink = !followLinks && (await lstat(from)).isSymbolicLink();
  if (isLink) await cp(from, to, { verbatimSymlinks: true });
  else await copyFile(from, to, constants.COPYFILE_FICLONE);
};

/**
 * Says what CodeBuild would put into its report groups; they themselves are not kept. A report without files does not fail
 * a build, it is incomplete.
 */
export const logReports = async (
  { reports }: Buildspec,
  { source }: BuildDirectories,
  log: (line: string) => void,
): Promise<void> => {
  for (const [group, report] of Object.entries(reports)) {
    const bases = await baseDirectories(source, report['base-directory'] ?? '.');
    const selected = bases.map((directory) => selectFiles({ directory, patterns: report.files, followLinks: true }));
    const files = (await Promise.all(selected)).flat();
    const found = files.length === 0 ? `INCOMPLETE, no file matches ${report.files.join(', ')}` : files.join(', ');
    log(containerLine(`Report group ${group} (${report['file-format']}): ${found}`));
  }
};

import { constants } from 'node:fs';
import { copyFile, cp, lstat, mkdir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { selectFiles } from '../../artifacts/glob';
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
  const base = isAbsolute(declared) ? declared : join(source, declared);
  const isDirectory = await stat(base).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isDirectory) throw new Failure(`CLIENT_ERROR: no matching base directory path found for ${declared}`);
  const followLinks = !files['enable-symlinks'];
  const names = await selectFiles({
    directory: base,
    patterns: files.files,
    exclude: files['exclude-paths'],
    followLinks,
  });
  if (names.length === 0)
    throw new Failure(`CLIENT_ERROR: no matching artifact paths found for ${files.files.join(', ')}`);
  for (const name of names) {
    const path = join(target, files['discard-paths'] ? basename(name) : name);
    await mkdir(dirname(path), { recursive: true });
    await copyOne(join(base, name), path, followLinks);
  }
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
    const directory = join(source, report['base-directory'] ?? '.');
    const files = await selectFiles({ directory, patterns: report.files, followLinks: true });
    const found = files.length === 0 ? `INCOMPLETE, no file matches ${report.files.join(', ')}` : files.join(', ');
    log(containerLine(`Report group ${group} (${report['file-format']}): ${found}`));
  }
};

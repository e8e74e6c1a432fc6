import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../../../process/run';
import { Failure } from '../../failure';
import type { Buildspec } from './buildspec';
import { containerLine } from './lines';
import type { CheckedProject } from './project';

const NODE_18 = { node: '18.20.8', npm: '10.8.2' } as const;

/**
 * With which Node, and the npm in it, CodeBuild's images start where the buildspec names no runtime.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/available-runtimes.html (a build without `runtime-versions`
 *   gets the image's default)
 * @see https://github.com/aws/aws-codebuild-docker-images (each image's Dockerfile ends with the `n` of its default; of
 *   standard:7.0 the older copy that was read names Node 18, not which)
 * @see https://nodejs.org/en/download/archive/v18.20.8 (npm 10.8.2)
 */
const STARTS_WITH: Readonly<Record<string, { readonly node: string; readonly npm: string }>> = {
  'aws/codebuild/amazonlinux-x86_64-standard:5.0': NODE_18,
  'aws/codebuild/standard:7.0': NODE_18,
};

/** What an installation of a runtime needs. */
export interface RuntimeInstallation {
  /** Kept from rehearsal to rehearsal. */
  readonly cache: string;
  /** Has `PATH`, and how npm reaches its cache and its registry. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/**
 * Directories that stand before the machine's programs: none where the buildspec names a version of Node, which this machine's
 * own stands for; else those of the image's default.
 *
 * @throws {Failure} when that version of Node cannot be installed: with another the build would be another
 */
export const runtimeDirectories = async (
  buildspec: Buildspec,
  { name, environment }: CheckedProject,
  installation: RuntimeInstallation,
): Promise<readonly string[]> => {
  const { log } = installation;
  const asked = buildspec.phases.install?.['runtime-versions'] ?? {};
  for (const [runtime, version] of Object.entries(asked)) {
    log(containerLine(`Runtime ${runtime} ${version} is asked for; this machine's own is used`));
  }
  if (asked['nodejs'] !== undefined) return [];
  const image = environment?.image ?? '';
  const starts = STARTS_WITH[image];
  if (starts === undefined) {
    log(containerLine(`With which Node image ${image} starts is not known here; this machine's own is used`));
    return [];
  }
  log(containerLine(`The buildspec names no version of Node: image ${image} starts with ${starts.node}`));
  const directory = join(installation.cache, `node-${starts.node}-npm-${starts.npm}-${PLATFORM}`);
  const why = await installOnce(directory, starts, installation);
  if (why === undefined) return [join(directory, 'node_modules', '.bin')];
  throw new Failure(
    `CodeBuild project ${name} names no version of Node, on AWS it runs on ${starts.node} of its image, and npm cannot bring that here: ${why}; name one in the buildspec (phases.install.runtime-versions) or let npm reach its registry`,
  );
};

const PLATFORM = `${process.platform}-${process.arch}`;

/** What npm's `node` would fetch for this machine in a script of its own. */
export const platformPackage = (): string => `${PLATFORM === 'darwin-arm64' ? 'node-bin' : 'node'}-${PLATFORM}`;

const installing = new Map<string, Promise<string | undefined>>();

/** Several builds of an execution may need the same at once; what could not be installed is tried again by the next. */
const installOnce = async (...args: Parameters<typeof install>): Promise<string | undefined> => {
  const [directory] = args;
  if (existsSync(directory)) return undefined;
  const started = installing.get(directory) ?? install(...args).finally(() => installing.delete(directory));
  installing.set(directory, started);
  return started;
};

/**
 * Answers why it did not go. Made beside its place and moved there whole, so that what was interrupted is never taken for a good one.
 */
const install = async (
  directory: string,
  { node, npm }: { readonly node: string; readonly npm: string },
  { env, signal }: RuntimeInstallation,
): Promise<string | undefined> => {
  await mkdir(dirname(directory), { recursive: true });
  const building = await mkdtemp(`${directory}.`);
  const packages = [`${platformPackage()}@${node}`, `npm@${npm}`] as const;
  const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
  try {
    const argv = ['npm', 'install', '--prefix', building, ...options, ...packages] as const;
    const { exitCode, output } = await run({ argv, cwd: building, env, signal });
    if (exitCode !== 0) return output.trim().split('\n').slice(-3).join(' | ');
    // Another rehearsal may have been first: its installation is as good.
    await rename(building, directory).catch((error: unknown) => {
      if (!existsSync(directory)) throw error;
    });
    return undefined;
  } finally {
    await rm(building, { recursive: true, force: true });
  }
};

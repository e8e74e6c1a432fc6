import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildSpec } from 'aws-cdk-lib/aws-codebuild';
import { z } from 'zod';
import packageLock from '../../package-lock.json';

/** A package with others would need them in its lockfile, too. */
const none = z.undefined({ error: 'it brings other packages, which a lockfile of it alone would not pin' }).optional();

const locked = z.object({
  version: z.string(),
  resolved: z.string().optional(),
  integrity: z.string(),
  bin: z.record(z.string(), z.string()),
  dependencies: none,
  optionalDependencies: none,
});

/** A command line that a job of CDK Pipelines installs by itself. */
export interface LockedTool {
  /** What the library puts behind `npm install -g NAME@`: the folder into which {@link installLocked} has installed it. */
  readonly version: string;
  /** To be merged into the job's buildspec, before the library's own commands. */
  readonly buildSpec: BuildSpec;
}

/**
 * A tool of this project's lockfile for the jobs that CDK Pipelines makes: they have the cloud assembly and nothing else, and
 * would take whatever a registry calls that version. The assembly gets a lockfile with the tool alone, the job installs
 * from it, npm holds the tarball to its hash, and the library's `npm install -g` links what lies there.
 *
 * @param assembly directory of the cloud assembly
 * @throws {Error} when the lockfile does not hold the tool, or it would not come alone
 */
export const lockedTool = (assembly: string, name: string): LockedTool => {
  const parsed = locked.safeParse(
    z.record(z.string(), z.unknown()).parse(packageLock.packages)[`node_modules/${name}`],
  );
  if (!parsed.success) {
    throw new Error(`${name} of package-lock.json cannot be locked by itself: ${z.prettifyError(parsed.error)}`);
  }
  const { version, resolved, integrity, bin } = parsed.data;
  const directory = `tools/${name}`;
  const project = { name: `tool-${name}`, version: '0.0.0', private: true, dependencies: { [name]: version } };
  const packages = { '': project, [`node_modules/${name}`]: { version, resolved, integrity, bin } };
  const lockfile = { name: project.name, version: project.version, lockfileVersion: 3, requires: true, packages };
  mkdirSync(join(assembly, directory), { recursive: true });
  write(join(assembly, directory, 'package.json'), project);
  write(join(assembly, directory, 'package-lock.json'), lockfile);
  return {
    version: `file:./${directory}/node_modules/${name}`,
    buildSpec: BuildSpec.fromObject({
      phases: { install: { commands: [`npm --prefix ${directory} ci --ignore-scripts`] } },
    }),
  };
};

const write = (file: string, content: unknown): void =>
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);

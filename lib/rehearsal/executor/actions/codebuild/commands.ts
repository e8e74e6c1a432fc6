import { access, constants, mkdir, writeFile } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { awsShim, secondAws } from './aws-commands';
import { corepackShim, nodeSwitch, yarnShim } from './node-commands';

import { quote } from './session-script';

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
  /** The program that runs containers. */
  readonly engine: string;
}

/** Writes the programs into their directory. */
export const writeCommands = async (commands: BuildCommands): Promise<void> => {
  const { directory, prefix, toolDirectories, path, engine } = commands;
  const program = (name: string, text: string) => writeFile(join(directory, name), text, { mode: 0o755 });
  await program('codebuild-hash-files', HASH_FILES);
  const found = isAbsolute(engine) ? engine : await findProgram(engine, path);
  await program(basename(engine), found === undefined ? noEngine(basename(engine)) : engineShim(found));
  const aws = await findProgram('aws', path);
  if (aws !== undefined) {
    await program('aws', awsShim(aws, directory));
    await writeFile(join(directory, 'second-aws.js'), secondAws(aws));
  }
  const npm = await findProgram('npm', path);
  if (npm === undefined) return;
  // npx looks there, and takes it ill where nothing is.
  await mkdir(join(prefix, 'lib', 'node_modules'), { recursive: true });
  await writeFile(join(directory, 'serve-tools.js'), serveTools({ npm, prefix, toolDirectories }));
  await program('npm', npmShim(npm, directory));
  await program('n', nodeSwitch(npm, directory));
  if ((await findProgram('yarn', path)) === undefined) await program('yarn', yarnShim(npm, directory, prefix));
  const corepack = await findProgram('corepack', path);
  if (corepack !== undefined) await program('corepack', corepackShim(corepack, prefix));
};

const findProgram = async (name: string, path: readonly string[]): Promise<string | undefined> => {
  for (const entry of path) {
    const program = join(entry, name);
    const found = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return program;
  }
  return undefined;
};

/** CodeBuild's command for cache keys: one hash over the contents of the named files. */
export const HASH_FILES = `#!/usr/bin/env node
'use strict';
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('codebuild-hash-files: name at least one file');
  process.exit(1);
}
const hash = createHash('sha256');
for (const file of files) {
  try {
    hash.update(createHash('sha256').update(readFileSync(file)).digest());
  } catch (error) {
    console.error('codebuild-hash-files: ' + error.message);
    process.exit(1);
  }
}
console.log(hash.digest('hex'));
`;

/** A shell program that hands every call to the engine, except those that name a registry of ECR: a real one would be asked. */
const engineShim = (engine: string): string => `#!/bin/sh
for argument in "$@"; do
  case "$argument" in
    *.dkr.ecr.*)
      echo "${basename(engine)} $1 of $argument cannot be rehearsed: the emulator's ECR is no registry of images" >&2
      exit 125 ;;
  esac
done
exec ${quote(engine)} "$@"
`;

/** What stands in the place of an engine that this machine does not have. */
const noEngine = (name: string): string => `#!/bin/sh
echo "${name} $1 cannot be rehearsed: this machine has no ${name}. Install it, or name another engine in CDK_DOCKER" >&2
exit 127
`;

/** A shell program that hands every call to the real npm, except a global installation. */
export const npmShim = (npm: string, directory: string): string => `#!/bin/sh
case "$1" in
  install|i|add|in|ins)
    for argument in "$@"; do
      case "$argument" in
        -g|--global|--location=global) exec node ${quote(join(directory, 'serve-tools.js'))} "$@" ;;
      esac
    done ;;
esac
exec ${quote(npm)} "$@"
`;

/**
 * A node program that links packages named with an exact version from the first `node_modules` that holds that very
 * version, where all of them can be had so; everything else is the real npm's.
 */
export const serveTools = (settings: {
  readonly npm: string;
  readonly prefix: string;
  readonly toolDirectories: readonly string[];
}): string => `'use strict';
const { npm, prefix, toolDirectories } = ${JSON.stringify(settings)};
${SERVE_TOOLS}`;

const SERVE_TOOLS = `const { spawnSync } = require('node:child_process');
const { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } = require('node:fs');
const { basename, dirname, join } = require('node:path');

function find(spec) {
  const [, name, version] = /^(@?[^@]+)@(\\d[^\\s]*)$/.exec(spec) ?? [];
  if (name === undefined) return undefined;
  for (const directory of toolDirectories) {
    const path = join(directory, name);
    if (!existsSync(join(path, 'package.json'))) continue;
    const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    if (manifest.version === version) return { name, version, path, bin: manifest.bin ?? {} };
  }
  return undefined;
}

function link(target, path) {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { recursive: true, force: true });
  symlinkSync(target, path);
}

const specs = process.argv.slice(3).filter((argument) => !argument.startsWith('-'));
const found = specs.map(find);
if (specs.length === 0 || found.includes(undefined)) {
  const { status } = spawnSync(npm, process.argv.slice(2), { stdio: 'inherit' });
  process.exit(status ?? 1);
}
for (const { name, version, path, bin } of found) {
  link(path, join(prefix, 'lib', 'node_modules', name));
  const programs = typeof bin === 'string' ? { [basename(name)]: bin } : bin;
  for (const [program, file] of Object.entries(programs)) link(join(path, file), join(prefix, 'bin', program));
  console.log('npm: ' + name + '@' + version + ' is served from ' + dirname(path));
}
`;

import { join } from 'node:path';
import { quote } from './shell-quote';

/** A shell program that hands every call to the real npm, except a global installation. */
export function npmShim(npm: string, directory: string): string {
  return `#!/bin/sh
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
}

/**
 * A node program that links packages named with an exact version from the first `node_modules` that holds that very
 * version, where all of them can be had so; everything else is the real npm's.
 */
export function serveTools(settings: {
  readonly npm: string;
  readonly prefix: string;
  readonly toolDirectories: readonly string[];
}) {
  return `'use strict';
const { spawnSync } = require('node:child_process');
const { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } = require('node:fs');
const { basename, dirname, join } = require('node:path');
const { npm, prefix, toolDirectories } = ${JSON.stringify(settings)};

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
}

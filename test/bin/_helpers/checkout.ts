import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { APP_SOURCES } from '../../_helpers/app-sources';
import { pinConfiguration } from '../../_helpers/pin-configuration';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'synth-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** A file of a checkout, and what becomes of its text. */
type Edit = readonly [file: string, change: (text: string) => string];

/** A checkout of its own, of one environment, with some files changed. */
export const checkout = (name: string, ...edits: readonly Edit[]): string => {
  const place = join(directory, name);
  for (const source of APP_SOURCES) cpSync(resolve(source), join(place, source), { recursive: true });
  symlinkSync(resolve('node_modules'), join(place, 'node_modules'));
  pinConfiguration(place, 'one-environment');
  for (const [file, change] of edits) {
    const before = readFileSync(join(place, file), 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`the change of ${file} changes nothing`);
    writeFileSync(join(place, file), after);
  }
  return place;
};

export const run = (cwd: string, command: string, args: readonly string[], more: NodeJS.ProcessEnv = {}) => {
  const env = { PATH: process.env['PATH'] ?? '', HOME: directory, ...more };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}`.trim() };
};
export const synth = (cwd: string, env: NodeJS.ProcessEnv = {}) => run(cwd, process.execPath, ['bin/synth.mjs'], env);

/** What is no part of an assembly: locks, and how long the CDK took, which it writes where a synthesis was slow. */
const isAside = (name: string): boolean => name.endsWith('.lock') || name === 'performance-counters.json';

/** Every file of an assembly with its text. */
export const filesIn = (assembly: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(assembly, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !isAside(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file.slice(assembly.length + 1), readFileSync(file, 'utf8')]),
  );

export const STACK_TRACE = /^\s+at /m;

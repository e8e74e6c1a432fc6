import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { cpuSeconds } from '../../bench/cpu-time';
import { configOf } from '../../bench/targets';
import { parseConfig } from '../../lib/config';
import { APP_SOURCES } from '../_helpers/app-sources';
import { CONFIG_FILE } from '../_helpers/pin-configuration';

test.each([3, 30, 100])('a configuration of %d targets is one that the project takes', (count) => {
  const { environments } = parseConfig(configOf(count));
  const accounts = environments.flatMap(({ targets }) => targets.map(({ account }) => account));
  expect(new Set(accounts).size).toBe(count);
  expect(environments.every(({ targets }) => targets.length >= Math.floor(count / 3))).toBe(true);
});

test('a copy of the app has all that a synthesis reads but packages and configuration', () => {
  const print = "import { sources } from './bin/sources.mjs'; console.log(JSON.stringify(Object.keys(sources())));";
  const read: string[] = JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '--eval', print], { encoding: 'utf8' }),
  );
  const copied = [...APP_SOURCES, 'node_modules', CONFIG_FILE];
  const missing = read.filter((file) => !copied.some((source) => file === source || file.startsWith(`${source}/`)));
  expect(read.length).toBeGreaterThan(100);
  expect(missing).toEqual([]);
});

describe("a command's time of processors", () => {
  const directory = mkdtempSync(join(tmpdir(), 'bench-'));
  const measured = (argv: readonly [string, ...string[]]) => cpuSeconds({ argv }, directory);
  const busy = 'const end = process.cpuUsage().user + 5e4; while (process.cpuUsage().user < end);';

  test('counts what its node processes do, also those that they start', async () => {
    const child = `require('node:child_process').execFileSync(process.execPath, ['-e', ${JSON.stringify(busy)}]);`;
    expect(await measured(['node', '-e', child])).toBeGreaterThan(0.05);
  });

  test('is not known of one that fails, and of one that starts no node', async () => {
    await expect(measured(['node', '-e', 'process.exit(3)'])).rejects.toThrow('exit code 3 and was not measured');
    await expect(measured(['true'])).rejects.toThrow('started no node: nothing was measured');
    rmSync(directory, { recursive: true });
  });
});

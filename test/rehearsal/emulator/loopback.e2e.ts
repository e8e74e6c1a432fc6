import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ipv6, mountNamespace, networkNamespace, testWith } from '../../_helpers/needs';
import { ROOT, type Running, runEmulator } from './running-emulator';

let running: Running;
let directory: string;

beforeAll(async () => {
  running = await runEmulator();
  directory = mkdtempSync(join(tmpdir(), 'loopback-'));
});
afterAll(async () => {
  await running?.end();
  rmSync(directory, { recursive: true, force: true });
});

const portOf = ({ emulator }: Running): string => new URL(emulator.endpoint).port;

test('the emulator answers on 127.0.0.1', async () => {
  expect((await fetch(`http://127.0.0.1:${portOf(running)}/`)).status).toBe(403);
});

testWith(ipv6, 'the emulator answers on ::1, on the same port', async () => {
  expect((await fetch(`http://[::1]:${portOf(running)}/`)).status).toBe(403);
});

testWith(mountNamespace, 'the aws command line reaches it where localhost is ::1 and nothing else', async () => {
  const hosts = join(directory, 'hosts');
  writeFileSync(hosts, '::1 localhost\n');
  const script = `mount --bind ${hosts} /etc/hosts && getent ahosts localhost && aws sts get-caller-identity`;
  const variables = running.emulator.environment('222222222222', 'us-east-1');
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...variables };
  const { stdout } = await promisify(execFile)('unshare', ['--mount', 'sh', '-euc', script], { env });
  expect(stdout).not.toContain('127.0.0.1');
  expect(stdout).toContain('arn:aws:iam::222222222222:root');
});

testWith(networkNamespace, 'the emulator starts where there is no IPv6', async () => {
  const start = `python3 -m delivery_emulator --state-dir ${join(directory, 'without')}`;
  const script = `ip link set lo up && sysctl -qw net.ipv6.conf.all.disable_ipv6=1 && exec ${start}`;
  const env = { ...process.env, PYTHONPATH: join(ROOT, 'emulator') };
  const child = spawn('unshare', ['--net', 'sh', '-euc', script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const { value: line } = await lines[Symbol.asyncIterator]().next();
  child.kill();
  expect(JSON.parse(line)).toMatchObject({ port: expect.any(Number), secret: expect.stringMatching(/^[\w-]{40}$/) });
});

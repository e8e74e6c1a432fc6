import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { estateOf } from '../../bench/aws-stub/estate';
import { type Stub, serveStub } from '../../bench/aws-stub/serve';
import { CHECKS } from '../../lib/validation/checks';
import { checkout } from './_helpers/checkout';

const DEV = { environment: 'dev', account: '222222222222', region: 'us-east-1' };

let stub: Stub;
let root: string;
beforeAll(async () => {
  root = checkout('validate');
  stub = await serveStub(estateOf(DEV, { groups: 200, keys: 1, streams: 200 }), 1);
});
afterAll(() => stub.end());

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `bin/delivery validate` against the stub; `whileItRuns` gets the process once it has asked for log streams. */
const validate = (
  argv: readonly string[],
  whileItRuns?: (kill: (signal: NodeJS.Signals) => void) => void,
  endpoint = stub.endpoint,
) =>
  new Promise<Ended>((resolve) => {
    const env = { ...process.env, AWS_ENDPOINT_URL: endpoint, NO_COLOR: '1' };
    const credentials = { AWS_ACCESS_KEY_ID: DEV.account, AWS_SECRET_ACCESS_KEY: 'x' };
    const child = spawn(join(root, 'bin/delivery'), ['validate', ...argv], { env: { ...env, ...credentials } });
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => {
      said.stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      said.stderr += chunk;
    });
    const streams = () => stub.asked().answered.get('DescribeLogStreams') ?? 0;
    const before = streams();
    const poll = setInterval(() => {
      if (!whileItRuns || streams() === before) return;
      clearInterval(poll);
      whileItRuns((signal) => child.kill(signal));
    }, 20);
    child.on('close', (exitCode) => {
      clearInterval(poll);
      resolve({ exitCode, ...said });
    });
  });

describe('bin/delivery validate', () => {
  test('lists every check', async () => {
    const { exitCode, stdout } = await validate(['--list', '--json']);
    expect({ exitCode, ids: JSON.parse(stdout).map(({ id }: { id: string }) => id) }).toEqual({
      exitCode: 0,
      ids: CHECKS.map(({ id }) => id),
    });
  });

  test('asks one check of one environment, and shows no progress where there is no terminal', async () => {
    const { exitCode, stdout, stderr } = await validate(['--environment', 'dev', '--check', 'log-groups-encrypted']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('200 passed, 0 failed, 0 cannot tell');
  });

  test('says what it could not ask before its deadline, and exits 1', async () => {
    const argv = ['--environment', 'dev', '--check', 'log-streams-after-key', '--timeout', '3', '--json'];
    const { exitCode, stdout } = await validate(argv);
    const [{ results }] = JSON.parse(stdout);
    expect({ exitCode, results }).toMatchObject({
      exitCode: 1,
      results: [{ status: 'cannot-tell', because: expect.stringContaining('the deadline of 3 s passed') }],
    });
  });

  test('ends at once and says so on Ctrl-C', async () => {
    const argv = ['--environment', 'dev', '--check', 'log-streams-after-key'];
    const { exitCode, stdout, stderr } = await validate(argv, (kill) => kill('SIGINT'));
    expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' });
    expect(stderr).toContain('stopped by Ctrl-C');
    expect(stub.asked().answered.get('DescribeLogStreams')).toBeLessThan(400);
  });

  test('fails with exit code 2 on placeholders where AWS itself would be asked', async () => {
    const { exitCode, stderr } = await validate(['--environment', 'dev'], undefined, '');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringContaining('placeholders that only a rehearsal accepts'),
    });
  });

  test.each([
    [['--environment', 'dev', '--check', 'nope'], '--check "nope" is not a check: name one of'],
    [['--list', '--check', 'nope'], '--check "nope" is not a check'],
    [['--environment', 'dev', '--timeout', '0'], '--timeout must be a whole number of seconds above 0, got "0"'],
    [['--environment', 'dev', '--release', '/nonexistent'], '--release holds no release'],
    [['--environment', 'dev', '--check', 'template-as-released'], 'needs --release DIR'],
    [[], '--environment must name one of dev'],
  ])('fails with exit code 2 on %j', async (argv, because) => {
    const { exitCode, stdout, stderr } = await validate(argv);
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 2, stdout: '', stderr: expect.stringContaining(because) });
  });
});

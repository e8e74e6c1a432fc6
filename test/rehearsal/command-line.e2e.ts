import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { delivery, foreignApp } from './_helpers/app';
import { temporaryDirectory } from './_helpers/temporary-directory';

describe('the command line', () => {
  test('lists the commands that exist', async () => {
    const { exitCode, stdout } = await delivery(['--help']);
    expect(exitCode).toBe(0);
    const commands = [...stdout.matchAll(/^ {2}(\w+) +(?:\[|[a-z])/gm)].map(([, name]) => name);
    expect(commands).toEqual(['rehearse', 'down', 'validate', 'gate', 'review', 'evidence', 'help']);
  });

  test.each([
    [['rehears'], 'Did you mean rehearse?'],
    [['rehearse', '--aprove', 'all'], 'Did you mean --approve?'],
    [['rehearse', '--approve', 'all,'], '--approve must be all, none, ask or names'],
    [['rehearse', '--app', '/nonexistent'], '--app /nonexistent: there is no such directory'],
    [['rehearse', '--commit', 'no-such-tag'], 'no commit is called "no-such-tag"'],
    [['rehearse', '--dirty', '--commit', 'HEAD'], 'choose one'],
    [['validate'], '--environment'],
    [['validate', '--environment', 'dev'], 'placeholders that only a rehearsal accepts'],
  ])('fails with exit code 2 on %j', async (args, because) => {
    const { exitCode, stdout, stderr } = await delivery(args);
    expect([exitCode, stderr.replaceAll(/\s+/g, ' ')]).toEqual([2, expect.stringContaining(because)]);
    expect(stdout).not.toContain('    at ');
    expect(stderr).not.toContain('    at ');
  });

  test('fails with exit code 2 inside a rehearsal', () => {
    expect(failure({ ...process.env, DELIVERY_REHEARSAL: '1' }, resolve('bin/delivery'))).toEqual([
      2,
      'DELIVERY_REHEARSAL is set: this is a rehearsal already, and one inside another would never end\n',
    ]);
  });

  test('fails with exit code 2 on AWS itself', () => {
    const env = { ...process.env, AWS_ENDPOINT_URL: 'https://sts.amazonaws.com' };
    const [exitCode, stderr] = failure({ ...env, DELIVERY_REHEARSAL: undefined }, resolve('bin/delivery'));
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('which is AWS itself')]);
  });

  test('fails with exit code 2 where nothing is installed', () => {
    const root = temporaryDirectory();
    mkdirSync(join(root, 'bin'));
    cpSync(resolve('bin/delivery'), join(root, 'bin', 'delivery'));
    expect(failure(process.env, join(root, 'bin', 'delivery'))).toEqual([
      2,
      `the packages of ${root} are not installed: run npm ci there\n`,
    ]);
  });

  test('has nothing to end where nothing is kept', async () => {
    const app = foreignApp();
    const { exitCode, stdout } = await app.delivery(['down', '--json']);
    expect([exitCode, JSON.parse(stdout)]).toEqual([0, { ended: null }]);
  });

  test('forgets a kept emulator that is dead', async () => {
    const app = foreignApp();
    const records = join(app.directory, '.rehearsal');
    const privateDirectory = temporaryDirectory();
    mkdirSync(records);
    writeFileSync(
      join(records, 'session.json'),
      JSON.stringify({
        ...{ schema: 1, endpoint: 'http://localhost:1', emulatorPid: 2 ** 22 + 1, privateDirectory },
        ...{ tools: { account: '111111111111', region: 'us-east-1' }, pipelineName: 'foreign', bootstrapped: [] },
      }),
    );
    expect((await app.delivery(['down'])).stdout).toContain('http://localhost:1');
    expect([existsSync(join(records, 'session.json')), existsSync(privateDirectory)]).toEqual([false, false]);
  });
});

/** Exit code and stderr of `delivery rehearse`, which must fail. */
function failure(env: NodeJS.ProcessEnv, program: string): readonly [unknown, unknown] {
  try {
    execFileSync(process.execPath, [program, 'rehearse'], { env, stdio: 'pipe', encoding: 'utf8' });
  } catch (error) {
    const { status, stderr } = error as { readonly status: unknown; readonly stderr: unknown };
    return [status, stderr];
  }
  return [0, ''];
}

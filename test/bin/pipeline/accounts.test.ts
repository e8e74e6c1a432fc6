import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import { temporaryDirectory } from '../../rehearsal/_helpers/temporary-directory';

const outfile = join(temporaryDirectory(), 'pipeline.cjs');
beforeAll(() => {
  const options = { bundle: true, packages: 'external', platform: 'node', target: 'node20' } as const;
  buildSync({ ...options, entryPoints: ['bin/pipeline.ts'], outfile });
});

/** Runs a program of the pipeline as a job does. */
const run = (argv: readonly string[], variables: NodeJS.ProcessEnv = {}) => {
  const env = { PATH: process.env['PATH'], NODE_PATH: resolve('node_modules'), ...variables };
  const { status, stdout, stderr } = spawnSync(process.execPath, [outfile, ...argv], { env, encoding: 'utf8' });
  return { status, stdout, stderr };
};

describe('a program of the pipeline', () => {
  test.each([
    ['validate', ['--environment', 'dev', '--account', '222222222222', '--region', 'us-east-1']],
    ['protect', ['--stack', 'arn:aws:cloudformation:us-east-1:222222222222:stack/data-prod/x']],
    ['promote', ['--account', '222222222222']],
    ['record', ['--bucket', 'evidence-222222222222-us-east-1']],
  ])('fails, as a wrong request, where %s would ask AWS about a placeholder', (name, argv) => {
    const { status, stdout, stderr } = run([name, ...argv]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(
      `${name}: 222222222222 is a placeholder that only a rehearsal accepts: write your account numbers into delivery.config.ts, or rehearse with \`npm start\`\n`,
    );
  });

  test('says how it is used where an emulator answers', () => {
    const { status, stdout } = run(['promote', '--account', '222222222222', '--help'], {
      AWS_ENDPOINT_URL: 'http://[::1]:1',
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('usage: promote') });
  });
});

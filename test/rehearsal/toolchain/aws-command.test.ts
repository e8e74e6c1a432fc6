import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { isFirstAws } from '../../../lib/rehearsal/toolchain/aws-command';
import { temporaryDirectory } from '../_helpers/temporary-directory';

/** Where an `aws` is found that does so. */
const machine = (script: string) => {
  const directory = temporaryDirectory();
  const file = join(directory, 'aws');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return { env: { PATH: `${directory}:/usr/bin:/bin` } };
};

test.each([
  ['echo "aws-cli/1.45.11 Python/3.11.7 Linux/6.18 botocore/1.43.11"', true],
  ['echo "aws-cli/1.16.2 Python/2.7" >&2', true],
  ['echo "aws-cli/2.31.0 Python/3.13.7 Linux/6.18 exe/x86_64"', false],
  ['exit 1', false],
])('an aws command line tells its version: %s', async (script, isFirst) => {
  expect(await isFirstAws(machine(script))).toBe(isFirst);
});

test('there may be none', async () => {
  expect(await isFirstAws({ env: { PATH: '/nonexistent' } })).toBe(false);
});

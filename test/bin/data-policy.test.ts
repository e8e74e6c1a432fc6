import { symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { addPermissions } from '../../bin/commands/permissions';
import { DATA_PURPOSES, dataAccessPolicy } from '../../lib/contract/data-access';
import { pinConfiguration } from '../_helpers/pin-configuration';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';
import { commandLine } from './_helpers/command-line';

const asked = (...words: readonly string[]) => {
  const root = temporaryDirectory();
  pinConfiguration(root);
  symlinkSync(resolve('lib'), join(root, 'lib'));
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
  return commandLine(addPermissions, root)('permissions', ...words);
};

const PROD = { environment: 'prod', account: '444444444444', region: 'us-east-1', partition: 'aws' };

test.each(DATA_PURPOSES)(
  'the policy for %s allows on resources of that target only, and the key for its service only',
  (purpose) => {
    for (const { Resource, Condition, Sid } of dataAccessPolicy(purpose, PROD).Statement) {
      expect(Resource).toMatch(/^arn:aws:(s3:::data-prod-444444444444-us-east-1|(sqs|kms):us-east-1:444444444444:)/);
      if (!Resource.includes(':kms:')) continue;
      expect(Condition?.['ForAnyValue:StringEquals']).toEqual({ 'kms:ResourceAliases': 'alias/data-data-prod' });
      expect(Condition?.['StringEquals'] !== undefined || Sid === 'FindTheKey').toBe(true);
    }
  },
);

test('who uploads reads nothing, and who reads writes nothing', () => {
  const actions = (purpose: (typeof DATA_PURPOSES)[number]) =>
    dataAccessPolicy(purpose, PROD).Statement.flatMap(({ Action }) => Action);
  expect(actions('upload')).not.toContain('s3:GetObject');
  for (const purpose of ['processed', 'quarantine', 'dead-letters'] as const)
    expect(actions(purpose).filter((action) => /Put|GenerateDataKey/.test(action))).toEqual([]);
});

test('the command prints what IAM takes', async () => {
  const { exitCode, stdout } = await asked('--data', 'upload', '--environment', 'prod');
  expect([exitCode, JSON.parse(stdout)]).toEqual([0, dataAccessPolicy('upload', PROD)]);
});

test.each([
  [['--data', 'all', '--environment', 'prod'], '--data all: say one of upload, processed, quarantine, dead-letters'],
  [['--data', 'upload'], '--data needs --environment, one of dev, staging, prod, got ""'],
  [
    ['--data', 'upload', '--environment', 'prod', '--region', 'eu-west-1'],
    'and 0 are meant: say --account 444444444444',
  ],
  [['--environment', 'prod'], '--environment goes with --data, which is not there'],
])('%j is refused', async (words, because) => {
  const { exitCode, stderr } = await asked(...words);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(because)]);
});

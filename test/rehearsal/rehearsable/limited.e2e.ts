import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { anyApp } from '../../walks/_helpers/any-app';
import { delivery } from '../_helpers/app';
import { temporaryDirectory } from '../_helpers/temporary-directory';

/** `what` and `why` of each line, with how often. */
const THINGS = [
  'AWS::Serverless-2016-10-31: the emulator expands no such transform: 3 places: dev/Shop (app.js:',
  'AWS::AppSync::GraphQLApi: the emulator has no such resource type: 3 places: dev/Shop/Api (app.js:',
  'AWS::GameLift::Alias: the emulator has no such resource type: 3 places: dev/Shop/Fleet (app.js:',
  'AWS::S3::Bucket: the emulator has no property MetadataTableConfiguration: 3 places: dev/Shop/Goods (app.js:',
  'AWS::Lambda::Function: the emulator has no Runtime java21: 3 places: dev/Shop/Search (app.js:',
  'AWS::SSM::Parameter: the emulator has no resource attribute CreationPolicy: 3 places: dev/Shop/Waiting (app.js:',
  'AWS::SSM::Parameter: the emulator has no policy Snapshot: 3 places: dev/Shop/Saved (app.js:',
  'image asset: a rehearsal builds no container image: 3 places: dev/Shop Server',
  'action: is of type AWS Deploy/ElasticBeanstalk version 1, which cannot be rehearsed: 3 places: Tools/Pipeline/Pipeline dev/Ship',
  `AWS::CodeBuild::Project: the project's inline buildspec cannot be rehearsed: buildspec: Unrecognized key: "batch": 3 places: `,
];

test('an app with ten limits in three stages is told all of them, once, and nothing was started', async () => {
  const [app, temporary] = [anyApp('limited'), temporaryDirectory()];
  const words = ['rehearse', '--json', '--app', app.top];
  const { exitCode, stdout, stderr } = await delivery(words, undefined, { TMPDIR: temporary });
  const [, said = ''] = stderr.split(
    /^10 things of this app cannot be rehearsed \(commit \w{7}\); nothing was started:$/m,
  );
  const lines = said.trim().split('\n');
  expect(exitCode).toBe(2);
  expect(lines.map((line, index) => line.trim().slice(0, THINGS[index]?.length))).toEqual(THINGS);
  expect(stderr).not.toMatch(/bootstrap|push|fix/);
  const { notRehearsable } = JSON.parse(stdout) as {
    readonly notRehearsable: readonly { readonly places: unknown[] }[];
  };
  expect(notRehearsable.map(({ places }) => places.length)).toEqual(THINGS.map(() => 3));
  expect(existsSync(join(app.top, '.rehearsal'))).toBe(false);
  expect(execFileSync('git', ['status', '--porcelain'], { cwd: app.top, encoding: 'utf8' })).toBe('');
  expect(readdirSync(temporary).filter((name) => !name.startsWith('delivery-removing-'))).toEqual([]);
});

const MAKES = `const told = JSON.parse(process.env.CDK_CONTEXT_JSON).stage + process.env.SHOP;
if (told !== 'devopen') throw new Error('told ' + told);
require('../app.js');
`;

test('an app whose command finds what only its build makes is built first, and told what its first deployment is', async () => {
  const app = anyApp(
    'limited',
    '',
    {},
    {
      'cdk.json': '{ "app": "node made/app.js" }',
      'package.json': '{ "scripts": { "build": "mkdir -p made && cp makes.js made/app.js" } }',
      'makes.js': MAKES,
    },
  );
  const told = await app.rehearse('--context', 'stage=dev', '--env', 'SHOP=open');
  expect([told.exitCode, told.stderr]).toEqual([
    2,
    expect.stringMatching(/^10 things of this app cannot be rehearsed/m),
  ]);
  const untold = await app.rehearse('--context', 'stage=dev');
  expect([untold.exitCode, untold.stderr]).toEqual([1, expect.stringContaining('Error: told devundefined')]);
  expect(existsSync(join(app.top, 'made'))).toBe(false);
});

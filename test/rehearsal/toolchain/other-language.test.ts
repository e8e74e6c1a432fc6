import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { otherLanguage } from '../../../lib/rehearsal/toolchain/other-language';
import { temporaryDirectory } from '../_helpers/temporary-directory';

const said = (settings: string | undefined): string | undefined => {
  const directory = temporaryDirectory();
  if (settings !== undefined) writeFileSync(join(directory, 'cdk.json'), settings);
  return otherLanguage(directory);
};

test.each([
  ['python3 app.py', 'python3'],
  ['STAGE=dev .venv/bin/python app.py', '.venv/bin/python'],
  ['mvn -e -q compile exec:java', 'mvn'],
  ['go mod download && go run app.go', 'go'],
  ['dotnet run --project src/Shop/Shop.csproj', 'dotnet'],
])('an app that %s starts is named as one whose packages nobody installs', (app, program) => {
  expect(said(JSON.stringify({ app }))).toMatch(
    `cdk.json starts the app by "${app}": a rehearsal installs packages of npm only, so what ${program} needs must be`,
  );
});

test('a command in words counts as well', () => {
  expect(said('{"app":["python3","app.py"]}')).toContain('by "python3 app.py"');
});

test.each([
  '{"app":"npx ts-node --prefer-ts-exts bin/app.ts"}',
  '{"app":"node bin/python.js"}',
  '{"app":"PYTHON=python3 npx tsx bin/app.ts"}',
  '{"app":""}',
  '{}',
  '{',
  undefined,
])('nothing is said of %s', (settings) => {
  expect(said(settings)).toBeUndefined();
});

import { expect, test } from '@jest/globals';
import { otherLanguage } from '../../../lib/rehearsal/toolchain/other-language';

test.each([
  ['python3 app.py', 'python3'],
  ['STAGE=dev .venv/bin/python app.py', '.venv/bin/python'],
  ['mvn -e -q compile exec:java', 'mvn'],
  ['go mod download && go run app.go', 'go'],
  ['dotnet run --project src/Shop/Shop.csproj', 'dotnet'],
])('an app that %s starts is named as one whose packages nobody installs', (app, program) => {
  const said = otherLanguage(app, 'Boom');
  expect(said).toMatch(
    `cdk.json starts the app by "${app}": a rehearsal installs packages of npm only, so what ${program} needs must be`,
  );
  expect(said).toMatch(/What it said:\nBoom$/);
});

test.each(['npx ts-node --prefer-ts-exts bin/app.ts', 'node bin/python.js', 'PYTHON=python3 npx tsx bin/app.ts'])(
  'nothing is said of %s',
  (app) => {
    expect(otherLanguage(app, 'Boom')).toBeUndefined();
  },
);

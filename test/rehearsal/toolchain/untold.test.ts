import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { toldBy } from '../../../lib/rehearsal/toolchain/told';
import { untoldIn } from '../../../lib/rehearsal/toolchain/untold';
import { temporaryDirectory } from '../_helpers/temporary-directory';

const CODE = `const stage = app.node.tryGetContext('stage') ?? app.node.getContext("size");
const owner = process.env.OWNER || process.env['MAIL'] || process.env.CDK_DEFAULT_REGION;
throw new Error('no stage');`;

const appOf = (settings = '{}') => {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, 'bin'));
  writeFileSync(join(directory, 'bin', 'app.ts'), CODE);
  writeFileSync(join(directory, 'lib.ts'), "throw new Error('x');");
  writeFileSync(join(directory, 'cdk.json'), settings);
  return directory;
};

const traceOf = (...files: readonly string[]): string =>
  ['Error: no stage', ...files.map((file) => `    at f (${file}:3:7)`)].join('\n');

test('names what an app that threw reads and was not told, where the trace leads through', () => {
  const app = appOf();
  expect(untoldIn(traceOf(join(app, 'lib.ts'), join(app, 'bin/app.ts')), app, undefined)).toBe(
    'bin/app.ts reads what the app was not told: --context stage=VALUE --context size=VALUE --env OWNER=VALUE --env MAIL=VALUE',
  );
});

test('does not name what was told, nor what cdk.json has', () => {
  const app = appOf('{ "context": { "size": 3 } }');
  const told = toldBy(['stage=dev'], ['OWNER=a']);
  expect(untoldIn(traceOf(join(app, 'bin/app.ts')), app, told)).toBe(
    'bin/app.ts reads what the app was not told: --env MAIL=VALUE',
  );
  expect(untoldIn(traceOf(join(app, 'bin/app.ts')), app, toldBy(['stage=dev'], ['OWNER=a', 'MAIL=b']))).toBeUndefined();
});

test('does not take a text, as bundlers are told what to put in its place, for something that is read', () => {
  const app = appOf();
  writeFileSync(join(app, 'bundle.ts'), `const define = { 'process.env.VERSION': '"1"', "process.env.MODE": '"a"' };`);
  expect(untoldIn(traceOf(join(app, 'bundle.ts')), app, undefined)).toBeUndefined();
});

test('does not name what has a value of its own where it is read', () => {
  const app = appOf();
  const code = [
    "const stage = app.node.tryGetContext('stage') ?? 'dev';",
    'const size = Number(process.env.SIZE || 3) + Number(process.env["MORE"] ?? `4`);',
  ];
  writeFileSync(join(app, 'defaults.ts'), code.join('\n'));
  expect(untoldIn(traceOf(join(app, 'defaults.ts')), app, undefined)).toBeUndefined();
});

test('says nothing of a trace that leads elsewhere, of files that are gone, and of settings that are no JSON', () => {
  const app = appOf('{');
  for (const file of [join(app, 'lib.ts'), join(app, 'gone.ts'), '/elsewhere/app.ts', join(app, 'node_modules/a.js')])
    expect(untoldIn(traceOf(file), app, undefined)).toBeUndefined();
  expect(untoldIn('no trace', app, undefined)).toBeUndefined();
});

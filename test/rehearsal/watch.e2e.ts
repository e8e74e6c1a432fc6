import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { foreignApp } from './_helpers/app';

const WAITS = 'waiting for the next save';

/** Has the app fail that is not told what the command is. */
const UNTOLD =
  "if (!process.env.CDK_CONTEXT_JSON.includes('\"shelf\":\"low\"') || process.env.STOCK !== 'out') throw new Error('untold');";

test('answers saves of an app, shows what is wrong with its code, deploys what is good into the kept emulator, and leaves nothing', async () => {
  const app = foreignApp();
  // As much of a rehearsal as makes a kept emulator, its accounts and the pipeline.
  const opened = await app.delivery(['rehearse', '--keep', '--approve', 'none'], (line, pid) => {
    if (line.includes('✓ push')) process.kill(pid, 'SIGINT');
  });
  expect(opened.exitCode).toBe(130);
  const file = join(app.directory, 'app.js');
  const good = readFileSync(file, 'utf8');
  app.write('tsconfig.json', '{ "compilerOptions": { "strict": true, "types": [] }, "include": ["*.ts"] }');
  app.write('a.ts', 'export const a = 1;\n');
  app.write('b.ts', "import { a } from './a';\nexport const b: number = a;\n");
  const saves = [
    () => app.write('a.ts', "export const a = '1';\n"),
    () => app.write('a.ts', 'export const a = ;\n'),
    () => app.write('a.ts', 'export const a = 2;\n'),
    () => app.write('app.js', good.replace('app.synth();', "throw new Error('sold out');")),
    () => app.write('app.js', `${UNTOLD}\n${good.replace('asset.s3ObjectKey', "'sold'")}`),
  ];
  const { exitCode, stdout, stderr } = await app.delivery(
    ['watch', '--context', 'shelf=low', '--env', 'STOCK=out'],
    (line, pid) => {
      if (!line.includes(WAITS)) return;
      const save = saves.shift();
      if (save === undefined) process.kill(pid, 'SIGINT');
      else save();
    },
  );
  expect([exitCode, stderr]).toEqual([130, 'stopped by Ctrl-C\n']);
  const [start = '', asItIs = '', elsewhere = '', here = '', mended = '', thrown = '', changed = ''] =
    stdout.split('── ');
  expect(start).toContain('a preview is no release, nobody approves it, and it leaves no evidence');
  for (const deployed of [asItIs, changed]) {
    expect(deployed).toMatch(/✓ preview +dev\/Shop at http:\/\/localhost:\d+: no release/);
    expect(deployed).toContain('· checks     the checks know this repository only');
  }
  expect(elsewhere).toMatch(/✗ types +1 error\n +b\.ts:2:14: TS2322: .*\n.*\n +> 2 \| export const b: number = a;\n/);
  expect(here).toMatch(/✗ types +1 error\n +a\.ts:1:18: TS1109: Expression expected\.\n/);
  for (const wrong of [elsewhere, here])
    expect(wrong).toContain('· preview    nothing is deployed while types are wrong');
  expect(mended).toMatch(/✓ types[\s\S]*· preview +nothing of dev has changed/);
  expect(thrown).toMatch(
    /✗ constructs failed\n +app\.js:\d+:\d+: .*\n(.*\n)+ +> \d+ \| throw new Error\('sold out'\);/,
  );
  expect(thrown).not.toContain('preview');
  expect((await app.delivery(['down'])).stdout).toContain('ended the emulator');
  expect(await app.leftovers()).toEqual([]);
}, 600_000);

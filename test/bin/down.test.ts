import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { Command } from 'commander';
import { addDown } from '../../bin/commands/down';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';

test.each([[[]], [['--json']]])('down prints no character of a name that nobody sees (%j)', async (options) => {
  const app = join(temporaryDirectory(), 'x\u001b[2J\u009b\u202e');
  mkdirSync(join(app, '.rehearsal', 'session.json'), { recursive: true });
  const stdout = new PassThrough();
  const { stdin, stderr } = process;
  const program = new Command();
  const shell = { stdin, stderr, stdout: stdout as unknown as NodeJS.WriteStream, env: {}, argv: [], root: app };
  addDown(program, shell, (code) => expect(code).toBe(0));
  await program.parseAsync(['node', 'delivery', 'down', '--app', app, ...options]);
  const printed = String(stdout.read());
  expect(printed).toContain('session.json is cut off');
  expect(printed.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
});

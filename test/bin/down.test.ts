import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { addDown } from '../../bin/commands/down';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';
import { commandLine } from './_helpers/command-line';

test.each([[[]], [['--json']]])('down prints no character of a name that nobody sees (%j)', async (options) => {
  const app = join(temporaryDirectory(), 'x\u001b[2J\u009b\u202e');
  mkdirSync(join(app, '.rehearsal', 'session.json'), { recursive: true });
  const { exitCode, stdout } = await commandLine(addDown)('down', '--app', app, ...options);
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('session.json is cut off')]);
  expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
});

import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { addDown } from '../../bin/commands/down';
import { historyFile, keepSession } from '../../lib/rehearsal/session/session';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';
import { commandLine } from './_helpers/command-line';

test.each([[[]], [['--json']]])('down prints no character of a name that nobody sees (%j)', async (options) => {
  const app = join(temporaryDirectory(), 'x\u001b[2J\u009b\u202e');
  mkdirSync(join(app, '.rehearsal', 'session.json'), { recursive: true });
  const { exitCode, stdout } = await commandLine(addDown)('down', '--app', app, ...options);
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('session.json is cut off')]);
  expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
});

test('down takes the history of executions with the accounts, and follows no link to it', async () => {
  const [app, elsewhere] = [temporaryDirectory(), join(temporaryDirectory(), 'file')];
  mkdirSync(join(app, '.rehearsal', 'session.json'), { recursive: true });
  writeFileSync(elsewhere, 'text');
  symlinkSync(elsewhere, historyFile(join(app, '.rehearsal')));
  expect((await commandLine(addDown)('down', '--app', app)).exitCode).toBe(0);
  expect([readdirSync(join(app, '.rehearsal')), readFileSync(elsewhere, 'utf8')]).toEqual([[], 'text']);
});

test('a kept session removes what is no file of a history', () => {
  const [records, privateDirectory] = [temporaryDirectory(), temporaryDirectory()];
  symlinkSync(join(records, 'nowhere'), historyFile(records));
  const tools = { account: '111111111111', region: 'eu-west-1' };
  const endpoint = { endpoint: 'http://localhost:1', secret: 's', emulatorPid: 1, pipelineName: 'p', bootstrapped: [] };
  expect(keepSession(records, { schema: 1, privateDirectory, tools, ...endpoint })).toBe(true);
  expect(readdirSync(records)).toEqual(['session.json']);
});

import { realpathSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readMark, writeMark } from '../../../lib/rehearsal/private-directory/mark';
import { makePrivateDirectory } from '../../../lib/rehearsal/private-directory/private-directory';
import { isAlive } from '../../../lib/rehearsal/process/end-group';
import { takeDown } from '../../../lib/rehearsal/session/down';
import { announceServe, servedApps } from '../../../lib/rehearsal/session/serving';
import { idle, kill, killed } from '../_helpers/killed';
import { temporaryDirectory } from '../_helpers/temporary-directory';

const { TMPDIR } = process.env;
const started: ReturnType<typeof idle>['child'][] = [];
beforeEach(() => {
  process.env['TMPDIR'] = realpathSync(temporaryDirectory());
});
afterEach(async () => {
  process.env['TMPDIR'] = TMPDIR ?? '';
  if (TMPDIR === undefined) delete process.env['TMPDIR'];
  for (const child of started.splice(0)) if (child.exitCode === null && child.signalCode === null) await kill(child);
});

/** A command that serves an app, or did. */
const serving = async (app: string, url: string, runs = true): Promise<number> => {
  const directory = makePrivateDirectory('rehearsal', app);
  announceServe(directory, { url });
  const { child, owner } = runs ? idle() : { child: undefined, owner: await killed() };
  if (child !== undefined) started.push(child);
  const mark = readMark(directory);
  if (mark === undefined) throw new Error(`${directory} has no mark`);
  writeMark(directory, { ...mark, owner });
  return owner.pid;
};

const newApp = (): string => realpathSync(temporaryDirectory());

test('down ends the pages of its app, and no others', async () => {
  const [app, other] = [newApp(), newApp()];
  const own = await serving(app, 'http://127.0.0.1:1');
  const theirs = await serving(other, 'http://127.0.0.1:2');
  expect((await takeDown(app, false)).served).toEqual(['http://127.0.0.1:1']);
  expect([isAlive(own), isAlive(theirs)]).toEqual([false, true]);
});

test('down ends all pages where all are to be ended', async () => {
  const theirs = await serving(newApp(), 'http://127.0.0.1:2');
  expect((await takeDown(newApp(), true)).served).toEqual(['http://127.0.0.1:2']);
  expect(isAlive(theirs)).toBe(false);
});

test('pages whose command was killed are not there any more', async () => {
  await serving(newApp(), 'http://127.0.0.1:3', false);
  expect(servedApps()).toEqual([]);
});

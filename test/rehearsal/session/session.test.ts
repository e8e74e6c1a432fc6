import { expect, test } from '@jest/globals';
import { keepSession, readSession, refuseOtherStubs, sessionOf } from '../../../lib/rehearsal/session/session';
import { temporaryDirectory } from '../_helpers/temporary-directory';

/** A session that is kept, as the next command reads it. */
const kept = (partial?: boolean) => {
  const directory = temporaryDirectory();
  const tools = { account: '111111111111', region: 'us-east-1' };
  const endpoint = { url: 'http://localhost:1', secret: 's' };
  keepSession(directory, sessionOf({ endpoint, tools, pipelineName: 'p', bootstrapped: [], directory, partial }, 1));
  const session = readSession(directory);
  if (session === undefined) throw new Error('it was written');
  return session;
};

test('a kept emulator has stubs as it was started, and refuses who asks for the other', () => {
  expect(() => refuseOtherStubs(kept(true))).toThrow('was started with --partial and has stubs');
  expect(() => refuseOtherStubs(kept(), true)).toThrow('was started without --partial and makes no stubs');
  expect(() => refuseOtherStubs(kept(true), true)).not.toThrow();
  expect(() => refuseOtherStubs(kept(), false)).not.toThrow();
});

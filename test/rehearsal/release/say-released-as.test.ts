import { expect, test } from '@jest/globals';
import { DETACHED, type Workspace } from '../../../lib/rehearsal/git/workspace';
import type { ProgressEvent } from '../../../lib/rehearsal/progress';
import { sayReleasedAs } from '../../../lib/rehearsal/release/say-released-as';

test.each<[string | undefined, string | undefined, readonly string[]]>([
  ['main', undefined, []],
  ['feature/x', undefined, ['branch feature/x is released as main']],
  [DETACHED, undefined, ['a detached HEAD is released as main']],
  [undefined, undefined, []],
  ['feature/x', 'v1', []],
])('of a HEAD on %s, with --commit %s, is said: %j', async (own, revision, said) => {
  const told: ProgressEvent[] = [];
  const workspace = { branch: async () => own } as Workspace;
  await sayReleasedAs({ workspace, ...(revision && { revision }), emit: (event) => told.push(event) }, 'main');
  expect(told.map((event) => (event.type === 'note' ? event.text : event.type))).toEqual(said);
});

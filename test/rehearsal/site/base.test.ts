import { expect, test } from '@jest/globals';
import type { Commit } from '../../../lib/rehearsal/git/commit';
import type { Workspace } from '../../../lib/rehearsal/git/workspace';
import { chooseBase } from '../../../lib/rehearsal/site/base';
import type { Prepared } from '../../../lib/rehearsal/site/prepare';

const commitOf = (id: string) => ({ id, origin: id }) as unknown as Commit;
const [pushed, earlier] = [commitOf('b'.repeat(40)), commitOf('a'.repeat(40))];

/** A repository with one commit before the pushed one, or without. */
const workspace = (before?: Commit) =>
  ({
    published: async () => undefined,
    ancestor: async (_: Commit, generation: number) => (generation === 1 ? before : undefined),
  }) as unknown as Workspace;

const failed = (wrong?: string) => async (commit: Commit) =>
  ({ ok: false, commit, output: 'Error: boom', ...(wrong && { wrong }) }) satisfies Prepared;

test('a commit that is no app is a wrong request, one whose app fails is a no', async () => {
  await expect(chooseBase(workspace(), pushed, undefined, failed('there is no cdk.json'))).rejects.toMatchObject({
    message: 'there is no cdk.json',
    exitCode: 2,
  });
  await expect(chooseBase(workspace(), pushed, undefined, failed())).rejects.toMatchObject({
    message: expect.stringMatching(/does not synthesize, so there is no pipeline to push to:\nError: boom$/),
    exitCode: 1,
  });
});

test('a commit that is no app is pushed to the pipeline of an earlier one that is', async () => {
  const good: Prepared = { ok: true, commit: earlier, directory: '/x', assembly: '/y', stacks: [] };
  const prepare = async (commit: Commit) => (commit.id === earlier.id ? good : failed('no cdk.json')(commit));
  expect(await chooseBase(workspace(earlier), pushed, undefined, prepare)).toMatchObject({ prepared: good });
});

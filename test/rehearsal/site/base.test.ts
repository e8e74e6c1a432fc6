import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { AssemblyStack } from '../../../lib/rehearsal/assembly/read-assembly';
import type { Commit } from '../../../lib/rehearsal/git/commit';
import type { Workspace } from '../../../lib/rehearsal/git/workspace';
import { chooseBase } from '../../../lib/rehearsal/site/base';
import type { Prepared } from '../../../lib/rehearsal/site/prepare';
import { temporaryDirectory } from '../_helpers/temporary-directory';

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

/** What comes of a commit whose one stack has these resources. */
const synthesized = (commit: Commit, Resources: object): Prepared => {
  const templateFile = join(temporaryDirectory(), `${commit.id}.json`);
  writeFileSync(templateFile, JSON.stringify({ Resources }));
  const stack = { id: 'Delivery', topLevel: true, templateFile } as unknown as AssemblyStack;
  return { ok: true, commit, directory: '/x', assembly: '/y', stacks: [stack], networks: [] };
};
const withPipeline = (commit: Commit) => synthesized(commit, { Line: { Type: 'AWS::CodePipeline::Pipeline' } });
const withoutPipeline = (commit: Commit) => synthesized(commit, { Queue: { Type: 'AWS::SQS::Queue' } });

test('a commit whose app had no pipeline yet has deployed none', async () => {
  const fails = async (commit: Commit) =>
    commit.id === earlier.id ? withoutPipeline(commit) : failed('no account is given')(commit);
  await expect(chooseBase(workspace(earlier), pushed, undefined, fails)).rejects.toThrow('no account is given');
  const published = { published: async () => earlier } as unknown as Workspace;
  const first = async (commit: Commit) => (commit.id === earlier.id ? withoutPipeline(commit) : withPipeline(commit));
  expect(await chooseBase(published, pushed, undefined, first)).toMatchObject({ prepared: { commit: pushed } });
  const other = async (commit: Commit) => withPipeline(commit);
  expect(await chooseBase(published, pushed, undefined, other)).toMatchObject({ prepared: { commit: earlier } });
  expect(await chooseBase(published, pushed, undefined, other, 'Shop')).toMatchObject({ prepared: { commit: pushed } });
});

test('a commit that is no app is pushed to the pipeline of an earlier one that is', async () => {
  const good = withPipeline(earlier);
  const prepare = async (commit: Commit) => (commit.id === earlier.id ? good : failed('no cdk.json')(commit));
  expect(await chooseBase(workspace(earlier), pushed, undefined, prepare)).toMatchObject({ prepared: good });
});

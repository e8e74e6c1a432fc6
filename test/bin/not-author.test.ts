import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { assertNotAuthor, peopleOf } from '../../bin/commands/not-author';
import type { ActionExecutionDetail } from '../../lib/executions/pipeline';
import { CONFIG_FILE } from '../_helpers/pin-configuration';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';

const APPROVAL = { stageName: 'prod', actionName: 'Approve', token: 't', pipelineExecutionId: 'e' };
const SOURCE: ActionExecutionDetail = {
  stageName: 'Source',
  input: { actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeStarSourceConnection', version: '1' } },
  output: {
    outputVariables: { CommitId: 'c0ffee', AuthorDisplayName: 'Ada Lovelace', AuthorEmail: 'ada@example.com' },
  },
};

const asking = (name: string, people: Record<string, string[]> = {}) =>
  assertNotAuthor(
    {
      executions: async () => [],
      actions: async () => [SOURCE],
      caller: async () => `arn:aws:sts::111111111111:assumed-role/approver/${name}`,
    },
    APPROVAL,
    people,
  );

test('nobody approves his own commit with bin/delivery approve, by any name that is known of him', async () => {
  await expect(asking('ada')).rejects.toThrow(
    /ada has written c0ffee \(Ada Lovelace\): somebody else must approve prod/,
  );
  await expect(asking('al1815', { al1815: ['Ada Lovelace'] })).rejects.toThrow('somebody else must approve');
  await expect(asking('grace', { al1815: ['Ada Lovelace'] })).resolves.toBeUndefined();
});

test('says so where CodePipeline does not know who has written it', async () => {
  const source = { ...SOURCE, output: { outputVariables: { CommitId: 'c0ffee', CommitMessage: 'Ada: compute' } } };
  const caller = async () => 'arn:aws:iam::111111111111:user/ada';
  const asked = (actions: readonly ActionExecutionDetail[]) =>
    assertNotAuthor({ executions: async () => [], actions: async () => actions, caller }, APPROVAL, {});
  expect(await asked([source])).toMatch(/^not checked: CodePipeline does not know who has written what execution e/);
  expect(await asked([])).toMatch(/^not checked: /);
});

test('nobody approves a roll-back to his own commit', async () => {
  const pipeline = (name: string) => ({
    executions: async () => [
      { pipelineExecutionId: 'e', rollbackMetadata: { rollbackTargetPipelineExecutionId: 'then' } },
    ],
    actions: async (id: string) => (id === 'then' ? [SOURCE] : []),
    caller: async () => `arn:aws:iam::111111111111:user/${name}`,
  });
  await expect(assertNotAuthor(pipeline('ada'), APPROVAL, {})).rejects.toThrow('ada has written c0ffee');
  expect(await assertNotAuthor(pipeline('grace'), APPROVAL, {})).toBeUndefined();
});

test('knows the people of its own configuration only', async () => {
  const root = temporaryDirectory();
  writeFileSync(join(root, CONFIG_FILE), 'export default { people: 1 };');
  await expect(peopleOf({ root, app: root })).rejects.toThrow('people');
  expect(await peopleOf({ root, app: temporaryDirectory() })).toEqual({});
});

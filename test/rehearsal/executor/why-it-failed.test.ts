import { afterAll, expect, test } from '@jest/globals';
import type { Access } from '../../../lib/rehearsal/executor/cloud/cloud';
import { FakeCloud } from './_helpers/fake-cloud';
import { deployAction, pipeline, stage } from './_helpers/pipelines';
import { cleanUp, run } from './_helpers/run';
import { withFiles } from './_helpers/write-files';

afterAll(cleanUp);

const changed = (): FakeCloud => {
  const more = { roleArn: 'arn:aws:iam::222222222222:role/deploy' };
  const prepare = { ChangeSetName: 'Change', ActionMode: 'CHANGE_SET_REPLACE' };
  const deploy = { ChangeSetName: 'Change', ActionMode: 'CHANGE_SET_EXECUTE' };
  const actions = [deployAction('Prepare', prepare, more), deployAction('Deploy', deploy, { ...more, runOrder: 2 })];
  return new FakeCloud(pipeline([stage('dev', ...actions)]));
};

test('reads why something has failed by whoever rehearses, and asks no role for it', async () => {
  const cloud = changed();
  const asked: string[] = [];
  const note = ({ credentials, region }: Access) => asked.push(`${credentials.accessKeyId} in ${region}`);
  const reader = ({ account, region }: { readonly account: string; readonly region: string }) => ({
    credentials: { accessKeyId: `root of ${account}`, secretAccessKey: '-' },
    region,
  });
  const { stackEvents } = cloud;
  cloud.stackEvents = (access, name) => {
    note(access);
    return stackEvents.call(cloud, access, name);
  };
  expect((await run(cloud, await withFiles({ 'template.json': '{"Resources":{}}' }), { reader })).status).toBe(
    'Succeeded',
  );
  cloud.findChangeSet = async () => ({ status: 'FAILED', reason: 'AWS::EarlyValidation::PropertyValidation' });
  cloud.changeSetProblems = async (access: Access) => [String(note(access))];
  expect((await run(cloud, await withFiles({ 'template.json': '{"Resources":{}}' }), { reader })).status).toBe(
    'Failed',
  );
  expect(asked.length).toBeGreaterThan(1);
  expect(new Set(asked)).toEqual(new Set(['root of 222222222222 in us-east-1']));
});

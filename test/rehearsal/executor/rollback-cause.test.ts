import { afterAll, expect, test } from '@jest/globals';
import type { StackEvent } from '../../../lib/rehearsal/executor/cloud/cloud';
import { FakeCloud } from './_helpers/fake-cloud';
import { deployAction, pipeline, stage } from './_helpers/pipelines';
import { cleanUp, ended, run } from './_helpers/run';
import { withFiles } from './_helpers/write-files';

afterAll(cleanUp);

const ofStack = (status: string, reason?: string): StackEvent => ({
  StackId: 'data',
  StackName: 'data',
  EventId: status,
  LogicalResourceId: 'data',
  ResourceType: 'AWS::CloudFormation::Stack',
  ResourceStatus: status as 'UPDATE_IN_PROGRESS',
  ResourceStatusReason: reason,
  Timestamp: new Date('2026-01-01T10:00:00Z'),
});

test.each([['Export data:Key cannot be deleted as it is in use by reader.'], [undefined]])(
  'an update that is rolled back without a resource that failed fails with what began it: %s',
  async (why) => {
    const action = deployAction('Go', { ActionMode: 'CREATE_UPDATE', TemplatePath: 'Code::template.json' });
    const cloud = new FakeCloud(pipeline([stage('dev', action)]));
    cloud.setStatus('data', 'UPDATE_COMPLETE');
    cloud.scripts.set('data', {
      status: 'UPDATE_ROLLBACK_COMPLETE',
      events: [ofStack('UPDATE_IN_PROGRESS', 'User Initiated'), ofStack('UPDATE_ROLLBACK_IN_PROGRESS', why)],
    });
    const done = await run(cloud, await withFiles({ 'template.json': '{"Resources":{}}' }));
    expect(ended(done, 'Go').summary).toBe(`stack data UPDATE_ROLLBACK_COMPLETE: ${why ?? 'no event says why'}`);
  },
);

import { describe, expect, test } from '@jest/globals';
import { remedyOf, type StackFacts } from '../../lib/recovery/stuck';

const stack = (status: string, more: Partial<StackFacts> = {}): StackFacts => ({
  name: 'data-dev',
  status,
  isProtected: false,
  resources: [],
  changeSets: [],
  ...more,
});
const bucket = (status: string) => ({ logicalId: 'Logs', type: 'AWS::S3::Bucket', id: 'logs-dev', status });
const BUSY = 'execution 1 is in stage dev';

describe('what frees a stack', () => {
  test.each(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE'])(
    'is nothing of one in %s',
    (status) => {
      expect(remedyOf(stack(status, { resources: [bucket('CREATE_COMPLETE')] }), undefined)).toEqual({
        steps: [],
        left: [],
      });
    },
  );

  test('is the deletion of one whose first creation was taken back, with whatever was deleted or never made', () => {
    const resources = [bucket('DELETE_COMPLETE'), { ...bucket('CREATE_FAILED'), id: '' }];
    expect(remedyOf(stack('ROLLBACK_COMPLETE', { resources }), BUSY).steps).toEqual([
      { does: 'delete-stack', unprotects: false, because: expect.stringContaining('nothing is in it') },
    ]);
  });

  test('lifts a protection that protects nothing', () => {
    const { steps } = remedyOf(stack('ROLLBACK_COMPLETE', { isProtected: true }), undefined);
    expect(steps).toEqual([expect.objectContaining({ unprotects: true })]);
  });

  test.each(['ROLLBACK_COMPLETE', 'REVIEW_IN_PROGRESS'])(
    'is never the deletion of one in %s that holds something',
    (status) => {
      for (const kept of ['DELETE_SKIPPED', 'DELETE_FAILED', 'CREATE_COMPLETE']) {
        const { steps, left } = remedyOf(stack(status, { resources: [bucket(kept)] }), undefined);
        expect(steps).toEqual([]);
        expect(left).toEqual([
          {
            because: `it is in ${status}, and what it has made is there still: AWS::S3::Bucket logs-dev`,
            page: 'A first creation could not be rolled back',
          },
        ]);
      }
    },
  );

  test('is the deletion of one of which only a change set was made, but not while a release may be about to execute it', () => {
    expect(remedyOf(stack('REVIEW_IN_PROGRESS'), undefined).steps).toEqual([
      expect.objectContaining({ does: 'delete-stack' }),
    ]);
    expect(remedyOf(stack('REVIEW_IN_PROGRESS'), BUSY)).toEqual({
      steps: [],
      left: [{ because: `it is in REVIEW_IN_PROGRESS, and ${BUSY}`, page: 'A change set is stuck' }],
    });
  });

  test('is a second attempt of a rollback that failed', () => {
    expect(remedyOf(stack('UPDATE_ROLLBACK_FAILED'), BUSY).steps).toEqual([
      { does: 'continue-rollback', because: 'it is in UPDATE_ROLLBACK_FAILED' },
    ]);
  });

  test.each([
    ['CREATE_FAILED', 'A first creation could not be rolled back'],
    ['ROLLBACK_FAILED', 'A first creation could not be rolled back'],
    ['DELETE_FAILED', 'A first creation could not be rolled back'],
    ['UPDATE_FAILED', 'An update could not be rolled back'],
  ])('is a person of one in %s', (status, page) => {
    const { steps, left } = remedyOf(stack(status, { resources: [bucket('DELETE_FAILED')] }), undefined);
    expect([steps, left]).toEqual([[], [{ because: expect.stringContaining('AWS::S3::Bucket logs-dev'), page }]]);
  });

  test('is patience where something is under way', () => {
    expect(remedyOf(stack('UPDATE_IN_PROGRESS'), undefined)).toEqual({
      steps: [],
      left: [{ because: 'it is in UPDATE_IN_PROGRESS: wait until that has ended' }],
    });
  });

  test('is the deletion of change sets of ended releases, and of nobody else', () => {
    const changeSets = ['PipelineChange', 'cdk-deploy-change-set', 'mine'].map((name) => ({
      name,
      status: 'CREATE_COMPLETE',
    }));
    const idle = remedyOf(stack('UPDATE_COMPLETE', { changeSets }), undefined);
    expect(idle.steps.map((step) => step.does === 'delete-change-set' && step.changeSet)).toEqual([
      'PipelineChange',
      'cdk-deploy-change-set',
    ]);
    expect(idle.left).toEqual([
      { because: expect.stringMatching(/mine .* none of a release/), page: 'A change set is stuck' },
    ]);
    const busy = remedyOf(stack('UPDATE_COMPLETE', { changeSets }), BUSY);
    expect([busy.steps, busy.left.length]).toEqual([[], 3]);
  });
});

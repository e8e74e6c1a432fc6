import { describe, expect, test } from '@jest/globals';
import { freed, remedyAt } from '../../lib/recovery/free';
import type { StackAccess } from '../../lib/recovery/stack-access';
import type { LeftBehind, StackFacts } from '../../lib/recovery/stuck';

const facts = (status: string): StackFacts => ({
  name: 's',
  status,
  isProtected: false,
  resources: [],
  changeSets: [],
});
const access = (
  before: StackFacts | undefined,
  after?: string,
  behind?: LeftBehind,
): StackAccess & { readonly done: string[] } => {
  const done: string[] = [];
  return {
    done,
    facts: async () => before,
    leftBehind: async () => behind,
    perform: async (_stack, step) => {
      done.push(step.does);
      return after;
    },
  };
};
const never = async (): Promise<string> => {
  throw new Error('the pipeline was asked');
};

describe('freeing a stack', () => {
  test('finds nothing to do where there is none, or it is well, and asks no pipeline', async () => {
    expect(await remedyAt(access(undefined), 's', never)).toBeUndefined();
    expect(await remedyAt(access(facts('UPDATE_COMPLETE')), 's', never)).toBeUndefined();
  });

  test('asks whether a release is at work before it takes one for abandoned', async () => {
    const remedy = await remedyAt(access(facts('REVIEW_IN_PROGRESS')), 's', async () => 'it is');
    expect(remedy?.steps).toEqual([]);
  });

  test.each([
    ['ROLLBACK_COMPLETE', 'delete-stack', 'DELETE_FAILED', 'A first creation could not be rolled back'],
    ['UPDATE_ROLLBACK_FAILED', 'continue-rollback', 'UPDATE_ROLLBACK_FAILED', 'An update could not be rolled back'],
  ])('of one in %s leaves to a person what was tried in vain', async (status, does, after, page) => {
    const found = access(facts(status), after);
    const remedy = await remedyAt(found, 's', async () => undefined);
    expect(remedy && (await freed(found, 's', remedy))).toEqual([{ because: `${does} was tried, and ${after}`, page }]);
    expect(found.done).toEqual([does]);
  });

  test('is an import of what a deleted one of its name has left, but not while a release may be making it', async () => {
    const bucket = { logicalId: 'Data', type: 'AWS::S3::Bucket', id: 'data-prod', status: 'DELETE_SKIPPED' };
    const found = access(undefined, 'CloudFormation has refused it: gone', { from: 'id', held: [bucket] });
    const remedy = await remedyAt(found, 's', async () => undefined);
    expect(remedy?.steps).toEqual([
      {
        does: 'import-resources',
        from: 'id',
        held: [bucket],
        because: 'a deleted stack of its name has left AWS::S3::Bucket data-prod',
      },
    ]);
    const page = 'An environment is made again under retained names';
    expect(remedy && (await freed(found, 's', remedy))).toEqual([
      { because: 'import-resources was tried, and CloudFormation has refused it: gone', page },
    ]);
    expect(await remedyAt(found, 's', async () => 'it is')).toEqual({
      steps: [],
      left: [{ because: expect.stringMatching(/data-prod, and it is$/), page }],
    });
  });

  test('leaves nothing where all went well', async () => {
    const found = access(facts('ROLLBACK_COMPLETE'));
    const remedy = await remedyAt(found, 's', async () => undefined);
    expect(remedy && (await freed(found, 's', remedy))).toEqual([]);
  });
});

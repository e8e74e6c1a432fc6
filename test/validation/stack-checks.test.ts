import { describe, expect, test } from '@jest/globals';
import { STACK_POLICY } from '../../lib/contract/stack-policy';
import { answersOf } from './_helpers/look';
import type { World } from './fake-cloud';

describe('termination-protected', () => {
  const stack = (isProtected: boolean, retention: string | undefined) => (world: World) => {
    world.stacks['data-dev'] = {
      protected: isProtected,
      outputs: retention === undefined ? {} : { DataRetention: retention },
    };
  };

  test.each<[string, string, (world: World) => void]>([
    ['passes for retained data in a protected stack', 'pass', stack(true, 'retained')],
    ['fails for retained data in a stack that can be deleted', 'fail', stack(false, 'retained')],
    ['passes for disposable data, which goes with its stack', 'pass', stack(false, 'disposable')],
    ['fails as cannot-tell when the stack does not say whose data it holds', 'cannot-tell', stack(true, undefined)],
    ['fails without a stack', 'fail', (world) => Object.assign(world.stacks, { 'data-dev': undefined })],
    [
      'fails as cannot-tell without the permission',
      'cannot-tell',
      (world) => world.refused.push('cloudformation:DescribeStacks'),
    ],
  ])('%s (ZT-15)', async (_, status, change) => {
    expect(await answersOf('termination-protected', change)).toMatchObject([{ status }]);
  });
});

describe('state-kept-by-updates', () => {
  const policy = (change: (statements: Record<string, unknown>[]) => void) => (world: World) => {
    const { Statement: statements } = structuredClone(STACK_POLICY) as unknown as {
      Statement: Record<string, unknown>[];
    };
    change(statements);
    world.stackPolicies['data-dev'] = JSON.stringify({ Statement: statements });
  };
  const deny = (element: Record<string, unknown>) => policy(([, statement]) => Object.assign(statement ?? {}, element));

  test.each<[string, string, (world: World) => void]>([
    ['passes for the policy that the pipeline sets', 'pass', () => undefined],
    [
      'passes for disposable data, which goes with its stack',
      'pass',
      (world) => {
        world.stacks['data-dev'] = { protected: false, outputs: { DataRetention: 'disposable' } };
        world.stackPolicies = {};
      },
    ],
    ['passes where nothing is allowed at all', 'pass', policy((statements) => statements.splice(0, 1))],
    ['fails without a policy', 'fail', (world) => Object.assign(world, { stackPolicies: {} })],
    ['fails where the Deny is gone', 'fail', policy((statements) => statements.splice(1, 1))],
    ['fails where replacing is allowed', 'fail', deny({ Action: 'Update:Delete' })],
    [
      'fails where the Deny leaves one resource out',
      'fail',
      deny({ Resource: undefined, NotResource: 'LogicalResourceId/K*' }),
    ],
    [
      'fails where the Deny is about other types',
      'fail',
      deny({ Condition: { StringLike: { ResourceType: 'AWS::EC2::*' } } }),
    ],
    [
      'fails as cannot-tell for a condition nobody knows',
      'cannot-tell',
      deny({ Condition: { Bool: { ResourceType: 'x' } } }),
    ],
    [
      'fails as cannot-tell without the permission',
      'cannot-tell',
      (world) => world.refused.push('cloudformation:GetStackPolicy'),
    ],
  ])('%s (ZT-15)', async (_, status, change) => {
    const answers = await answersOf('state-kept-by-updates', change);
    const worst = ['fail', 'cannot-tell', 'pass'].find((each) => answers.some((answer) => answer.status === each));
    expect(worst).toBe(status);
  });
});

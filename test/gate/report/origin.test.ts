import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { whereMade } from '../../../lib/gate/report/origin';

const root = resolve('.');

/** A resource that says it was made so. */
const made = (stack: Stack, trace: readonly string[]): CfnResource =>
  Object.defineProperty(new CfnResource(stack, 'R', { type: 'A::B::C' }), 'creationStack', { value: trace });

class ShopStack extends Stack {}

const frame = (what: string, file: string, line: number): string => `${what} (${resolve(file)}:${line}:5)`;

const INSIDE = [
  'new CfnBucket (/somewhere/node_modules/aws-cdk-lib/aws-s3/lib/s3.generated.js:1:1)',
  frame('new Bucket', 'node_modules/aws-cdk-lib/aws-s3/lib/bucket.js', 2),
  frame('new Network', 'lib/stacks/constructs/network.ts', 144),
];

test.each<[string, readonly string[], ReturnType<typeof whereMade>]>([
  [
    'its line in a construct, and the line of the stack that made that',
    [...INSIDE, frame('new ShopStack', 'lib/stacks/shop-stack.ts', 66), frame('new Stage', 'lib/stage.ts', 9)],
    {
      at: { file: 'lib/stacks/constructs/network.ts', line: 144 },
      from: { file: 'lib/stacks/shop-stack.ts', line: 66 },
    },
  ],
  [
    'the line of a method of the stack, also where a bundler has put something around the name of its class',
    [
      ...INSIDE,
      frame('ShopStack.keys', 'lib/stacks/shop-stack.ts', 120),
      frame('new _ShopStack2', 'lib/stacks/shop-stack.ts', 66),
    ],
    {
      at: { file: 'lib/stacks/constructs/network.ts', line: 144 },
      from: { file: 'lib/stacks/shop-stack.ts', line: 120 },
    },
  ],
  [
    'one line where the stack has made it itself',
    [frame('new ShopStack', 'lib/stacks/shop-stack.ts', 85), frame('new Stage', 'lib/stage.ts', 9)],
    { at: { file: 'lib/stacks/shop-stack.ts', line: 85 } },
  ],
  [
    'its line alone where no constructor of its stack is noted',
    [...INSIDE, frame('new OtherStack', 'lib/other.ts', 1)],
    { at: { file: 'lib/stacks/constructs/network.ts', line: 144 } },
  ],
  ['nothing where all of it is the library’s', INSIDE.slice(0, 2), {}],
])('a resource comes from %s', (_, trace, origin) => {
  expect(whereMade(made(new ShopStack(new App(), 'Shop'), trace), root)).toEqual(origin);
});

test('a resource of the CDK says where it comes from', () => {
  class Parts extends Construct {
    readonly resource = new CfnResource(this, 'R', { type: 'A::B::C' });
  }
  class Own extends Stack {
    readonly parts = new Parts(this, 'Parts');
  }
  const { at } = whereMade(new Own(new App(), 'Own').parts.resource, root);
  expect(at).toEqual({ file: 'test/gate/report/origin.test.ts', line: expect.any(Number) });
});

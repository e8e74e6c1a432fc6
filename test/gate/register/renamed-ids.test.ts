import { describe, expect, test } from '@jest/globals';
import type { App } from 'aws-cdk-lib';
import { CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Acknowledgement } from '../../../lib/gate/register/acknowledgement';
import { rewriteRegister } from '../../../lib/gate/register/rewrite-register';
import { acknowledgement } from '../_helpers/acknowledgement';
import { reportOf } from '../_helpers/examine';
import { harmless } from '../_helpers/plants';

const idOf = (bucket: string, prefix: string): string => `AwsSolutions-IAM5[Resource::<${bucket}.Arn>/${prefix}/*]`;

/** Policies that read below prefixes of a bucket: by path of the policy, its bucket and the prefix. */
const readers = (policies: Readonly<Record<string, readonly [bucket: string, prefix: string]>>) => (app: App) => {
  const stack = harmless(app);
  for (const [path, [bucket, prefix]] of Object.entries(policies)) {
    const arn = (stack.node.tryFindChild(bucket) as CfnBucket | undefined) ?? new CfnBucket(stack, bucket);
    const Statement = [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `${arn.attrArn}/${prefix}/*` }];
    new CfnManagedPolicy(stack, path, { policyDocument: { Version: '2012-10-17', Statement } });
  }
};

const judged = (register: readonly Acknowledgement[], policies: Parameters<typeof readers>[0]) => {
  const { findings, objections, moved } = reportOf(readers(policies), register);
  return { open: findings.filter(({ rule }) => rule === 'AwsSolutions-IAM5'), objections, moved };
};

const accepted = (path: string, bucket: string, prefix: string, line = 7) =>
  acknowledgement({ finding: idOf(bucket, prefix), resources: [path], at: { file: 'acknowledgements.yaml', line } });
const register = [accepted('One', 'Old', 'a'), accepted('Two', 'Old', 'b', 11)];

describe('a resource with another logical id', () => {
  test('is one objection, however many findings of other resources name it', () => {
    expect(judged(register, { One: ['New', 'a'], Two: ['New', 'b'] })).toEqual({
      open: [],
      objections: [
        'acknowledgements.yaml:7: acknowledgement Old: it has moved to New in stack Harmless, 2 times, with the same 2 findings: bin/delivery gate --fix-moved writes the new name',
      ],
      moved: [
        {
          stack: 'Harmless',
          from: 'Old',
          to: 'New',
          findings: [idOf('Old', 'a'), idOf('Old', 'b')],
          resources: ['Harmless/One', 'Harmless/Two'],
          entries: [7, 11].map((line) => ({ file: 'acknowledgements.yaml', line })),
        },
      ],
    });
  });

  test.each<readonly [string, Parameters<typeof readers>[0]]>([
    ['where one finding names the old one still', { One: ['Old', 'a'], Two: ['New', 'b'] }],
    ['where two have taken its place', { One: ['New', 'a'], Two: ['Newer', 'b'] }],
    ['where a finding reaches further than before', { One: ['New', 'a'], Two: ['New', 'b/c'] }],
  ])('is none %s', (_, policies) => {
    const { open, objections, moved } = judged(register, policies);
    expect(moved).toBeUndefined();
    expect(open.length).toBeGreaterThan(0);
    expect(objections.join()).toContain('it matches nothing any more');
  });

  test('is written into the register as it is quoted there, in its own stack alone', () => {
    const yaml = [
      `a: { accepts: [{ finding: "${idOf('Old', 'a')}", stack: Harmless, resources: [Old] }] }`,
      `b:\n  accepts:\n    - finding: ${idOf('Old', 'b')} # b\n      stack: Harmless`,
      `c:\n  accepts:\n    - finding: ${idOf('Old', 'b')}\n      stack: Other`,
      `d:\n  accepts:\n    - finding: ${idOf('Older', 'b')}\n      stack: Harmless`,
    ];
    const move = { stack: 'Harmless', from: 'Old', to: 'New', findings: ['x'], resources: ['x'], entries: [] };
    const { yaml: text, changes } = rewriteRegister(yaml.join('\n'), [move]);
    expect(text.split('\n')).toEqual(
      yaml
        .join('\n')
        .split('\n')
        .map((line, index) =>
          index === 0 || index === 3 ? line.replace('<Old.', '<New.').replace('[Old]', '[New]') : line,
        ),
    );
    expect(changes.map(({ line, to }) => [line, to])).toEqual([
      [1, idOf('New', 'a')],
      [1, 'New'],
      [4, idOf('New', 'b')],
    ]);
  });
});

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { reviewPage } from '../../../lib/reports/review/review-page';
import { canonical } from '../../../lib/review/json';
import { review } from '../../../lib/review/review';
import type { ReviewedTemplate } from '../../../lib/review/template';
import { earlier, releaseOf, stack, TODAY } from '../_fixtures/releases';

const TYPES = [
  ...['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'],
  ...['AWS::KMS::Key', 'AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupIngress', 'AWS::Lambda::Permission'],
  ...[
    'AWS::SQS::QueuePolicy',
    'AWS::EC2::Route',
    'AWS::CloudFormation::Stack',
    'AWS::SSO::PermissionSet',
    'Custom::It',
  ],
];

const NAMES = [
  ...['PolicyDocument', 'Policies', 'ManagedPolicyArns', 'SecurityGroupIngress', 'Statement', 'Ref', 'Fn::GetAtt'],
  ...['Fn::Sub', 'Fn::If', 'Fn::Join', 'Code', 'Bucket', 'Queues', 'Roles', 'GroupId', 'CidrIp', 'Action', 'Effect'],
  ...['__proto__', 'hasOwnProperty', 'constructor', 'toString'],
];

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>('a', 'b', '*', '0', '', '1.0', '1', 1, 0, true, false, null, 'Allow', 'Deny', '${A}'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 3 }),
  ),
}));

const resource = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record(
      { Type: fc.constantFrom(...TYPES), Properties: value, DeletionPolicy: value },
      { requiredKeys: ['Type'] },
    ),
  },
  { weight: 1, arbitrary: value },
);

// As it would come from a file: with keys that a program's own objects would not have.
const resources = fc
  .dictionary(fc.constantFrom('A', 'B', '__proto__', 'Fn::ForEach::X'), resource, { maxKeys: 3 })
  .map((made) => JSON.parse(JSON.stringify(made)) as ReviewedTemplate);

test('whatever two templates say, a difference between them is shown, and none is where there is none', () => {
  fc.assert(
    fc.property(resources, resources, (before, after) => {
      const release = releaseOf([stack(after)]);
      const made = review(earlier([stack(before)]), release, { today: TODAY });
      const [only] = made.stacks;
      expect(only?.change === 'unchanged').toBe(canonical(before) === canonical(after));
      expect(reviewPage({ review: made, report: release.report, validations: [] })).toContain('</html>');
    }),
    // The same templates every time: a release must not fail by luck. Raise both numbers when the comparison changes.
    { numRuns: 150, seed: 1 },
  );
});

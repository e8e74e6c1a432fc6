import type { AccessChange } from '../../../lib/contract/review';
import { review } from '../../../lib/review/review';
import type { ReviewedTemplate } from '../../../lib/review/template';
import { earlier, releaseOf, stack, TODAY } from '../_fixtures/releases';

export const compared = (before: ReviewedTemplate, after: ReviewedTemplate) =>
  review(earlier([stack(before)]), releaseOf([stack(after)]), { today: TODAY });

export const policy = (...statements: readonly unknown[]) => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: { Roles: ['reader'], PolicyDocument: { Version: '2012-10-17', Statement: statements } },
});

export const read = { Effect: 'Allow', Action: ['s3:GetObject'], Resource: 'arn:aws:s3:::reports/*' };
export const deny = {
  Effect: 'Deny',
  Action: 's3:*',
  Resource: '*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

export type Directions = readonly AccessChange['direction'][];

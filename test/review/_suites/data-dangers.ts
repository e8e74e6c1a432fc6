import { describe, expect, test } from '@jest/globals';
import type { ReviewedTemplate } from '../../../lib/review/template';
import { changed, decided, kept, made, prod } from '../_fixtures/one-change';

const emptied = { Tags: [{ Key: 'aws-cdk:auto-delete-objects', Value: 'true' }] };

const lifecycle = (before: readonly object[], after: readonly object[]) => {
  const [was, is] = [before, after].map((rules) => ({
    LifecycleConfiguration: { Rules: rules.map((rule) => ({ Status: 'Enabled', ...rule })) },
  }));
  return changed('AWS::S3::Bucket', 'Data', was as object, is as object);
};

describe('the headline of data that is deleted, moved, locked or left to expire', () => {
  test.each<[string, ReviewedTemplate, ReviewedTemplate]>([
    [
      "bad: prod's data bucket is deleted: the deletion fails while it holds objects",
      made('AWS::S3::Bucket', 'Data'),
      {},
    ],
    [
      "bad: prod's data bucket is deleted: its objects are deleted with it",
      made('AWS::S3::Bucket', 'Data', emptied),
      {},
    ],
    [
      "unsure: prod's data bucket leaves the stack, and stays in the account",
      made('AWS::S3::Bucket', 'Data', emptied, kept),
      {},
    ],
    [
      "bad: prod's images repository is deleted: its images are deleted with it",
      made('AWS::ECR::Repository', 'Images', { EmptyOnDelete: true }),
      {},
    ],
    [
      "bad: prod's orders table moves to another logical id: creating it fails while the old one is there",
      made('AWS::DynamoDB::Table', 'Orders', { TableName: 'orders' }),
      { Other: made('AWS::DynamoDB::Table', 'Other', { TableName: 'orders' }).It },
    ],
    [
      "unsure: prod's orders table moves to another logical id: creating it fails while the old one is there",
      made('AWS::DynamoDB::Table', 'Orders', { TableName: 'orders' }, kept),
      { Other: made('AWS::DynamoDB::Table', 'Other', { TableName: 'orders' }).It },
    ],
    [
      "bad: prod's orders table is deleted: its data is lost",
      made('AWS::DynamoDB::Table', 'Orders', { TableName: 'orders' }),
      { Other: made('AWS::DynamoDB::Table', 'Other', { TableName: 'others' }).It },
    ],
    [
      "bad: prod's orders table is deleted: its data is lost",
      made('AWS::DynamoDB::Table', 'Orders'),
      { Other: made('AWS::DynamoDB::Table', 'Other').It },
    ],
    [
      "bad: prod's ring key is disabled: what it encrypted cannot be read until it is enabled again",
      ...changed('AWS::KMS::Key', 'Ring/Key', {}, { Enabled: false }),
    ],
    [
      "unsure: prod's ring key changes what guards it: enabled",
      ...changed('AWS::KMS::Key', 'Ring/Key', { Enabled: false }, {}),
    ],
    ["bad: prod's data bucket now deletes objects after 30 days", ...lifecycle([], [{ ExpirationInDays: 30 }])],
    [
      "bad: prod's data bucket now deletes objects after 30 days",
      ...lifecycle([{ ExpirationInDays: 365 }], [{ ExpirationInDays: 30 }]),
    ],
    [
      "bad: prod's data bucket now deletes objects after 30 days",
      ...lifecycle([{ ExpirationInDays: 30, Prefix: 'tmp/' }], [{ ExpirationInDays: 30 }]),
    ],
    [
      "bad: prod's data bucket now deletes objects in tmp/ after 30 days",
      ...lifecycle([{ ExpirationInDays: 30, Prefix: 'tmp/a' }], [{ ExpirationInDays: 30, Prefix: 'tmp/' }]),
    ],
    [
      "bad: prod's data bucket now deletes objects after 1 day",
      ...lifecycle([{ ExpirationInDays: 1, Status: 'Disabled' }], [{ ExpirationInDays: 1 }]),
    ],
    [
      "bad: prod's data bucket now deletes objects on 2027-01-01T00:00:00Z",
      ...lifecycle([], [{ ExpirationDate: '2027-01-01T00:00:00Z' }]),
    ],
    [
      "bad: prod's data bucket now deletes old versions after 7 days",
      ...lifecycle([], [{ NoncurrentVersionExpiration: { NoncurrentDays: 7 } }]),
    ],
    ...[
      lifecycle([{ ExpirationInDays: 30 }], [{ ExpirationInDays: 365 }]),
      lifecycle([{ ExpirationInDays: 30 }], [{ ExpirationInDays: 30, Prefix: 'tmp/' }]),
      lifecycle([{ ExpirationInDays: 30 }], [{ ExpirationInDays: 30, Prefix: '' }]),
      lifecycle([{ ExpirationInDays: 30, Prefix: 'tmp/' }], [{ ExpirationInDays: 30, Prefix: 'tmp/a/' }]),
      lifecycle([], [{ ExpirationInDays: 30, Status: 'Disabled' }]),
      lifecycle([], [{ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }]),
      lifecycle([], [{ Transitions: [{ StorageClass: 'GLACIER', TransitionInDays: 30 }] }]),
    ].map(([before, after]): [string, ReviewedTemplate, ReviewedTemplate] => [
      "unsure: prod's data bucket changes what guards it: lifecycle configuration",
      before,
      after,
    ]),
    [
      "bad: prod's orders table now deletes items whose ends is past",
      ...changed(
        'AWS::DynamoDB::Table',
        'Orders',
        {},
        { TimeToLiveSpecification: { AttributeName: 'ends', Enabled: true } },
      ),
    ],
    [
      "unsure: prod's orders table changes what guards it: time to live specification",
      ...changed(
        'AWS::DynamoDB::Table',
        'Orders',
        {},
        { TimeToLiveSpecification: { AttributeName: 'ends', Enabled: false } },
      ),
    ],
    [
      "bad: prod's orders queue is guarded less: message retention period goes from 1209600 to the default of 345600",
      ...changed('AWS::SQS::Queue', 'Orders', { MessageRetentionPeriod: 1_209_600 }, {}),
    ],
    [
      "unsure: prod's orders queue changes what guards it: message retention period",
      ...changed('AWS::SQS::Queue', 'Orders', { MessageRetentionPeriod: 60 }, {}),
    ],
    [
      "bad: prod's sales cluster is guarded less: encrypted goes from nothing to false",
      ...changed('AWS::Redshift::Cluster', 'Sales', {}, { Encrypted: false }),
    ],
    [
      "unsure: prod's sales cluster changes what guards it: encrypted",
      ...changed('AWS::Redshift::Cluster', 'Sales', { Encrypted: true }, {}),
    ],
  ])('is %s', (says, before, after) => {
    expect(decided([prod(before)], [prod(after)]).said).toBe(says);
  });
});

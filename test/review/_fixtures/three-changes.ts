import { HOSTILE } from '../../reports/_fixtures/gate-report';
import { acknowledged, stack } from './releases';

const bucket = (path: string) => ({
  Type: 'AWS::S3::Bucket',
  Properties: { BucketEncryption: { ServerSideEncryptionConfiguration: [] } },
  DeletionPolicy: 'Retain',
  Metadata: { 'aws:cdk:path': path },
});

const reader = (...actions: readonly string[]) => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: {
    Roles: [{ Ref: 'Role' }],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: actions, Resource: { 'Fn::GetAtt': ['Data', 'Arn'] } }],
    },
  },
  Metadata: { 'aws:cdk:path': 'Delivery/dev/Data/Reader/Policy' },
});

const role = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
    },
  },
};

const code = (hash: string) => ({
  Data: bucket('Delivery/dev/Data/Bucket'),
  Role: role,
  Note: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: hash } },
});

/** A stack that stays as it is, beside the one that changes. */
const access = stack({ Role: role }, { stackName: 'access-dev', path: 'Delivery/dev/Access' });

/** What was promoted. */
export const BEFORE = [stack({ ...code('a'), Reader: reader('s3:GetObject') }), access];

/** A bucket more, whose name means harm, and a role that may do everything with the other. */
export const AFTER = [
  stack({ ...code('a'), Reader: reader('s3:*'), Reports: bucket(`Delivery/dev/Data/${HOSTILE}/Resource`) }),
  access,
];

/** It was accepted in what was promoted, and nobody needs it any more. */
export const DROPPED = acknowledged();

/** Accepted before and now, on the same terms. */
export const KEPT = acknowledged({ finding: 'AwsSolutions-IAM4', rule: 'AwsSolutions-IAM4' });

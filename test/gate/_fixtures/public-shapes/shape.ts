import type { Template } from '../../../../lib/gate/templates/template';

/** An assembly in the shape of a public app, small: what its stacks deploy, and what the gate must say of it. */
export interface PublicShape {
  /** Templates by the stack's path; a stage's is `Stage/Stack`. */
  readonly stacks: Readonly<Record<string, Template>>;
  /** Where stacks go that are not for any environment: account and region by the stack's path. */
  readonly places?: Readonly<Record<string, string>>;
  /** Templates of nested stacks by file. */
  readonly nested?: Readonly<Record<string, Template>>;
  /** Rule and logical id of findings that must be among others. */
  readonly expected: readonly (readonly [rule: string, logicalId: string])[];
}

/** What a role of a service trusts. */
export const trustOf = (service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
});

/** A role of a service with a policy of AWS. */
export const roleOf = (service: string, policy: string) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: trustOf(service),
    ManagedPolicyArns: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::aws:policy/${policy}`]] }],
  },
});

/** A function as the CDK writes one. */
export const functionOf = (role: string, more: Readonly<Record<string, unknown>> = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: {
      S3Bucket: { 'Fn::Sub': 'cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}' },
      S3Key: `${'ab'.repeat(32)}.zip`,
    },
    Handler: 'index.handler',
    Runtime: 'nodejs22.x',
    Role: { 'Fn::GetAtt': [role, 'Arn'] },
    ...more,
  },
  DependsOn: [role],
});

/** What the CDK adds to every template: a parameter and a rule for its bootstrap. */
export const BOOTSTRAP = {
  Parameters: {
    BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
  },
  Rules: {
    CheckBootstrapVersion: {
      Assertions: [{ Assert: { 'Fn::Not': [{ 'Fn::Contains': [['1', '2'], { Ref: 'BootstrapVersion' }] }] } }],
    },
  },
};

import { describe, expect, test } from '@jest/globals';
import { mayEver } from '../../lib/policy';
import { delivery } from './_helpers/delivered-pipeline';
import { EVIDENCE, policiesOf } from './_helpers/role-policies';

/** Roles as which code of a commit runs before anybody has been asked, by their logical ids. */
const BUILD = 'PipelineBuildSynth';
const UPDATE = 'PipelineUpdatePipeline';
const ASSETS = 'PipelineAssets';

const roleIn = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;
const may = (role: string, action: string, resource?: string): boolean => {
  const policies = policiesOf(role);
  expect(policies.length).toBeGreaterThan(0);
  return mayEver(policies, { action, ...(resource !== undefined && { resource }) });
};

/** What would make a commit its own judge, with any resource and under any condition. */
const NEVER = [
  'codepipeline:PutApprovalResult',
  'codepipeline:UpdatePipeline',
  'codepipeline:OverrideStageCondition',
  'codebuild:UpdateProject',
  'cloudformation:ExecuteChangeSet',
  'iam:PassRole',
  'iam:PutRolePolicy',
  'iam:AttachRolePolicy',
  'iam:UpdateAssumeRolePolicy',
  'kms:Sign',
  'kms:PutKeyPolicy',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:PutObjectRetention',
  's3:BypassGovernanceRetention',
  's3:PutBucketPolicy',
  'lambda:UpdateFunctionCode',
  'events:DisableRule',
  'logs:DeleteLogStream',
  'secretsmanager:GetSecretValue',
  'dynamodb:GetItem',
];

describe.each([BUILD, UPDATE, ASSETS])('code of a commit as %s', (role) => {
  test.each(NEVER)('may not %s', (action) => {
    expect(may(role, action)).toBe(false);
  });

  test('becomes nobody who deploys to an environment', () => {
    for (const account of ['222222222222', '333333333333', '444444444444']) {
      for (const name of ['deploy', 'cfn-exec', 'image-publishing', 'lookup']) {
        const arn = roleIn(account, `cdk-hnb659fds-${name}-role-${account}-us-east-1`);
        expect([name, may(role, 'sts:AssumeRole', arn)]).toEqual([name, false]);
      }
      expect(may(role, 'sts:AssumeRole', roleIn(account, 'Admin'))).toBe(false);
    }
  });

  test('reads no evidence, and writes into none but its own part', () => {
    expect(may(role, 's3:GetObject', `${EVIDENCE}/releases/x/build/build.json`)).toBe(false);
    expect(may(role, 's3:PutObject', `${EVIDENCE}/releases/x/build/build.json`)).toBe(role === BUILD);
    for (const path of [
      'statement.dsse.json',
      'prod/approvals/1.json',
      'prod/444444444444-us-east-1/validation.json',
    ]) {
      expect([path, may(role, 's3:PutObject', `${EVIDENCE}/releases/x/${path}`)]).toEqual([path, false]);
    }
  });
});

test('Build becomes nobody at all, and self-update the one who deploys the tools account: that is what a merged commit can reach', () => {
  const deploy = roleIn('111111111111', 'cdk-hnb659fds-deploy-role-111111111111-us-east-1');
  expect(may(BUILD, 'sts:AssumeRole')).toBe(false);
  expect(may(UPDATE, 'sts:AssumeRole', deploy)).toBe(true);
  expect(may(ASSETS, 'sts:AssumeRole', deploy)).toBe(false);
});

test('Build stands in no network of ours: what it holds it can send anywhere', () => {
  expect(delivery.projectOf('Build', 'Synth')['VpcConfig']).toBeUndefined();
});

import { describe, expect, test } from '@jest/globals';
import { evaluate, type PolicyDocument } from '../../lib/policy';
import { EVIDENCE, policiesOf } from './_helpers/role-policies';

const PIPELINE = 'arn:aws:codepipeline:us-east-1:111111111111:zero-trust-delivery';

const WIDE: PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

const may = (policies: readonly PolicyDocument[], action: string, resource: string, context = {}): string =>
  evaluate(policies, {
    principal: { kind: 'aws', arn: 'arn:aws:iam::111111111111:role/somebody', account: '111111111111' },
    action,
    resource,
    context,
  }).effect;

describe('an approver', () => {
  const own = policiesOf('ApproverRole');

  test.each([
    ['answers the approval of staging', 'codepipeline:PutApprovalResult', `${PIPELINE}/staging/Approve`],
    ['answers the approval of prod', 'codepipeline:PutApprovalResult', `${PIPELINE}/prod/Approve`],
    ['sees what waits', 'codepipeline:GetPipelineState', PIPELINE],
    ['reads the page', 's3:GetObject', `${EVIDENCE}/releases/x/prod/444444444444-us-east-1/review.html`],
  ])('%s', (_, action, resource) => {
    expect(may(own, action, resource)).toBe('allow');
  });

  test.each([
    ['of another pipeline', 'codepipeline:PutApprovalResult', `${PIPELINE}-2/prod/Approve`],
    ['that there is not', 'codepipeline:PutApprovalResult', `${PIPELINE}/dev/Approve`],
    ['evidence beside the pages', 's3:GetObject', `${EVIDENCE}/releases/x/prod/444444444444-us-east-1/validation.json`],
    ['evidence to write', 's3:PutObject', `${EVIDENCE}/releases/x/prod/444444444444-us-east-1/review.html`],
  ])('has no way to anything %s', (_, action, resource) => {
    expect(may(own, action, resource)).toBe('deny');
  });

  test.each([
    'codepipeline:StartPipelineExecution',
    'codepipeline:UpdatePipeline',
    'codebuild:StartBuild',
    'codecommit:GitPush',
    'codecommit:CreateCommit',
    'codecommit:PutFile',
    'codecommit:MergePullRequestBySquash',
    'codepipeline:RetryStageExecution',
    'codepipeline:RollbackStage',
    'codepipeline:OverrideStageCondition',
    'codebuild:RetryBuild',
    'cloudformation:UpdateStack',
    's3:PutObject',
    'codeconnections:UseConnection',
    'iam:PassRole',
    'sts:AssumeRole',
  ])('may not %s even where another policy allows everything', (action) => {
    expect(may([WIDE], action, PIPELINE)).toBe('allow');
    expect(may([WIDE, ...own], action, PIPELINE)).toBe('deny');
  });
});

test.each([
  'PipelineRole',
  'PipelineBuildSynth',
  'PipelineUpdatePipeline',
  'ValidationRole',
  'CloserRole',
  'ReaderRole',
])('nobody else answers an approval: %s', (prefix) => {
  const policies = policiesOf(prefix);
  expect(policies.length).toBeGreaterThan(0);
  expect(may(policies, 'codepipeline:PutApprovalResult', `${PIPELINE}/prod/Approve`)).toBe('deny');
});

import { describe, expect, test } from '@jest/globals';
import { evaluate, type PolicyDocument } from '../../lib/policy';
import { delivery } from './_helpers/delivered-pipeline';

const PIPELINE = 'arn:aws:codepipeline:us-east-1:111111111111:zero-trust-delivery';
const EVIDENCE = 'arn:aws:s3:::zero-trust-delivery-evidence-111111111111-us-east-1';

/** The role's policy with what it refers to as AWS would put it in. */
const resolved = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  const { 'Fn::Join': join, 'Fn::GetAtt': attribute, Ref: ref } = value as Record<string, unknown>;
  if (Array.isArray(join)) return (resolved(join[1]) as string[]).join(String(join[0]));
  if (Array.isArray(attribute))
    return String(attribute[0]).startsWith('EvidenceBucket') ? EVIDENCE : `arn:${attribute[0]}`;
  if (ref === 'AWS::Partition') return 'aws';
  if (ref === 'AWS::AccountId') return '111111111111';
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, resolved(each)]));
};

const policiesOf = (prefix: string): PolicyDocument[] =>
  [...delivery.resources('AWS::IAM::Policy'), ...delivery.resources('AWS::IAM::ManagedPolicy')]
    .filter(([, { Roles: roles }]) => JSON.stringify(roles).includes(`"${prefix}`))
    .map(([, { PolicyDocument: document }]) => resolved(document) as PolicyDocument);

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

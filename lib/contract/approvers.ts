/** Role in the tools account as which people answer approvals and read what they decide from; IAM is global, so it carries the region. */
export const approverRoleName = (application: string, region: string): string => `${application}-approver-${region}`;

/**
 * What makes, starts or changes a release, and what becomes somebody who does: an approver is denied it, so that no other policy
 * makes of him one who approves his own.
 */
export const MAKES_RELEASES: readonly string[] = [
  'codebuild:StartBuild',
  'codebuild:StartBuildBatch',
  'codebuild:UpdateProject',
  'codecommit:GitPush',
  'codeconnections:UseConnection',
  'codepipeline:CreatePipeline',
  'codepipeline:DeletePipeline',
  'codepipeline:PutJobSuccessResult',
  'codepipeline:StartPipelineExecution',
  'codepipeline:UpdatePipeline',
  'codestar-connections:UseConnection',
  'iam:PassRole',
  'sts:AssumeRole',
];

/** Role in the tools account as which people answer approvals and read what they decide from; IAM is global, so it carries the region. */
export const approverRoleName = (application: string, region: string): string => `${application}-approver-${region}`;

/**
 * What makes, starts, repeats or changes a release, and what becomes somebody who does: an approver is denied it, so that no other
 * policy makes of him one who approves his own. `GitPush` is for git alone, and each call that commits has an action of its own;
 * a stack that has a role is changed as this role, without `iam:PassRole`.
 *
 * @see https://docs.aws.amazon.com/codecommit/latest/userguide/auth-and-access-control-permissions-reference.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
 */
export const MAKES_RELEASES: readonly string[] = [
  'cloudformation:CreateChangeSet',
  'cloudformation:ExecuteChangeSet',
  'cloudformation:UpdateStack',
  'codebuild:RetryBuild',
  'codebuild:RetryBuildBatch',
  'codebuild:StartBuild',
  'codebuild:StartBuildBatch',
  'codebuild:UpdateProject',
  'codecommit:CreateCommit',
  'codecommit:DeleteFile',
  'codecommit:GitPush',
  'codecommit:MergeBranchesByFastForward',
  'codecommit:MergeBranchesBySquash',
  'codecommit:MergeBranchesByThreeWay',
  'codecommit:MergePullRequestByFastForward',
  'codecommit:MergePullRequestBySquash',
  'codecommit:MergePullRequestByThreeWay',
  'codecommit:PutFile',
  'codeconnections:UseConnection',
  'codepipeline:CreatePipeline',
  'codepipeline:DeletePipeline',
  'codepipeline:OverrideStageCondition',
  'codepipeline:PutJobSuccessResult',
  'codepipeline:RetryStageExecution',
  'codepipeline:RollbackStage',
  'codepipeline:StartPipelineExecution',
  'codepipeline:UpdatePipeline',
  'codestar-connections:UseConnection',
  'iam:PassRole',
  's3:PutObject',
  'sts:AssumeRole',
];

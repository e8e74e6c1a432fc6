import type { ActionType } from '../plan/action-types';
import { approval } from './approval';
import { cloudFormation } from './cloudformation/cloudformation';
import { codeBuild } from './codebuild/codebuild';
import { commands } from './codebuild/commands-action';
import { ecrSource } from './ecr-source';
import type { Handler } from './handler';
import { lambda } from './lambda';
import { s3Deploy } from './s3-deploy';
import { codeCommitSource, connectionSource, gitHubSource, s3Source } from './source';

const HANDLERS: Readonly<Record<ActionType, Handler>> = {
  'Source/CodeStarSourceConnection': connectionSource,
  'Source/CodeCommit': codeCommitSource,
  'Source/S3': s3Source,
  'Source/GitHub': gitHubSource,
  'Source/ECR': ecrSource,
  'Build/CodeBuild': codeBuild,
  'Test/CodeBuild': codeBuild,
  'Approval/Manual': approval,
  'Invoke/Lambda': lambda,
  'Compute/Commands': commands,
  'Deploy/S3': s3Deploy,
  'Deploy/CloudFormation': cloudFormation,
};

/** The handler of an action type. */
export const handlerOf = (type: ActionType): Handler => HANDLERS[type];

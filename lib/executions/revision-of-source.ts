import type { PipelineDeclaration, SourceRevisionOverride } from '@aws-sdk/client-codepipeline';
import { UserError } from '../ground/user-error';

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-trigger-source-overrides.html */
const TYPES: Readonly<Record<string, SourceRevisionOverride['revisionType']>> = {
  CodeStarSourceConnection: 'COMMIT_ID',
  CodeCommit: 'COMMIT_ID',
  ECR: 'IMAGE_DIGEST',
  S3: 'S3_OBJECT_VERSION_ID',
};

/**
 * The revision that the one source of a pipeline is to fetch, as it is asked for.
 *
 * @throws {UserError} when there are several sources, or none whose revision can be said
 */
export const revisionOfSource = (
  { name = '', stages = [] }: PipelineDeclaration,
  revisionValue: string,
): SourceRevisionOverride => {
  const sources = stages
    .flatMap(({ actions = [] }) => actions)
    .flatMap(({ name: actionName = '', actionTypeId }) =>
      actionTypeId?.category === 'Source' ? [{ actionName, provider: actionTypeId.provider ?? '' }] : [],
    );
  const [source, ...others] = sources;
  const revisionType = source && TYPES[source.provider];
  if (source !== undefined && revisionType !== undefined && others.length === 0) {
    return { actionName: source.actionName, revisionType, revisionValue };
  }
  const found = sources.map(({ actionName, provider }) => `${actionName} of ${provider}`).join(', ') || 'none';
  throw new UserError(
    `--revision is for pipelines with one source of ${Object.keys(TYPES).join(', ')}; the sources of ${name} are ${found}: leave it out`,
  );
};

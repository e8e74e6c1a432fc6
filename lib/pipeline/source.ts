import { Repository } from 'aws-cdk-lib/aws-codecommit';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CodePipelineSource } from 'aws-cdk-lib/pipelines';
import type { Construct } from 'constructs';
import type { SourceConfig } from '../config/schema';

/** The source action a configuration asks for. */
export const sourceFor = (scope: Construct, source: SourceConfig): CodePipelineSource => {
  switch (source.kind) {
    case 'codeconnections':
      return CodePipelineSource.connection(source.repository, source.branch, {
        connectionArn: source.connectionArn,
        actionName: 'Source',
      });
    case 's3':
      return CodePipelineSource.s3(Bucket.fromBucketName(scope, 'SourceBucket', source.bucket), source.key, {
        actionName: 'Source',
      });
    case 'codecommit':
      return CodePipelineSource.codeCommit(
        Repository.fromRepositoryName(scope, 'SourceRepository', source.repository),
        source.branch,
        { actionName: 'Source' },
      );
  }
};

/** Name of the source variable that tells which revision is being delivered. */
export const revisionAttribute = ({ kind }: SourceConfig): string => (kind === 's3' ? 'VersionId' : 'CommitId');

/** Where people find things in AWS's console. This file imports nothing. */

/** The console of the partition a region belongs to. */
const consoleOf = (region: string): string => {
  if (region.startsWith('cn-')) return 'console.amazonaws.cn';
  if (region.startsWith('us-gov-')) return 'console.amazonaws-us-gov.com';
  return `${region}.console.aws.amazon.com`;
};

/** An object in S3's console, which offers to open it. */
export const s3ObjectUrl = (region: string, bucket: string, key: string): string =>
  `https://${consoleOf(region)}/s3/object/${bucket}?region=${region}&prefix=${key}`;

/** What lies below a prefix, in S3's console. */
export const s3PrefixUrl = (region: string, bucket: string, prefix: string): string =>
  `https://${consoleOf(region)}/s3/buckets/${bucket}?region=${region}&prefix=${prefix}`;

/** An execution of a pipeline, in CodePipeline's console. */
export const executionUrl = (region: string, pipeline: string, pipelineExecutionId: string): string =>
  `https://${consoleOf(region)}/codesuite/codepipeline/pipelines/${pipeline}/executions/${pipelineExecutionId}/visualization?region=${region}`;

/** The builds of a project, in CodeBuild's console. */
export const buildsUrl = (region: string, project: string): string =>
  `https://${consoleOf(region)}/codesuite/codebuild/projects/${project}/history?region=${region}`;

/** The connections to git hosts, in the console of the developer tools, which offers to confirm one. */
export const connectionsUrl = (region: string): string =>
  `https://${consoleOf(region)}/codesuite/settings/connections?region=${region}`;

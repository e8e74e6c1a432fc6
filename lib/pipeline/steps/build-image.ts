import { type BuildEnvironment, ComputeType, LinuxBuildImage } from 'aws-cdk-lib/aws-codebuild';

/** The machine every build of the pipeline runs on. */
export const BUILD_ENVIRONMENT: BuildEnvironment = {
  buildImage: LinuxBuildImage.AMAZON_LINUX_2023_5,
  computeType: ComputeType.SMALL,
  privileged: false,
};

/** The install phase that picks the node version; the project's `engines` allow it. */
export const NODE_RUNTIME = { phases: { install: { 'runtime-versions': { nodejs: 22 } } } } as const;

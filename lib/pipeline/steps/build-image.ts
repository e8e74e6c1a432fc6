import { type BuildEnvironment, BuildSpec, ComputeType, LinuxBuildImage } from 'aws-cdk-lib/aws-codebuild';

/** The machine every build of the pipeline runs on. */
export const BUILD_ENVIRONMENT: BuildEnvironment = {
  buildImage: LinuxBuildImage.AMAZON_LINUX_2023_5,
  computeType: ComputeType.SMALL,
  privileged: false,
};

/**
 * The node version of every build; the project's `engines` allow it. A build that names none runs on whatever its image
 * starts with, which for this one is Node 18.
 */
export const NODE_RUNTIME = BuildSpec.fromObject({
  version: '0.2',
  phases: { install: { 'runtime-versions': { nodejs: 22 } } },
});

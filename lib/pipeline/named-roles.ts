import { Stack } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { PIPELINE_ROLES, type PipelineRole, pipelineRoleName } from '../contract/names';

/** Where CDK Pipelines puts its roles below the pipeline; it takes no names for them. */
const PATHS: Readonly<Record<PipelineRole, string>> = {
  pipeline: '/Pipeline/Role/Resource',
  build: '/Pipeline/Build/Synth/CdkBuildProject/Role/Resource',
  'self-update': '/UpdatePipeline/SelfMutation/Role/Resource',
  assets: '/Assets/FileRole/Resource',
};

/**
 * Gives the roles of a pipeline that is built their names, so that a bootstrap can trust one of them before it is made.
 *
 * @throws {Error} when the library has put one elsewhere, which no bootstrap would trust, or made one more
 */
export const nameRoles = (pipeline: IConstruct, application: string, region: string): void => {
  const roles = pipeline.node.findAll().filter(CfnRole.isCfnRole);
  for (const role of roles) {
    const path = role.node.path.slice(pipeline.node.path.length);
    const purpose = PIPELINE_ROLES.find((each) => PATHS[each] === path);
    if (purpose !== undefined) role.roleName = pipelineRoleName(application, purpose, region);
    else if (Stack.of(role).resolve(role.roleName) === undefined)
      throw new Error(`CDK Pipelines has made a role that has no name yet: ${path}`);
  }
  const missing = PIPELINE_ROLES.filter((each) => !roles.some(({ node }) => node.path.endsWith(PATHS[each])));
  if (missing.length > 0) throw new Error(`CDK Pipelines has made no role for ${missing.join(', ')}`);
};

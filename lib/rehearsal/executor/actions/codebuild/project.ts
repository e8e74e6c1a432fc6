import type { Project } from '../../cloud/cloud';
import { Failure } from '../../failure';
import { toBuild } from '../../service-permissions';
import type { ActionContext } from '../handler';

/** A project that can be built. */
export type CheckedProject = Project & { readonly serviceRole: string };

/**
 * The project of an action, in the account of the action's role.
 *
 * @throws {Failure} when it cannot be rehearsed, naming what it uses
 */
export const findProject = async ({
  action,
  cloud,
  access,
  roles,
  configuration,
}: ActionContext): Promise<CheckedProject> => {
  const { ProjectName: name = '' } = configuration;
  // CodePipeline has CodeBuild look it up: the action's role needs to start it, not to read it.
  const project = await cloud.getProject(roles.service(action.roleArn, access.region), name);
  if (project === undefined) throw new Failure(`CodeBuild project ${name} does not exist in ${access.region}`);
  const { serviceRole } = project;
  const unknown = unableToBuild(project);
  if (unknown.length > 0)
    throw new Failure(`CodeBuild project ${name} uses ${unknown.join(', ')}, which cannot be rehearsed`);
  await cloud.requirePermissions(access, toBuild(project));
  if (serviceRole === undefined) throw new Failure(`CodeBuild project ${name} has no service role`);
  return { ...project, serviceRole };
};

/** What of a project cannot be rehearsed. */
export const unableToBuild = ({
  source,
  artifacts,
  environment,
  secondarySources = [],
}: Pick<Project, 'source' | 'artifacts' | 'environment' | 'secondarySources'>): readonly string[] => [
  ...(source?.type === 'CODEPIPELINE' ? [] : [`source type ${source?.type}`]),
  ...(artifacts?.type === 'CODEPIPELINE' ? [] : [`artifacts type ${artifacts?.type}`]),
  ...(environment?.type?.startsWith('WINDOWS') ? [`environment type ${environment.type}`] : []),
  ...(secondarySources.length > 0 ? ['secondary sources'] : []),
];

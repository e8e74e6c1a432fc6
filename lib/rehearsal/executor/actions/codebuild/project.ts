import type { Project } from '../../cloud/cloud';
import { Failure } from '../../failure';
import { toBuild } from '../../service-permissions';
import type { ActionContext } from '../handler';
import { containerLine } from './lines';

/** A project that can be built. */
export type CheckedProject = Project & { readonly serviceRole: string };

/**
 * The project of an action, in the account of the action's role. Whatever source and artifacts it has of its own, a pipeline puts its
 * artifacts in their place.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html
 *
 * @throws {Failure} when it cannot be rehearsed, naming what it uses
 */
export const findProject = async ({
  action,
  cloud,
  access,
  roles,
  configuration,
  log,
}: ActionContext): Promise<CheckedProject> => {
  const { ProjectName: name = '' } = configuration;
  // CodePipeline has CodeBuild look it up: the action's role needs to start it, not to read it.
  const project = await cloud.getProject(roles.service(action.roleArn, access.region), name);
  if (project === undefined) throw new Failure(`CodeBuild project ${name} does not exist in ${access.region}`);
  const { source, environment, serviceRole } = project;
  const unknown = unableToBuild(project);
  if (unknown.length > 0)
    throw new Failure(`CodeBuild project ${name} uses ${unknown.join(', ')}, which cannot be rehearsed`);
  await cloud.requirePermissions(access, toBuild(project));
  if (serviceRole === undefined) throw new Failure(`CodeBuild project ${name} has no service role`);
  if (source?.type !== 'CODEPIPELINE')
    log(
      containerLine(`The project's own source, ${source?.type}, is not used: the pipeline's artifact is in its place`),
    );
  if (environment?.privilegedMode)
    log(
      containerLine('The project is privileged: a build here has no container, and no Docker but that of this machine'),
    );
  return { ...project, serviceRole };
};

/** What of a project cannot be rehearsed. */
export const unableToBuild = ({
  environment,
  secondarySources = [],
  fileSystemLocations = [],
}: Pick<Project, 'environment' | 'secondarySources' | 'fileSystemLocations'>): readonly string[] => [
  ...(environment?.type?.startsWith('WINDOWS') ? [`environment type ${environment.type}`] : []),
  ...(secondarySources.length > 0 ? ['secondary sources'] : []),
  ...(fileSystemLocations.length > 0 ? [`the file system ${fileSystemLocations[0]?.location}`] : []),
];

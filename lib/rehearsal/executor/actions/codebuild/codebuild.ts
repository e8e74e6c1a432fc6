import { randomUUID } from 'node:crypto';
import { filesBelow, zip } from '../../artifacts/archive';
import type { SigningCredentials } from '../../cloud/cloud';
import { Failure } from '../../failure';
import type { ActionContext, ActionOutcome, Handler } from '../handler';
import { Build } from './build';
import { makeDirectories, removeTemporary } from './directories';
import { containerLine } from './lines';
import { ProcessGroups } from './process-group';
import { type CheckedProject, findProject } from './project';
import type { KeptBuilds } from './reuse/kept-builds';
import { Reuse } from './reuse/reuse';

/**
 * Runs a CodeBuild project's buildspec on this machine, as the project's service role.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html
 */
export const codeBuild: Handler = {
  async run(context) {
    const project = await findProject(context);
    const asRole = (buildId: string) => context.roles.build(project.serviceRole, buildId);
    return runBuild(context, project, asRole, context.options.keptBuilds);
  },
};

/** Runs one build of a project, which need not exist, with the credentials of whatever role. */
export const runBuild = async (
  context: ActionContext,
  project: CheckedProject,
  asRole: (buildId: string) => Promise<SigningCredentials>,
  keptBuilds?: KeptBuilds,
): Promise<ActionOutcome> => {
  const directories = await makeDirectories(context.directory);
  const groups = new ProcessGroups();
  const limit = AbortSignal.timeout((project.timeoutInMinutes ?? 60) * 60_000);
  const signal = AbortSignal.any([context.signal, limit]);
  const interrupted = once(signal, () => groups.interrupt());
  try {
    const buildId = randomUUID();
    const given = { project, buildId, credentials: await asRole(buildId), directories };
    const reuse = keptBuilds && new Reuse(keptBuilds, context, given);
    const taken = await reuse?.taken();
    if (taken !== undefined) return taken;
    const buildNumber = await nextNumber(context, project);
    const log = reuse?.log ?? context.log;
    const build = new Build({ ...context, signal, log }, { ...given, buildNumber, groups });
    const outcome = await publishing(context, build, await build.run(), reuse);
    return reuse === undefined ? outcome : await reuse.keep(outcome, build.reports);
  } catch (error) {
    if (!limit.aborted || context.signal.aborted) throw error;
    throw new Failure(`BUILD_TIMED_OUT after ${project.timeoutInMinutes} minutes`, { cause: error });
  } finally {
    await interrupted();
    groups.end();
    removeTemporary(directories);
  }
};

/** Where the endpoint counts no builds, each is the first. */
const nextNumber = async ({ action, cloud, access, roles }: ActionContext, project: CheckedProject): Promise<number> =>
  (await cloud.countBuild(roles.service(action.roleArn, access.region), project.name ?? '')) ?? 1;

/** Publishes what a successful build made; a failed build's outputs stay on disk only. */
const publishing = async (
  { exchange, access, log }: ActionContext,
  build: Build,
  outcome: ActionOutcome,
  reuse: Reuse | undefined,
): Promise<ActionOutcome> => {
  if (outcome.status !== 'Succeeded') return outcome;
  const asBuild = { credentials: build.credentials, region: access.region };
  await Promise.all([
    build.saveCache(),
    ...(outcome.outputs ?? []).map(async ({ artifactName, directory }) => {
      const archive = await zip(await filesBelow(directory));
      reuse?.archived(artifactName, archive);
      const { key } = await exchange.publish(asBuild, artifactName, archive);
      log(containerLine(`Artifact ${artifactName} is ${key}`));
    }),
  ]);
  return outcome;
};

/** Does something when the signal is given; the returned function waits for it and stops listening. */
const once = (signal: AbortSignal, act: () => Promise<void>): (() => Promise<void>) => {
  let acting: Promise<void> = Promise.resolve();
  const listener = () => {
    acting = act();
  };
  signal.addEventListener('abort', listener, { once: true });
  return async () => {
    signal.removeEventListener('abort', listener);
    await acting;
  };
};

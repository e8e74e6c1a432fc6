import { setTimeout } from 'node:timers/promises';
import { UserError } from '../ground/user-error';
import { inItsWords, type PipelinePlace } from './pipeline';

/** What a build is started with, over what its project says. */
export interface StartedBuildOfProject {
  readonly environmentVariablesOverride: readonly {
    readonly name: string;
    readonly type: 'PLAINTEXT';
    readonly value: string;
  }[];
  readonly sourceLocationOverride: string;
}

/** Builds of CodeBuild that are started by hand. */
export interface Builds {
  /** The bucket that a project takes its source from. @throws {UserError} when there is no such project */
  bucketOf(projectName: string): Promise<string>;
  /** @returns the id of the build */
  start(projectName: string, start: StartedBuildOfProject): Promise<string>;
  /** Resolves when a build has ended, with its status, `SUCCEEDED` or another one. */
  ended(id: string, signal: AbortSignal): Promise<string>;
}

const LOOK_MILLISECONDS = 10_000;

/** Builds where a pipeline is, by the SDK; its package is loaded only then. */
export const buildsAt = async ({ name: _, ...place }: PipelinePlace): Promise<Builds> => {
  const sdk = await import('@aws-sdk/client-codebuild');
  const client = new sdk.CodeBuildClient(place);
  const statusOf = (id: string): Promise<string | undefined> =>
    inItsWords(async () => (await client.send(new sdk.BatchGetBuildsCommand({ ids: [id] }))).builds?.[0]?.buildStatus);
  return {
    bucketOf: (projectName) =>
      inItsWords(async () => {
        const { projects = [] } = await client.send(new sdk.BatchGetProjectsCommand({ names: [projectName] }));
        const [bucket] = projects[0]?.source?.location?.split('/') ?? [];
        if (bucket !== undefined && bucket !== '') return bucket;
        throw new UserError(
          `there is no build project ${projectName} that validates again: it comes with the next release of the pipeline`,
        );
      }),
    start: (projectName, { environmentVariablesOverride, sourceLocationOverride }) =>
      inItsWords(async () => {
        const { build } = await client.send(
          new sdk.StartBuildCommand({
            projectName,
            environmentVariablesOverride: [...environmentVariablesOverride],
            sourceLocationOverride,
          }),
        );
        return build?.id ?? '';
      }),
    async ended(id, signal) {
      for (;;) {
        const status = await statusOf(id);
        if (status !== undefined && status !== 'IN_PROGRESS') return status;
        await setTimeout(LOOK_MILLISECONDS, undefined, { signal });
      }
    },
  };
};

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../lib/config';
import { authorsIn, isByAuthor, type People } from '../../lib/evidence';
import type { OpenApproval } from '../../lib/executions/open-approvals';
import type { Pipeline } from '../../lib/executions/pipeline';
import { UserError } from '../../lib/ground/user-error';
import type { Shell } from './shell';

/** Whom the configuration knows; nobody where the command is used without one, or for another app. */
export const peopleOf = async ({ root, app }: Pick<Shell, 'root' | 'app'>): Promise<People> => {
  const file = join(root, 'delivery.config.ts');
  return app === root && existsSync(file) ? (await loadConfig(file)).people : {};
};

/**
 * AWS lets an author approve what he has written; this command does not.
 *
 * @param pipeline its newest executions say what a roll-back goes back to, whose source is asked then: it has none of its own
 * @returns what a person should know where nobody can say who has written it; undefined where somebody can
 * @throws {UserError} when who asks has written the commit of the execution
 */
export const assertNotAuthor = async (
  pipeline: Pick<Pipeline, 'actions' | 'caller' | 'executions'>,
  { stageName, pipelineExecutionId }: OpenApproval,
  people: People,
): Promise<string | undefined> => {
  const source = (await sourceOf(pipeline, pipelineExecutionId)) ?? (await sourceBehind(pipeline, pipelineExecutionId));
  const [author] = authorsIn(source);
  if (author === undefined) {
    return `not checked: CodePipeline does not know who has written what execution ${pipelineExecutionId} releases (a source other than a connection)`;
  }
  const caller = await pipeline.caller();
  if (!isByAuthor(caller, source, people)) return undefined;
  throw new UserError(
    `${caller} has written ${source['CommitId'] ?? 'the commit'} (${author}): somebody else must approve ${stageName} of execution ${pipelineExecutionId}`,
    { exitCode: 1 },
  );
};

/** What the source of an execution says of its commit; undefined where the execution has no source. */
const sourceOf = async (
  pipeline: Pick<Pipeline, 'actions'>,
  pipelineExecutionId: string,
): Promise<Readonly<Record<string, string>> | undefined> => {
  const actions = await pipeline.actions(pipelineExecutionId);
  const source = actions.find(({ input }) => input?.actionTypeId?.category === 'Source');
  return source && (source.output?.outputVariables ?? {});
};

/** The same of what a roll-back goes back to. */
const sourceBehind = async (
  pipeline: Pick<Pipeline, 'actions' | 'executions'>,
  rollback: string,
): Promise<Readonly<Record<string, string>>> => {
  const found = (await pipeline.executions()).find(({ pipelineExecutionId }) => pipelineExecutionId === rollback);
  const target = found?.rollbackMetadata?.rollbackTargetPipelineExecutionId;
  return (target === undefined ? undefined : await sourceOf(pipeline, target)) ?? {};
};

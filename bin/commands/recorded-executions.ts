import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type {
  ActionExecutionDetail,
  ExecutionHistory,
  PipelineExecutionSummary,
  SourceRevision,
  StageState,
} from '../../lib/executions/pipeline';
import { jsonIn } from '../../lib/ground/json';
import { UserError } from '../../lib/ground/user-error';
import { closeAbandoned } from '../../lib/rehearsal/record/close-abandoned';
import { recordsIn, recordsOf } from '../../lib/rehearsal/record/records';

const ofExecution = ['InProgress', 'Succeeded', 'Failed', 'Stopped', 'Stopping', 'Cancelled'] as const;

/** As much of a `summary.json` as CodePipeline would tell of an execution. */
const recorded = z.object({
  pipelineName: z.string(),
  pipelineExecutionId: z.string(),
  status: z.enum([...ofExecution, 'Superseded']),
  commitId: z.string(),
  startTime: z.iso.datetime(),
  stages: z.array(
    z.object({
      stageName: z.string(),
      status: z.enum([...ofExecution, 'Skipped']).nullable(),
      actions: z.array(
        z.object({
          actionName: z.string(),
          status: z.enum(['InProgress', 'Abandoned', 'Succeeded', 'Failed']),
          category: z.enum(['Source', 'Build', 'Deploy', 'Test', 'Invoke', 'Approval', 'Compute']),
          provider: z.string(),
          startTime: z.iso.datetime(),
          endTime: z.iso.datetime().nullable(),
          summary: z.string(),
        }),
      ),
    }),
  ),
});

type Recorded = z.infer<typeof recorded>;

/**
 * The executions of an app as its records tell them, of the pipeline that ran last; undefined where there is no record.
 * Records that a killed rehearsal has left open are closed first.
 *
 * @throws {UserError} when there is no such app, or a record is damaged
 */
export const recordedExecutions = (app: string): ExecutionHistory | undefined => {
  if (!existsSync(app)) throw new UserError(`${app} is not there: name the directory of an app`);
  const records = recordsOf(app);
  closeAbandoned(records);
  const all = existsSync(records) ? recordsIn(records).flatMap(readSummary) : [];
  const [newest, ...older] = all.toSorted((one, other) => (one.startTime < other.startTime ? 1 : -1));
  if (newest === undefined) return undefined;
  const found = [newest, ...older.filter(({ pipelineName }) => pipelineName === newest.pipelineName)];
  return {
    name: newest.pipelineName,
    stages: () => Promise.resolve(newest.stages.map((stage) => stateOf(newest, stage))),
    executions: () => Promise.resolve(found.map(summaryOf)),
    actions: (id) =>
      Promise.resolve(found.filter(({ pipelineExecutionId }) => pipelineExecutionId === id).flatMap(actionsOf)),
  };
};

/** None where the execution had not begun when its record did. */
const readSummary = (directory: string): readonly Recorded[] => {
  const file = join(directory, 'summary.json');
  if (!existsSync(file)) return [];
  const { data } = recorded.safeParse(jsonIn(readFileSync(file), file));
  if (data === undefined) throw new UserError(`${file} is no summary of a rehearsal: remove its directory`);
  return [data];
};

const stateOf = (of: Recorded, stage: Recorded['stages'][number]): StageState => ({
  stageName: stage.stageName,
  ...(stage.status !== null && {
    latestExecution: { pipelineExecutionId: of.pipelineExecutionId, status: stage.status },
  }),
  actionStates: stage.actions.map(({ actionName, status, summary }) => ({
    actionName,
    latestExecution: { status, summary },
  })),
});

const summaryOf = ({
  pipelineExecutionId,
  status,
  startTime,
  commitId,
  stages,
}: Recorded): PipelineExecutionSummary => ({
  pipelineExecutionId,
  status,
  startTime: new Date(startTime),
  sourceRevisions: [revisionOf(commitId, stages)],
});

/** The commit, with its subject, which the source action says after the beginning of its id. */
const revisionOf = (revisionId: string, stages: Recorded['stages']): SourceRevision => {
  const beginning = `${revisionId.slice(0, 8)} `;
  const said = stages.flatMap(({ actions }) => actions).find(({ summary }) => summary.startsWith(beginning));
  if (said === undefined) return { actionName: undefined, revisionId };
  return { actionName: said.actionName, revisionId, revisionSummary: said.summary.slice(beginning.length) };
};

/** Newest first, as CodePipeline lists them. */
const actionsOf = ({ pipelineExecutionId, stages }: Recorded): readonly ActionExecutionDetail[] =>
  stages
    .flatMap(({ stageName, actions }) =>
      actions.map(({ actionName, status, startTime, endTime, category, provider }) => ({
        pipelineExecutionId,
        stageName,
        actionName,
        status,
        startTime: new Date(startTime),
        ...(endTime !== null && { lastUpdateTime: new Date(endTime) }),
        input: { actionTypeId: { category, provider, owner: 'AWS' as const, version: '1' } },
      })),
    )
    .toSorted((one, other) => other.startTime.getTime() - one.startTime.getTime());

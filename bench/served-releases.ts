import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pipeline } from '../lib/executions/pipeline';
import type { ActionSummary, Summary } from '../lib/rehearsal/record/summary';
import type { Served } from '../lib/serve/served';

const STAGES: Readonly<Record<string, readonly string[]>> = {
  Source: ['source'],
  Build: ['Synth'],
  UpdatePipeline: ['SelfMutate'],
  Assets: ['FileAssets'],
  dev: ['Data.Prepare', 'Data.Deploy', 'Validate'],
  prod: ['Approve', 'Data.Prepare', 'Data.Deploy', 'Validate'],
};

const DAY = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const ACTION = 20_000;

/** The id of one of many executions. */
export const executionId = (number: number): string =>
  `${number.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;

/** What a release of those days has left, four minutes long; they come a quarter of an hour after each other. */
export const pastSummary = (number: number): Summary => {
  const begin = DAY + number * 15 * MINUTE;
  let at = begin;
  const stages = Object.entries(STAGES).map(([stageName, names]) => ({
    stageName,
    status: 'Succeeded' as const,
    actions: names.map((name) => {
      at += ACTION;
      return pastAction(number, stageName, name, at);
    }),
  }));
  const ids = { pipelineName: 'served', pipelineExecutionId: executionId(number), commitId: commitId(number) };
  const times = { startTime: new Date(begin).toISOString(), endTime: new Date(at).toISOString() };
  const targets = ['dev', 'prod'].map(pastTarget);
  return { schema: 1, ...ids, status: 'Succeeded', ...times, restarts: 0, stages, targets };
};

const pastAction = (number: number, stageName: string, actionName: string, end: number): ActionSummary => ({
  ...(actionName === 'Approve'
    ? { category: 'Approval', provider: 'Manual' }
    : { category: 'Build', provider: 'CodeBuild' }),
  actionName,
  runOrder: 1,
  status: 'Succeeded',
  roleArn: '',
  startTime: new Date(end - ACTION).toISOString(),
  endTime: new Date(end).toISOString(),
  summary:
    stageName === 'Source' ? `${commitId(number).slice(0, 8)} Sell ${number} things` : `build ${number} succeeded`,
  log: `logs/${stageName}.${actionName}.log`,
});

const pastTarget = (environment: string) => ({
  environment,
  account: '222222222222',
  region: 'us-east-1',
  stacks: [{ stackName: `${environment}-Data`, status: 'UPDATE_COMPLETE' }],
  validation: null,
});

const commitId = (number: number): string => number.toString(16).padStart(8, '0').repeat(5);

/** Writes the records of so many releases. */
export const writePast = (records: string, count: number): void => {
  for (let number = 0; number < count; number += 1) {
    const summary = pastSummary(number);
    const directory = join(records, summary.pipelineExecutionId);
    mkdirSync(join(directory, 'logs'), { recursive: true });
    writeFileSync(join(directory, 'summary.json'), `${JSON.stringify(summary, undefined, 2)}\n`);
  }
};

const nobody = async (): Promise<never> => {
  throw new Error('nothing is done here');
};

/** CodePipeline's answers about a pipeline with so many executions, of which it tells a hundred. */
export const answeringPipeline = (count: number): Pipeline => {
  const executions = Array.from({ length: Math.min(count, 100) }, (_, at) => {
    const { pipelineExecutionId, startTime, commitId: revisionId } = pastSummary(count - 1 - at);
    const revision = { actionName: 'source', revisionId, revisionSummary: `Sell ${count - 1 - at} things` };
    return {
      pipelineExecutionId,
      status: 'Succeeded' as const,
      startTime: new Date(startTime),
      sourceRevisions: [revision],
    };
  });
  return {
    name: 'served',
    stages: async () =>
      Object.entries(STAGES).map(([stageName, names]) => ({
        stageName,
        ...(count > 0 && {
          latestExecution: { pipelineExecutionId: executionId(count - 1), status: 'Succeeded' as const },
        }),
        actionStates: names.map((actionName) => ({
          actionName,
          ...(count > 0 && { latestExecution: { status: 'Succeeded' as const } }),
        })),
      })),
    executions: async () => executions,
    actions: async () => [],
    recentActions: async () => [],
    answer: nobody,
    start: nobody,
    structure: nobody,
    rollback: nobody,
    caller: nobody,
    retry: nobody,
    stop: nobody,
    transition: nobody,
  };
};

/** A pipeline to serve, without anything that would run it. */
export const servedPast = (records: string, pipeline: Pipeline): Served => ({
  app: 'shop',
  pipeline,
  records,
  branch: 'main',
  remote: join(records, 'remote.git'),
  commits: { commit: async () => undefined, changes: async () => undefined },
  git: nobody,
});

import type * as Sdk from '@aws-sdk/client-codepipeline';
import type {
  ActionExecutionDetail,
  CodePipelineClient,
  PipelineExecutionSummary,
  SourceRevision,
  StageState,
} from '@aws-sdk/client-codepipeline';
import { UserError } from '../ground/user-error';
import { revisionOfSource } from './revision-of-source';

export type { ActionExecutionDetail, PipelineExecutionSummary, SourceRevision, StageState };

/** Which pipeline, and how it is reached: on AWS, or at the endpoint of a rehearsal. Absent values are the SDK's to find. */
export interface PipelinePlace {
  readonly name: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** An answer to one approval, by the token of that very request. */
export interface PutAnswer {
  readonly stageName: string;
  readonly actionName: string;
  readonly token: string;
  readonly status: 'Approved' | 'Rejected';
  /** At most 512 characters. */
  readonly summary: string;
}

/** What an execution is to be started with. */
export interface StartAsked {
  readonly variables: readonly { readonly name: string; readonly value: string }[];
  /** Of the one source of the pipeline. @default its newest */
  readonly revision?: string;
}

/** What is known of the executions of one pipeline. */
export interface ExecutionHistory {
  /** The pipeline's name. */
  readonly name: string;
  /** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetPipelineState.html */
  stages(): Promise<readonly StageState[]>;
  /** Newest first: at most 100, or all that began at a time or later, of which CodePipeline keeps a year. */
  executions(since?: Date): Promise<readonly PipelineExecutionSummary[]>;
  /** The actions of one execution, newest first. */
  actions(pipelineExecutionId: string): Promise<readonly ActionExecutionDetail[]>;
}

/** What a pipeline is at present. */
export interface PipelineStructure {
  /** Counts its updates; an execution belongs to the one that it began with. */
  readonly version: number;
  /** `SUPERSEDED`, `QUEUED` or `PARALLEL`. */
  readonly mode: string;
  /** The stages that have an action of category Deploy: those of environments. */
  readonly deploying: readonly string[];
}

/** What is asked of the executions of one pipeline. Every call fails with a `UserError` that has CodePipeline's words. */
export interface Pipeline extends ExecutionHistory {
  answer(answer: PutAnswer): Promise<void>;
  /** The actions of all executions, newest first, at most 300. */
  recentActions(): Promise<readonly ActionExecutionDetail[]>;
  /** Starts an execution and answers its id. */
  start(start: StartAsked): Promise<string>;
  /** Runs a stage of an execution again: all its actions, or those that failed. */
  retry(pipelineExecutionId: string, stageName: string, all: boolean): Promise<void>;
  structure(): Promise<PipelineStructure>;
  /** ARN of who asks, as CodePipeline will write it down. */
  caller(): Promise<string>;
  /** Rolls a stage back to an execution that succeeded in it, and answers the id of the execution that does so. */
  rollback(stageName: string, targetPipelineExecutionId: string): Promise<string>;
  stop(pipelineExecutionId: string, abandon: boolean, reason: string | undefined): Promise<void>;
  /** Lets executions into a stage again, or, for a reason, no more. */
  transition(stageName: string, to: 'enabled' | { readonly disabledBecause: string }): Promise<void>;
}

/** Enough for the last dozen releases; a page of an answer has 100. */
const MOST_ACTIONS = 300;

/** A pipeline, by the SDK; its package is loaded only then. */
export const pipelineAt = async ({ name, ...place }: PipelinePlace): Promise<Pipeline> => {
  const sdk = await import('@aws-sdk/client-codepipeline');
  const client = new sdk.CodePipelineClient(place);
  const caller = () => inItsWords(() => callerAt(place));
  return { ...historyBy(sdk, client, name), ...verbsBy(sdk, client, name), ...stageVerbsBy(sdk, client, name), caller };
};

const callerAt = async (place: Omit<PipelinePlace, 'name'>): Promise<string> => {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  return (await new STSClient(place).send(new GetCallerIdentityCommand({}))).Arn ?? '';
};

const historyBy = (sdk: typeof Sdk, client: CodePipelineClient, name: string): ExecutionHistory => ({
  name,
  stages: () =>
    inItsWords(async () => (await client.send(new sdk.GetPipelineStateCommand({ name }))).stageStates ?? []),
  executions: (since) =>
    inItsWords(async () => {
      const found: PipelineExecutionSummary[] = [];
      const pages = sdk.paginateListPipelineExecutions({ client, pageSize: 100 }, { pipelineName: name });
      for await (const { pipelineExecutionSummaries = [] } of pages) {
        found.push(...pipelineExecutionSummaries);
        const oldest = found.at(-1)?.startTime;
        if (since === undefined || (oldest !== undefined && oldest < since)) break;
      }
      return since === undefined
        ? found.slice(0, 100)
        : found.filter(({ startTime }) => startTime && startTime >= since);
    }),
  actions: (pipelineExecutionId) =>
    inItsWords(async () => {
      const found: ActionExecutionDetail[] = [];
      const asked = { pipelineName: name, filter: { pipelineExecutionId } };
      const pages = sdk.paginateListActionExecutions({ client }, asked);
      for await (const { actionExecutionDetails = [] } of pages) found.push(...actionExecutionDetails);
      return found;
    }),
});

const verbsBy = (
  sdk: typeof Sdk,
  client: CodePipelineClient,
  pipelineName: string,
): Omit<Pipeline, keyof ExecutionHistory | StageVerb | 'caller'> => ({
  recentActions: () =>
    inItsWords(async () => {
      const found: ActionExecutionDetail[] = [];
      const pages = sdk.paginateListActionExecutions({ client }, { pipelineName });
      for await (const { actionExecutionDetails = [] } of pages) {
        found.push(...actionExecutionDetails);
        if (found.length >= MOST_ACTIONS) break;
      }
      return found.slice(0, MOST_ACTIONS);
    }),
  answer: ({ stageName, actionName, token, status, summary }) =>
    inItsWords(async () => {
      const result = { status, summary };
      await client.send(new sdk.PutApprovalResultCommand({ pipelineName, stageName, actionName, token, result }));
    }),
  start: (asked) => inItsWords(() => start(client, pipelineName, asked)),
  structure: () =>
    inItsWords(async () => {
      const { pipeline } = await client.send(new sdk.GetPipelineCommand({ name: pipelineName }));
      const { version = 0, executionMode: mode = 'SUPERSEDED', stages = [] } = pipeline ?? {};
      const deploying = stages.filter(({ actions = [] }) =>
        actions.some(({ actionTypeId }) => actionTypeId?.category === 'Deploy'),
      );
      return { version, mode, deploying: deploying.map(({ name = '' }) => name) };
    }),
  stop: (pipelineExecutionId, abandon, reason) =>
    inItsWords(async () => {
      const asked = { pipelineName, pipelineExecutionId, abandon, ...(reason !== undefined && { reason }) };
      await client.send(new sdk.StopPipelineExecutionCommand(asked));
    }),
});

/** What is done to a stage. */
type StageVerb = 'retry' | 'rollback' | 'transition';

const stageVerbsBy = (
  sdk: typeof Sdk,
  client: CodePipelineClient,
  pipelineName: string,
): Pick<Pipeline, StageVerb> => ({
  retry: (pipelineExecutionId, stageName, all) =>
    inItsWords(async () => {
      const retryMode = all ? 'ALL_ACTIONS' : 'FAILED_ACTIONS';
      await client.send(
        new sdk.RetryStageExecutionCommand({ pipelineName, pipelineExecutionId, stageName, retryMode }),
      );
    }),
  rollback: (stageName, targetPipelineExecutionId) =>
    inItsWords(async () => {
      const command = new sdk.RollbackStageCommand({ pipelineName, stageName, targetPipelineExecutionId });
      return (await client.send(command)).pipelineExecutionId ?? '';
    }),
  transition: (stageName, to) =>
    inItsWords(async () => {
      const inbound = { pipelineName, stageName, transitionType: 'Inbound' as const };
      if (to === 'enabled') await client.send(new sdk.EnableStageTransitionCommand(inbound));
      else await client.send(new sdk.DisableStageTransitionCommand({ ...inbound, reason: to.disabledBecause }));
    }),
});

const start = async (
  client: CodePipelineClient,
  name: string,
  { variables, revision }: StartAsked,
): Promise<string> => {
  const sdk = await import('@aws-sdk/client-codepipeline');
  const { pipeline } = revision === undefined ? {} : await client.send(new sdk.GetPipelineCommand({ name }));
  const sourceRevisions = revision && pipeline && [revisionOfSource(pipeline, revision)];
  const asked = { name, ...(variables.length > 0 && { variables: [...variables] }) };
  const command = new sdk.StartPipelineExecutionCommand({ ...asked, ...(sourceRevisions && { sourceRevisions }) });
  return (await client.send(command)).pipelineExecutionId ?? '';
};

/** Errors of the SDK's own, before anything was asked, and what to do about them. */
const NOT_ASKED: Readonly<Record<string, string>> = {
  CredentialsProviderError:
    'there are no credentials of AWS: sign in, or leave out --pipeline to reach the rehearsal of --app',
  TokenProviderError: 'the session with AWS has ended: sign in again',
};

export const inItsWords = async <T>(call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const why = NOT_ASKED[error.name] ?? (error.message.includes('Region is missing') ? NO_REGION : undefined);
    if (why !== undefined) throw new UserError(why, { cause: error });
    const said = (error as { readonly $fault?: string }).$fault !== undefined;
    if (said) throw new UserError(`${error.name}: ${error.message}`, { exitCode: 1, cause: error });
    throw error;
  }
};

const NO_REGION = 'no region is set: name the one of the pipeline with --region';

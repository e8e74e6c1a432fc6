import type { CommitFacts, DecisionFacts, ReleaseFacts } from '../contract/release-facts';
import { messageOf } from '../ground/message-of';
import { environmentOfWave } from '../ground/wave';

/** An execution, as far as a page tells of it. */
export interface KnownExecution {
  readonly pipelineExecutionId?: string | undefined;
  readonly startTime?: Date | undefined;
  readonly sourceRevisions?:
    | readonly {
        readonly revisionId?: string | undefined;
        readonly revisionSummary?: string | undefined;
        readonly revisionUrl?: string | undefined;
      }[]
    | undefined;
}

/** A run of an action, as far as a page tells of it. */
export interface KnownAction {
  readonly pipelineExecutionId?: string | undefined;
  readonly stageName?: string | undefined;
  readonly status?: string | undefined;
  readonly lastUpdateTime?: Date | undefined;
  readonly updatedBy?: string | undefined;
  readonly input?: { readonly actionTypeId?: { readonly category?: string | undefined } | undefined } | undefined;
  readonly output?:
    | {
        readonly outputVariables?: Readonly<Record<string, string>> | undefined;
        readonly executionResult?: { readonly externalExecutionSummary?: string | undefined } | undefined;
      }
    | undefined;
}

/** What CodePipeline remembers of a pipeline. */
export interface ReleaseHistory {
  readonly name: string;
  /** Newest first, at most 100. */
  executions(): Promise<readonly KnownExecution[]>;
  /** Runs of actions of all executions, newest first, at most a few hundred. */
  recentActions(): Promise<readonly KnownAction[]>;
}

/** Which release is told of, and what is decided about it. */
export interface ReleaseAsked {
  readonly pipelineExecutionId: string;
  /** The environment that is decided about, or was deployed: its stage is called so. */
  readonly environment: string;
  readonly region: string;
  readonly isRehearsed: boolean;
}

/** Which release this is, by what CodePipeline knows. Where it may not be asked, that is said: a page without names stays a page. */
export const releaseFacts = async (history: ReleaseHistory, asked: ReleaseAsked): Promise<ReleaseFacts> => {
  const { pipelineExecutionId, region, isRehearsed } = asked;
  const known: ReleaseFacts = {
    pipeline: { name: history.name, region },
    ...(isRehearsed && { rehearsed: true as const }),
    pipelineExecutionId,
  };
  try {
    const [executions, actions] = [await history.executions(), await history.recentActions()];
    return { ...known, ...toldBy(executions, actions, asked) };
  } catch (error) {
    return { ...known, unknown: [`its commit and the releases before it are unknown: ${messageOf(error)}`] };
  }
};

/** The execution that deploys an environment or validates it now; undefined where none does, or only an answer is waited for. */
export const releaseAtWork = async (
  history: Pick<ReleaseHistory, 'recentActions'>,
  environment: string,
): Promise<string | undefined> =>
  (await history.recentActions()).find(
    (each) =>
      environmentOfWave(each.stageName ?? '') === environment &&
      categoryOf(each) !== 'Approval' &&
      each.status === 'InProgress',
  )?.pipelineExecutionId;

const toldBy = (
  executions: readonly KnownExecution[],
  actions: readonly KnownAction[],
  { pipelineExecutionId, environment }: ReleaseAsked,
): Partial<ReleaseFacts> => {
  const own = executions.find((each) => each.pipelineExecutionId === pipelineExecutionId);
  const isOwn = (action: KnownAction): boolean => action.pipelineExecutionId === pipelineExecutionId;
  const commit = commitOf(
    own,
    actions.find((each) => isOwn(each) && categoryOf(each) === 'Source'),
  );
  const here = actions.filter((each) => !isOwn(each) && environmentOfWave(each.stageName ?? '') === environment);
  const deployed = here.find((each) => categoryOf(each) === 'Deploy' && each.status === 'Succeeded');
  const before = executions.find((each) => each.pipelineExecutionId === deployed?.pipelineExecutionId);
  const previous = commitOf(before, undefined);
  const time = deployed?.lastUpdateTime?.toISOString();
  return {
    ...(own?.startTime && { startTime: own.startTime.toISOString() }),
    ...(commit && { commit }),
    ...(deployed?.pipelineExecutionId !== undefined && {
      previous: {
        pipelineExecutionId: deployed.pipelineExecutionId,
        ...(previous && { commit: previous }),
        ...(time !== undefined && { time }),
      },
    }),
    decisions: here.flatMap(decisionOf),
  };
};

const categoryOf = ({ input }: KnownAction): string | undefined => input?.actionTypeId?.category;

/** The revision is the pipeline's; who wrote it, and on which branch, only some sources say. */
const commitOf = (execution: KnownExecution | undefined, source: KnownAction | undefined): CommitFacts | undefined => {
  const revision = execution?.sourceRevisions?.[0];
  const said = source?.output?.outputVariables ?? {};
  const id = revision?.revisionId ?? said['CommitId'];
  if (id === undefined) return undefined;
  const subject = subjectOf(said['CommitMessage'] ?? revision?.revisionSummary);
  const author = said['AuthorDisplayName'] ?? said['AuthorEmail'];
  const { BranchName: branch } = said;
  return {
    id,
    ...(subject !== undefined && { subject }),
    ...(author !== undefined && { author }),
    ...(branch !== undefined && { branch }),
    ...(revision?.revisionUrl !== undefined && { url: revision.revisionUrl }),
  };
};

/** The first line of a message; a connection wraps it into JSON, with the name of its provider. */
const subjectOf = (message: string | undefined): string | undefined => {
  const wrapped = /"CommitMessage"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(message ?? '')?.[1];
  const text: string | undefined = wrapped === undefined ? message : String(JSON.parse(wrapped));
  const [first = ''] = (text ?? '').split('\n');
  return first.trim() === '' ? undefined : first.trim();
};

/** A decision that a person made; what expired nobody did. */
const decisionOf = (action: KnownAction): readonly DecisionFacts[] => {
  const { status, updatedBy: by, pipelineExecutionId, lastUpdateTime, output } = action;
  if (categoryOf(action) !== 'Approval' || pipelineExecutionId === undefined || lastUpdateTime === undefined) return [];
  const decision =
    status === 'Succeeded' ? 'Approved' : status === 'Failed' && by !== undefined ? 'Rejected' : undefined;
  const comment = output?.executionResult?.externalExecutionSummary;
  if (decision === undefined) return [];
  return [
    {
      decision,
      ...(by !== undefined && { by }),
      ...(comment !== undefined && { comment }),
      time: lastUpdateTime.toISOString(),
      pipelineExecutionId,
    },
  ];
};

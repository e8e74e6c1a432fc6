import type { ReleaseRecord } from '../statement';
import { decidedApprovals } from './approval-record';

/** What CodePipeline knows of one execution; times are ISO 8601 UTC. */
export interface ExecutionFacts {
  readonly pipelineName: string;
  readonly pipelineVersion: number;
  readonly pipelineExecutionId: string;
  /** CodePipeline's own word, for example `Succeeded` or `InProgress`. */
  readonly status: string;
  readonly statusSummary: string | undefined;
  readonly revision:
    | { readonly id: string; readonly summary: string | undefined; readonly url: string | undefined }
    | undefined;
  readonly trigger: { readonly type: string; readonly detail: string } | undefined;
  readonly actions: readonly ActionFacts[];
}

/** What CodePipeline knows of one run of one action. */
export interface ActionFacts {
  readonly stageName: string;
  readonly actionName: string;
  readonly actionExecutionId: string;
  readonly category: string;
  readonly provider: string;
  readonly status: string;
  readonly startTime: string;
  readonly lastUpdateTime: string;
  /** ARN of who changed it last: for an approval, of who decided. */
  readonly updatedBy: string | undefined;
  readonly roleArn: string | undefined;
  readonly region: string | undefined;
  /** With its variables resolved. */
  readonly configuration: Readonly<Record<string, string>>;
  readonly summary: string | undefined;
  readonly externalExecutionId: string | undefined;
  readonly outputVariables: Readonly<Record<string, string>>;
}

/** CodePipeline, as far as a release is closed by what it knows. */
export interface Executions {
  describe(pipelineName: string, pipelineExecutionId: string): Promise<ExecutionFacts>;
}

/** In the order in which they ran; where they began together, by name. */
export const inOrder = (actions: readonly ActionFacts[]): readonly ActionFacts[] =>
  actions.toSorted((one, other) => compare(sortKey(one), sortKey(other)));

const sortKey = ({ startTime, stageName, actionName, actionExecutionId }: ActionFacts): string =>
  [startTime, stageName, actionName, actionExecutionId].join('\u0000');

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

type Outcome = ReleaseRecord['outcome'];

const ENDED: ReadonlySet<string> = new Set(['Succeeded', 'Failed', 'Stopped', 'Superseded', 'Cancelled']);

/** How an execution ended, who decided it and why; undefined while it runs. */
export const outcomeOf = (facts: ExecutionFacts): Outcome | undefined => {
  if (!ENDED.has(facts.status)) return undefined;
  const status = facts.status as Outcome['status'];
  const said = facts.statusSummary === undefined || facts.statusSummary === '' ? undefined : facts.statusSummary;
  switch (status) {
    case 'Succeeded':
      return { status, by: null, because: said ?? 'every stage succeeded' };
    case 'Superseded':
      return { status, by: null, because: said ?? 'a newer execution overtook it while it waited between stages' };
    case 'Stopped':
      return { status, by: null, because: said ?? 'it was stopped, and no reason was given' };
    case 'Cancelled':
      return { status, by: null, because: said ?? 'the definition of the pipeline changed while it ran' };
    case 'Failed':
      return failed(facts, said);
    default:
      return status satisfies never;
  }
};

/** A decision is a person's word; every other failure is the action's. */
const failed = (facts: ExecutionFacts, said: string | undefined): Outcome => {
  const last = facts.actions.findLast(({ status }) => status === 'Failed');
  if (last !== undefined && decidedApprovals(facts).includes(last)) {
    const { stageName, actionName, updatedBy, summary } = last;
    if (updatedBy === undefined) {
      return { status: 'Failed', by: null, because: `${stageName}/${actionName} has expired: nobody answered in time` };
    }
    return { status: 'Failed', by: updatedBy, because: summary ?? 'rejected without a comment' };
  }
  const cause =
    last === undefined ? said : `${last.stageName}/${last.actionName}: ${last.summary ?? 'no cause was given'}`;
  return { status: 'Failed', by: null, because: cause ?? 'no action says why' };
};

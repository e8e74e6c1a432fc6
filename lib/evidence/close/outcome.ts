import type { ReleaseRecord } from '../statement';
import { decidedApprovals } from './approval-record';
import type { ExecutionFacts } from './facts';

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
    const { stageName, actionName, updatedBy, summary, error } = last;
    if (updatedBy === undefined) {
      const why = error === undefined ? ' has expired: nobody answered in time' : `: ${error}`;
      return { status: 'Failed', by: null, because: `${stageName}/${actionName}${why}` };
    }
    return { status: 'Failed', by: updatedBy, because: summary ?? 'rejected without a comment' };
  }
  const cause =
    last === undefined ? said : `${last.stageName}/${last.actionName}: ${last.summary ?? 'no cause was given'}`;
  return { status: 'Failed', by: null, because: cause ?? 'no action says why' };
};

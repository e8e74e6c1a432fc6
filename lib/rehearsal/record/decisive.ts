import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ActionSummary, StageSummary, Summary } from './summary';

/** What ended an execution, and where it stands. */
export interface Decisive {
  readonly stage: StageSummary;
  readonly action: ActionSummary;
}

/** The action that ended the execution: the first that failed, else the first that was stopped. */
export const decisiveAction = (summary: Summary): Decisive | undefined => decisiveActions(summary)[0];

/** All that failed, which ran side by side; else the first that was stopped. */
export const decisiveActions = (summary: Summary): readonly Decisive[] => {
  const all = summary.stages.flatMap((stage) => stage.actions.map((action) => ({ stage, action })));
  const failed = all.filter(({ action }) => action.status === 'Failed');
  if (failed.length > 0) return failed;
  return all.filter(({ action }) => action.status !== 'Succeeded' && action.status !== 'InProgress').slice(0, 1);
};

/**
 * Whether a person has said no: an approval that nobody answered in time has failed, too.
 *
 * @param record directory of the record
 */
export const isRejected = ({ category, log, summary }: ActionSummary, record: string): boolean => {
  const file = join(record, log);
  return category === 'Approval' && existsSync(file) && readFileSync(file, 'utf8').includes(`Rejected: ${summary}`);
};

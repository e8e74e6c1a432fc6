import type { ApprovalDecision } from '../../../../lib/rehearsal/executor/event';
import { FakeCloud } from './fake-cloud';
import { approvalAction, pipeline, stage } from './pipelines';

/** A yes. */
export const FINE = { status: 'Approved', summary: 'fine' } as const;
/** A no. */
export const NO = { status: 'Rejected', summary: 'not on a Friday' } as const;

/** A cloud whose CodePipeline takes orders, with an approval in each of the stages. */
export const listening = (...stages: readonly string[]): FakeCloud => {
  const asks = (names: readonly string[]) => names.map((name) => stage(name, approvalAction(`Ask${name}`)));
  const cloud = new FakeCloud(pipeline(asks(stages)));
  cloud.orders = [];
  return cloud;
};

/** Asks a person who does not answer. */
export const silent = (signal: AbortSignal): Promise<ApprovalDecision> =>
  new Promise((_, fail) => signal.addEventListener('abort', () => fail(signal.reason)));

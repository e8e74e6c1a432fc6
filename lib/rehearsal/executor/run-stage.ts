import type { Attempt } from './attempt';
import type { Status } from './event';
import type { PlannedAction, PlannedStage } from './plan/plan';
import { runAction } from './run-action';

/** Runs a stage: actions of one run order in parallel, and all of them to their end, before the next run order. */
export async function runStage({ stageName, actions }: PlannedStage, attempt: Attempt): Promise<Status> {
  const { emit, signal } = attempt.options;
  await attempt.notes.stage(stageName, 'InProgress');
  emit({ type: 'stage-started', time: new Date().toISOString(), stageName });
  let status: Status = 'Succeeded';
  for (const group of byRunOrder(actions)) {
    const statuses = await Promise.all(group.map((action) => runAction(action, attempt)));
    status = signal.aborted ? 'Stopped' : statuses.every((one) => one === 'Succeeded') ? 'Succeeded' : 'Failed';
    if (status !== 'Succeeded') break;
  }
  await attempt.notes.stage(stageName, status);
  emit({ type: 'stage-ended', time: new Date().toISOString(), stageName, status });
  return status;
}

function byRunOrder(actions: readonly PlannedAction[]): readonly (readonly PlannedAction[])[] {
  const orders = [...new Set(actions.map(({ runOrder }) => runOrder))].sort((a, b) => a - b);
  return orders.map((order) => actions.filter(({ runOrder }) => runOrder === order));
}

import { type OpenApproval, waitingOf } from '../executions/open-approvals';
import type { Pipeline, PipelineExecutionSummary, StageState } from '../executions/pipeline';

/** How a pipeline is at one moment. */
export interface Snapshot {
  readonly stages: readonly StageState[];
  /** Newest first, at most 100. */
  readonly executions: readonly PipelineExecutionSummary[];
  readonly approvals: readonly OpenApproval[];
}

/** So long one answer serves everybody who asks. */
const FRESH_MILLISECONDS = 250;

/** Asks a pipeline how it is: once for all who want to know at the same time. */
export class PipelineState {
  private last: { readonly asked: number; readonly snapshot: Promise<Snapshot> } | undefined;

  constructor(private readonly pipeline: Pipeline) {}

  now(): Promise<Snapshot> {
    const now = performance.now();
    if (this.last === undefined || now - this.last.asked > FRESH_MILLISECONDS) {
      this.last = { asked: now, snapshot: this.ask() };
    }
    return this.last.snapshot;
  }

  /** Something was done: what was known is known no more. */
  forget(): void {
    this.last = undefined;
  }

  private async ask(): Promise<Snapshot> {
    const { pipeline } = this;
    const asked = pipeline.executions();
    const history = {
      name: pipeline.name,
      stages: () => pipeline.stages(),
      executions: () => asked,
      actions: (id: string) => pipeline.actions(id),
    };
    const [{ stages, approvals }, executions] = await Promise.all([waitingOf(history), asked]);
    return { stages, approvals, executions };
  }
}

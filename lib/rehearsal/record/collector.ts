import type { BootstrapTarget } from '../assembly/read-assembly';
import type { Access, ExecutorCloud } from '../executor/cloud/cloud';
import type { ApprovalRequest, ExecutorEvent } from '../executor/event';
import type { StageValidation } from './summary';

/** The release that is collected from, and its record. */
export interface CollectedRelease {
  readonly cloud: Pick<ExecutorCloud, 'listKeys' | 'getObject'>;
  /** The root user of the tools account. */
  readonly access: Access;
  readonly tools: BootstrapTarget;
  readonly pipelineName: string;
  readonly pipelineExecutionId: string;
  /** Directory of the record. */
  readonly record: string;
}

/** An action that has ended. */
export type EndedAction = Extract<ExecutorEvent, { readonly type: 'action-ended' }>;

/**
 * Brings what an app leaves behind into the record of its release. The rehearsal knows when there may be something; what
 * it is and where it lies, only the app's own tools know.
 */
export interface Collector {
  /** The directory of the record that is filled. While it is, it may be called {@link unfinished}. */
  readonly directory: string;
  /** Answers what an action proved of targets. The action's files may be gone when this returns. */
  afterAction?(action: EndedAction, record: string): readonly StageValidation[];
  /** Answers the files, relative to the record, that whoever is asked for an approval is to see. */
  beforeApproval?(request: ApprovalRequest, release: CollectedRelease): Promise<readonly string[]>;
  /** Answers what there is to say about what was collected, if anything. */
  afterExecution?(release: CollectedRelease): Promise<string | undefined>;
}

/** What a directory of a record is called until it is complete: half of it must not be taken for the whole. */
export const unfinished = (directory: string): string => `${directory}.part`;

/** True for the names that {@link unfinished} gives. */
export const isUnfinished = (name: string): boolean => /^[^.]+\.part$/.test(name);

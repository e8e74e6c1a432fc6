import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import type { ExecutorEvent, Status } from '../executor/event';
import { writeWhole } from '../process/write-whole';
import { disownRecord, makeRecords, ownRecord, prune } from './records';
import { abandon, reduce, startSummary } from './reduce';
import type { Summary, TargetSummary } from './summary';
import { collectValidation, type StageValidation } from './validation';

/** What one rehearsal leaves behind; `summary.json` is whole after every event, whatever happens next. */
export interface ReleaseRecord {
  readonly directory: string;
  readonly logDirectory: string;
  readonly summary: Summary | undefined;
  /** Validation reports found so far, by stage. */
  readonly validations: readonly StageValidation[];
  handle(event: ExecutorEvent): void;
  setTargets(targets: readonly TargetSummary[]): void;
  /** Closes the record of an execution that the executor could not bring to an end. */
  abandon(time: string, status: Status, because: string): void;
  /** Says that nobody writes it any more; one whose execution never started is removed. */
  close(): void;
}

/**
 * Starts the record of one execution. When the execution has started, `latest` points to it, and the oldest records are
 * removed.
 */
export function openRecord(records: string, pipelineExecutionId: string): ReleaseRecord {
  const directory = join(records, pipelineExecutionId);
  const logDirectory = join(directory, 'logs');
  makeRecords(records);
  mkdirSync(logDirectory, { recursive: true });
  ownRecord(directory);
  let summary: Summary | undefined;
  let validations: readonly StageValidation[] = [];

  const change = (next: Summary): void => {
    if (next === summary) return;
    summary = next;
    writeWhole(join(directory, 'summary.json'), `${JSON.stringify(next, undefined, 2)}\n`);
  };
  const publish = (): void => {
    point(join(records, 'latest'), pipelineExecutionId);
    prune(records, pipelineExecutionId);
  };
  const start = (event: ExecutorEvent): Summary | undefined =>
    event.type === 'execution-started'
      ? startSummary(event)
      : summary && reduce(summary, relativeLog(event, directory));

  return {
    directory,
    logDirectory,
    get summary() {
      return summary;
    },
    get validations() {
      return validations;
    },
    handle(event) {
      if (event.type === 'action-ended') {
        validations = [...validations, ...collectValidation(event, directory)];
      }
      const next = start(event);
      if (next === undefined) throw new Error(`event ${event.type} came before the execution started`);
      change(next);
      if (event.type === 'execution-started') publish();
    },
    setTargets(targets) {
      if (summary !== undefined) change({ ...summary, targets });
    },
    abandon(time, status, because) {
      if (summary !== undefined) change(abandon(summary, time, status, because));
    },
    close() {
      if (summary === undefined) rmSync(directory, { recursive: true, force: true });
      else disownRecord(directory);
    },
  };
}

type Following = Exclude<ExecutorEvent, { readonly type: 'execution-started' }>;

function relativeLog(event: Following, directory: string): Following {
  if (event.type !== 'action-started' || !isAbsolute(event.log)) return event;
  return { ...event, log: relative(directory, event.log) };
}

function point(link: string, target: string): void {
  const fresh = `${link}.${process.pid}.part`;
  rmSync(fresh, { force: true });
  symlinkSync(target, fresh);
  renameSync(fresh, link);
}

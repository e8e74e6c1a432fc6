import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import type { ExecutorEvent, Status } from '../executor/event';
import { prune } from './prune';
import { abandon, reduce, startSummary } from './reduce';
import type { Summary, TargetSummary } from './summary';
import { collectValidation, type StageValidation } from './validation';

/** Directory of all records, in the directory of the app. */
export const RECORDS = '.rehearsal';

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
}

/** Makes the directory of records; it hides itself from git. */
export function openRecords(appDirectory: string): string {
  const records = join(appDirectory, RECORDS);
  mkdirSync(records, { recursive: true });
  writeFileSync(join(records, '.gitignore'), '*\n');
  return records;
}

/** Starts the record of one execution, points `latest` to it, and removes the oldest records. */
export function openRecord(records: string, pipelineExecutionId: string): ReleaseRecord {
  const directory = join(records, pipelineExecutionId);
  const logDirectory = join(directory, 'logs');
  mkdirSync(logDirectory, { recursive: true });
  point(join(records, 'latest'), pipelineExecutionId);
  prune(records, pipelineExecutionId);
  let summary: Summary | undefined;
  let validations: readonly StageValidation[] = [];

  const change = (next: Summary): void => {
    if (next === summary) return;
    summary = next;
    writeWhole(join(directory, 'summary.json'), `${JSON.stringify(next, undefined, 2)}\n`);
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
    },
    setTargets(targets) {
      if (summary !== undefined) change({ ...summary, targets });
    },
    abandon(time, status, because) {
      if (summary !== undefined) change(abandon(summary, time, status, because));
    },
  };
}

type Following = Exclude<ExecutorEvent, { readonly type: 'execution-started' }>;

function relativeLog(event: Following, directory: string): Following {
  if (event.type !== 'action-started' || !isAbsolute(event.log)) return event;
  return { ...event, log: relative(directory, event.log) };
}

/** A reader sees the old file or the new one, never half of one. */
function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.part`, text);
  renameSync(`${file}.part`, file);
}

function point(link: string, target: string): void {
  const fresh = `${link}.part`;
  rmSync(fresh, { force: true });
  symlinkSync(target, fresh);
  renameSync(fresh, link);
}

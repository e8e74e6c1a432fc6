import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import type { ExecutorEvent, Status } from '../executor/event';
import { writeWhole } from '../process/write-whole';
import type { Collector } from './collector';
import { PERMISSIONS, type PermissionMode, type PermissionRecord, REQUESTS } from './permission-record';
import { judgedPermissions, judgedRequests } from './permissions';
import { disownRecord, makeRecords, ownRecord, prune } from './records';
import { abandon, type FollowingEvent, reduce, startSummary } from './reduce';
import type { NotRehearsed, StageValidation, StruckFault, Summary, TargetSummary } from './summary';

/** What one rehearsal leaves behind; `summary.json` is whole after every event, whatever happens next. */
export class OpenRecord {
  readonly directory: string;
  readonly logDirectory: string;
  private lastSummary: Summary | undefined;
  private judged: PermissionRecord | undefined;
  private found: readonly StageValidation[] = [];

  /**
   * Starts the record of one execution. When the execution has started, `latest` points to it, and the oldest records are
   * removed.
   */
  constructor(
    private readonly records: string,
    private readonly pipelineExecutionId: string,
    private readonly collectors: readonly Collector[] = [],
  ) {
    this.directory = join(records, pipelineExecutionId);
    this.logDirectory = join(this.directory, 'logs');
    makeRecords(records);
    mkdirSync(this.logDirectory, { recursive: true });
    ownRecord(this.directory);
  }

  /** Undefined until the execution has started. */
  get summary(): Summary | undefined {
    return this.lastSummary;
  }

  /** What policies let happen; undefined until the execution has ended. */
  get permissions(): PermissionRecord | undefined {
    return this.judged;
  }

  /** What actions have proved of targets so far, in order. */
  get validations(): readonly StageValidation[] {
    return this.found;
  }

  handle(event: ExecutorEvent): void {
    if (event.type === 'action-ended') {
      const answers = this.collectors.flatMap((collector) => collector.afterAction?.(event, this.directory) ?? []);
      this.found = [...this.found, ...answers];
    }
    const next = this.after(event);
    if (next === undefined) throw new Error(`event ${event.type} came before the execution started`);
    this.change(next);
    if (event.type !== 'execution-started') return;
    point(join(this.records, 'latest'), this.pipelineExecutionId);
    prune(this.records, this.pipelineExecutionId);
  }

  setTargets(targets: readonly TargetSummary[]): void {
    if (this.lastSummary !== undefined) this.change({ ...this.lastSummary, targets });
  }

  setFaults(faults: readonly StruckFault[]): void {
    if (this.lastSummary !== undefined && faults.length > 0) this.change({ ...this.lastSummary, faults });
  }

  /** Adds what was not rehearsed, each thing once. */
  setNotRehearsed(found: readonly NotRehearsed[]): void {
    if (this.lastSummary === undefined || found.length === 0) return;
    const all = [...(this.lastSummary.notRehearsed ?? []), ...found].map((one) => [JSON.stringify(one), one] as const);
    this.change({ ...this.lastSummary, notRehearsed: [...new Map(all).values()] });
  }

  /** Keeps what an endpoint says of the policies it was to judge. */
  setPermissions(report: unknown, wanted: PermissionMode): void {
    if (this.lastSummary === undefined) return;
    this.judged = judgedPermissions(report, wanted, this.lastSummary);
    writeWhole(join(this.directory, PERMISSIONS), `${JSON.stringify(this.judged, undefined, 2)}\n`);
    const requests = wanted === 'off' ? undefined : judgedRequests(report);
    if (requests !== undefined) writeWhole(join(this.directory, REQUESTS), `${JSON.stringify(requests)}\n`);
  }

  /** Closes the record of an execution that the executor could not bring to an end. */
  abandon(time: string, status: Status, because: string): void {
    if (this.lastSummary !== undefined) this.change(abandon(this.lastSummary, time, status, because));
  }

  /** Says that nobody writes it any more; one whose execution never started is removed. */
  close(): void {
    if (this.lastSummary === undefined) rmSync(this.directory, { recursive: true, force: true });
    else disownRecord(this.directory);
  }

  private after(event: ExecutorEvent): Summary | undefined {
    if (event.type === 'execution-started') return startSummary(event);
    return this.lastSummary && reduce(this.lastSummary, relativeLog(event, this.directory));
  }

  private change(next: Summary): void {
    if (next === this.lastSummary) return;
    this.lastSummary = next;
    writeWhole(join(this.directory, 'summary.json'), `${JSON.stringify(next, undefined, 2)}\n`);
  }
}

const relativeLog = (event: FollowingEvent, directory: string): FollowingEvent => {
  if (event.type !== 'action-started' || !isAbsolute(event.log)) return event;
  return { ...event, log: relative(directory, event.log) };
};

const point = (link: string, target: string): void => {
  const fresh = `${link}.${process.pid}.part`;
  rmSync(fresh, { force: true });
  symlinkSync(target, fresh);
  renameSync(fresh, link);
};

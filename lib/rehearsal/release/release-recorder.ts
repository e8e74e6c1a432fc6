import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { dirname, join, relative } from 'node:path';
import { messageOf } from '../../ground/message-of';
import { UserError } from '../../ground/user-error';
import type { BootstrapTarget } from '../assembly/read-assembly';
import { accessTo, type Entrance } from '../emulator/endpoint';
import type { AskedWithPages } from '../emulator/mailbox';
import type { ExecutorCloud, Start } from '../executor/cloud/cloud';
import type { ApprovalRequest, ExecutorEvent } from '../executor/event';
import { describeError, isPipelineGone } from '../executor/failure';
import type { ArmedFaults } from '../faults/armed-faults';
import { type Emit, timestamp } from '../progress';
import type { CollectedRelease, Collector } from '../record/collector';
import type { PermissionMode } from '../record/permission-record';
import { OpenRecord } from '../record/record';
import type { NotRehearsed } from '../record/summary';
import type { Known } from './approval-policy';
import { deployedPipeline, targetSummaries } from './deployed-pipeline';

/** Whose release is recorded, and where. */
export interface RecordedRelease {
  readonly cloud: ExecutorCloud;
  readonly endpoint: Entrance;
  readonly tools: BootstrapTarget;
  readonly pipelineName: string;
  /** The start at the endpoint that it is, where it is one. */
  readonly start?: Start;
  readonly records: string;
  readonly collectors: readonly Collector[];
  /** Whether policies are judged meanwhile. */
  readonly permissions: PermissionMode;
  /** What is to go wrong. */
  readonly faults: ArmedFaults;
  readonly emit: Emit;
  /** Is told of every approval that waits, with the directory of the record: people can read there by then why. */
  readonly asked: (record: string, asked: AskedWithPages) => void;
  readonly signal: AbortSignal;
}

/** After these events the targets may be others, or in another state. */
const LOOK_AFTER: ReadonlySet<ExecutorEvent['type']> = new Set([
  'execution-started',
  'execution-restarted',
  'stage-ended',
  'execution-ended',
]);

/** Writes the record of a release while it runs: events, what lies in the targets, what collectors bring. */
export class ReleaseRecorder {
  readonly pipelineExecutionId: string;
  readonly record: OpenRecord;
  /** Given with the release's own, and when the record cannot be written. */
  readonly signal: AbortSignal;
  private readonly unwritable = new AbortController();
  private readonly pages = new Map<string, readonly string[]>();
  private looked = Promise.resolve();

  constructor(private readonly release: RecordedRelease) {
    this.pipelineExecutionId = release.start?.pipelineExecutionId ?? randomUUID();
    this.signal = AbortSignal.any([release.signal, this.unwritable.signal]);
    setMaxListeners(0, this.signal);
    this.record = new OpenRecord(release.records, this.pipelineExecutionId, release.collectors);
  }

  /** Records what of the release is not rehearsed. */
  setNotRehearsed(found: readonly NotRehearsed[]): void {
    this.write(() => this.record.setNotRehearsed(found));
  }

  /** Records an event, and looks at the targets after those that may have changed them. */
  handle(event: ExecutorEvent): void {
    this.write(() => this.record.handle(event));
    if (event.type === 'execution-started') this.write(() => this.record.setFaults(this.release.faults.asked));
    if (LOOK_AFTER.has(event.type)) this.look();
  }

  /** Collects what an approval points to. That there is nothing decides nothing here: whoever is asked sees it. */
  async prepareApproval(request: ApprovalRequest): Promise<void> {
    const { records, collectors } = this.release;
    try {
      const found: string[] = [];
      for (const collector of collectors) {
        found.push(...((await collector.beforeApproval?.(request, this.collected())) ?? []));
      }
      const files = found.map((page) => join(this.record.directory, page));
      for (const file of files) this.note(`review of ${request.stageName}: ${relative(dirname(records), file)}`);
      this.pages.set(request.token, files);
    } catch (error) {
      this.note(`the review page of ${request.stageName} cannot be shown: ${describeError(error)}`);
    }
    const { token } = request;
    this.write(() => this.release.asked(this.record.directory, { token, pages: this.pages.get(token) ?? [] }));
  }

  /** What whoever is asked for an approval is to know. */
  async known({ token }: ApprovalRequest): Promise<Known> {
    await this.looked;
    return { summary: this.record.summary, pages: this.pages.get(token) ?? [] };
  }

  /** Waits for the last look at the targets, and collects what the execution left behind. */
  async complete(): Promise<void> {
    this.signal.throwIfAborted();
    await this.looked;
    for (const collector of this.release.collectors) {
      const said = await collector.afterExecution?.(this.collected());
      if (said !== undefined) this.note(said);
    }
    await this.keepPermissions();
    const struck = await this.release.faults.end();
    this.write(() => this.record.setFaults(struck));
  }

  private async keepPermissions(): Promise<void> {
    const { cloud, endpoint, tools, permissions } = this.release;
    const report = permissions === 'off' ? undefined : await cloud.permissionReport(accessTo(endpoint, tools));
    this.write(() => this.record.setPermissions(report, permissions));
  }

  /** Records that the execution came to no end of its own. */
  abandon(why: unknown): void {
    this.write(() => this.record.abandon(timestamp(), 'Failed', messageOf(why)));
  }

  /** Ends the record. One that could not be written stays open, for the next command to close. */
  close(): void {
    this.write(() => this.record.close());
  }

  /** A record that cannot be written ends the release in order, instead of failing in the middle of whatever tells it. */
  private write(change: () => void): void {
    try {
      if (!this.unwritable.signal.aborted) change();
    } catch (error) {
      const message = `the record ${this.record.directory} cannot be written: ${describeError(error)}`;
      this.unwritable.abort(new UserError(message, { exitCode: 1, cause: error }));
    }
  }

  private look(): void {
    const { cloud, endpoint, tools, pipelineName } = this.release;
    this.looked = this.looked.then(async () => {
      const found = await deployedPipeline(cloud, accessTo(endpoint, tools), pipelineName).catch((error: unknown) => {
        if (!isPipelineGone(error)) throw error;
      });
      // Of a pipeline that is gone, what was seen before stays.
      if (!found) return;
      const { targets } = found;
      const access = (target: BootstrapTarget) => accessTo(endpoint, target);
      const summaries = await targetSummaries(cloud, access, targets, this.record.validations);
      this.write(() => this.record.setTargets(summaries));
    });
    // Whoever needs the answer awaits it; until then a failure is no unhandled one.
    this.looked.catch(() => undefined);
  }

  private collected(): CollectedRelease {
    const { cloud, endpoint, tools, pipelineName } = this.release;
    return {
      cloud,
      access: accessTo(endpoint, tools),
      tools,
      pipelineName,
      pipelineExecutionId: this.pipelineExecutionId,
      record: this.record.directory,
    };
  }

  private note(text: string): void {
    this.release.emit({ type: 'note', time: timestamp(), text });
  }
}

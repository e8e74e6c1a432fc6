import { setTimeout } from 'node:timers/promises';
import { UserError } from '../ground/user-error';
import type { Start } from './executor/cloud/cloud';
import type { ExecutorEvent } from './executor/event';
import { describeError } from './executor/failure';
import type { SourceRevision } from './executor/options';
import { shortId } from './git/commit';
import { type Emit, type ProgressEvent, timestamp } from './progress';
import type { RehearsedRelease } from './release/release';

/** An execution that is to be run: of a push, or of a start at the endpoint, which has given it its id. */
export interface Begun {
  readonly revision: SourceRevision;
  readonly start?: Start;
}

/** What a worker needs of the site it works on. */
export interface Work {
  /** See `ExecutorCloud`; undefined where the endpoint starts nothing. */
  awaitStarts(signal: AbortSignal): Promise<readonly Start[] | undefined>;
  takeStart(start: Start): Promise<boolean>;
  /** The revision that a start asks for. */
  revisionOf(start: Start): Promise<SourceRevision>;
  run(begun: Begun, emit: Emit): Promise<RehearsedRelease>;
  readonly emit: Emit;
  /** Hears of every release that has come to its end. */
  ended?(release: RehearsedRelease): void;
  /** Given when the work is to end at once. */
  readonly signal: AbortSignal;
}

const LOOK_MILLISECONDS = 100;

/**
 * Runs executions of a pipeline for as long as it is there: what is pushed and what is started at the endpoint, each a release with
 * its own record, and as many at a time as are started. Which of them waits for which, the endpoint's CodePipeline says.
 */
export class Worker {
  private readonly running = new Set<Promise<void>>();
  private readonly ends: RehearsedRelease[] = [];
  private readonly closed = new AbortController();
  private lastActive = Date.now();
  private failures = 0;
  private begins = Promise.resolve();
  private listens: Promise<void> | undefined;

  constructor(private readonly work: Work) {}

  /** The releases that have ended, oldest first. */
  get releases(): readonly RehearsedRelease[] {
    return this.ends;
  }

  /** How many came to no end of their own. */
  get broken(): number {
    return this.failures;
  }

  /** Takes what is started at the endpoint, where that starts anything. */
  listen(): void {
    this.listens ??= this.takeStarts().catch((error: unknown) => {
      if (!this.closed.signal.aborted && !this.work.signal.aborted) {
        this.note(`nothing is started by the API any more: ${describeError(error)}`);
      }
    });
  }

  /** Begins an execution, when those before it have begun: the order in which they begin is their age. */
  begin(begun: Begun): Promise<void> {
    let hasBegun = (): void => undefined;
    const before = this.begins;
    this.begins = new Promise((resolve) => {
      hasBegun = resolve;
    });
    const run = before
      .then(() => this.run(begun, hasBegun))
      .finally(() => {
        this.running.delete(run);
        hasBegun();
      });
    this.running.add(run);
    return this.begins;
  }

  /** Something has happened: the time until it is idle begins again. */
  active(event: ProgressEvent): void {
    // A release that waits for its retry does nothing, and ends when nobody came.
    if (event.type !== 'execution-ended') this.lastActive = Date.now();
  }

  /** Resolves when nothing has happened for so long, or at once where `quit` is given while nothing runs. */
  async idle(milliseconds: number, quit: AbortSignal): Promise<void> {
    while (this.running.size > 0 || Date.now() < this.lastActive + milliseconds) {
      if (quit.aborted && this.running.size === 0) return;
      this.work.signal.throwIfAborted();
      await setTimeout(LOOK_MILLISECONDS);
    }
  }

  /** Takes nothing more, and waits for what runs. */
  async close(): Promise<void> {
    this.closed.abort();
    await this.listens;
    await Promise.all(this.running);
  }

  private async takeStarts(): Promise<void> {
    const signal = AbortSignal.any([this.closed.signal, this.work.signal]);
    while (!signal.aborted) {
      const starts = await this.work.awaitStarts(signal);
      if (starts === undefined) return;
      for (const start of starts) {
        if (!(await this.work.takeStart(start))) continue;
        await this.begin({ revision: await this.work.revisionOf(start), start });
      }
    }
  }

  /** Never rejects: a release that breaks ends no other. */
  private async run(begun: Begun, hasBegun: () => void): Promise<void> {
    let who = `release of ${shortId(begun.revision.commitId)}`;
    try {
      const release = await this.work.run(begun, (event) => {
        this.active(event);
        if (event.type === 'execution-started') {
          // Two of one commit are told apart.
          who = `release ${event.pipelineExecutionId.slice(0, 8)} of ${shortId(event.commitId)}`;
          hasBegun();
        }
        const text = event.type === 'note' ? event.text : told(event);
        if (text !== undefined) this.note(`${who}: ${text}`);
      });
      this.ends.push(release);
      this.work.ended?.(release);
    } catch (error) {
      this.failures += 1;
      this.note(`${who} came to no end: ${error instanceof UserError ? error.message : describeError(error)}`);
    }
  }

  private note(text: string): void {
    this.work.emit({ type: 'note', time: timestamp(), text });
  }
}

/** An event of a release beside others, in a line; undefined where it is the business of its record. */
const told = (event: Exclude<ProgressEvent, { readonly type: 'note' }>): string | undefined => {
  switch (event.type) {
    case 'execution-started':
      return `execution ${event.pipelineExecutionId} begins`;
    case 'execution-restarted':
      return 'the pipeline changed itself and starts again';
    case 'transition-disabled':
      return `waits in front of ${event.stageName}, whose transition is disabled: ${event.reason}`;
    case 'stage-ended':
      return `${event.stageName} ${event.status}`;
    case 'action-ended':
      return event.status === 'Succeeded' ? undefined : failed(event);
    case 'retry-awaited':
      return `${event.status}: bin/delivery retry runs it on until ${event.until}`;
    case 'execution-ended':
      return `${event.status}${event.cause === undefined ? '' : `, ${event.cause}`}`;
    default:
      return undefined;
  }
};

const failed = ({ action, status, summary }: Extract<ExecutorEvent, { readonly type: 'action-ended' }>): string =>
  `${action.stageName}/${action.actionName} ${status}: ${summary}`;

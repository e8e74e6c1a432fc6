import type { Access, Entry, ExecutorCloud, InFront, Order } from './cloud/cloud';
import type { ApprovalDecision, ApprovalRequest, ConditionMoment } from './event';
import { describeError, Failure } from './failure';
import type { ExecutorOptions } from './options';

/** How an execution goes on that has ended: a stage again, or as if its condition were met. */
export type Resumption = Extract<Order, { readonly kind: 'retry' | 'override' }>;

/** Seconds that the endpoint may wait before it answers that there is no order. */
const PATIENCE_SECONDS = 20;

/**
 * What one execution is told through the endpoint's CodePipeline: answers to approvals, stops, transitions. Where the
 * endpoint takes no orders, nobody but the options is asked.
 */
export class Orders {
  private readonly answers = new Map<string, ApprovalDecision>();
  private readonly wakes = new Set<() => void>();
  private readonly over = new AbortController();
  private abandoned = new AbortController();
  private listening = false;
  private taken = 0;
  private trouble: string | undefined;
  private readonly overrides = new Set<string>();
  private readonly jobs = new Map<string, Extract<Order, { readonly kind: 'job' }>[]>();
  private resumed: Resumption | undefined;
  private stop: { readonly reason: string } | undefined;

  constructor(
    private readonly cloud: ExecutorCloud,
    private readonly tools: Access,
    private readonly options: ExecutorOptions,
  ) {}

  /** Given when the execution is to be abandoned. */
  get abandon(): AbortSignal {
    return this.abandoned.signal;
  }

  /** Why the execution is to start no further action; undefined where it is not, empty where nobody said why. */
  get stopping(): string | undefined {
    return this.stop?.reason;
  }

  /** Why no order can be heard any more, if so. */
  get problem(): string | undefined {
    return this.trouble;
  }

  /** Lets the endpoint know when this process is gone, however it goes; before the execution is noted there. */
  hold(): void {
    const { pipelineName, pipelineExecutionId } = this.options;
    this.cloud
      .hold(this.tools, { pipelineName, pipelineExecutionId }, this.over.signal)
      .catch((error: unknown) => this.fail(`takes this execution for one that nobody runs: ${describeError(error)}`));
  }

  /** Begins to listen, where the endpoint takes orders. */
  async open(): Promise<void> {
    const first = await this.next(0);
    if (first === undefined) return;
    this.listening = true;
    this.take(first);
    void this.listen();
  }

  /** Listens no more. */
  close(): void {
    this.over.abort();
  }

  /**
   * Asks for an approval. Whoever answers first has answered: who is asked here, or PutApprovalResult at the endpoint, which
   * also remembers what was answered here.
   *
   * @throws {Failure} when nobody can answer
   */
  async decided(request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalDecision> {
    const answered = new AbortController();
    const either = AbortSignal.any([signal, answered.signal]);
    const there = this.until(() => this.answers.get(request.token), either);
    const here = this.askHere(request, there, either);
    // The other of the two ends with the signal.
    for (const one of [here, there]) one.catch(() => undefined);
    try {
      return await Promise.race([here, there]);
    } finally {
      answered.abort();
    }
  }

  /**
   * Waits until the execution may enter a stage, or is to do so no more; answers why it still waits where a transition stays
   * disabled for longer than the options wait. Where no orders are given everybody enters.
   */
  async admitted(stageName: string, signal: AbortSignal): Promise<Entry | Required<InFront>> {
    const { cloud, tools, options } = this;
    const { pipelineName, pipelineExecutionId, transitionMilliseconds = Number.POSITIVE_INFINITY } = options;
    const asked = { pipelineName, pipelineExecutionId, stageName };
    let since: { readonly reason: string; readonly at: number } | undefined;
    // Asked without patience at first: who is not let in is to hear of it at once.
    for (let seconds = 0; this.listening; ) {
      if (this.stop !== undefined) return 'stopping';
      const entry = await cloud.enterStage(tools, { ...asked, seconds }, signal);
      if (entry === undefined) break;
      if (typeof entry === 'string') return entry;
      const { disabledReason } = entry;
      if (disabledReason === undefined) since = undefined;
      else if (since?.reason !== disabledReason) {
        since = { reason: disabledReason, at: since?.at ?? performance.now() };
        options.emit({
          type: 'transition-disabled',
          time: new Date().toISOString(),
          stageName,
          reason: disabledReason,
        });
      }
      const left =
        since === undefined ? PATIENCE_SECONDS : (since.at + transitionMilliseconds - performance.now()) / 1000;
      if (disabledReason !== undefined && left <= 0) return { disabledReason };
      seconds = Math.min(PATIENCE_SECONDS, left);
    }
    return 'entered';
  }

  /** How somebody asks to go on; undefined where nobody does before the signal, or can. */
  async resumption(signal: AbortSignal): Promise<Resumption | undefined> {
    if (!this.listening) return undefined;
    // Whatever ends the waiting is told elsewhere: by the signal, or as the problem.
    const asked = await this.until(() => this.resumed, signal).catch(() => undefined);
    this.resumed = undefined;
    return asked;
  }

  /** Whether anything that somebody answers is heard. */
  get hears(): boolean {
    return this.listening;
  }

  /** The next answer to the job that has this token. */
  async answered(token: string, signal: AbortSignal): Promise<Extract<Order, { readonly kind: 'job' }>> {
    const answer = await this.until(() => this.jobs.get(token)?.[0], signal);
    this.jobs.get(token)?.shift();
    return answer;
  }

  /** What ends the look at a condition before its rules do: an override, once, or a stop. */
  interruption(stageName: string, moment: ConditionMoment, signal: AbortSignal): Promise<'Overridden' | 'Abandoned'> {
    return this.until(() => {
      if (this.overrides.delete(`${stageName}/${moment}`)) {
        this.resumed = undefined;
        return 'Overridden';
      }
      return this.stop === undefined ? undefined : 'Abandoned';
    }, signal);
  }

  private async askHere(
    request: ApprovalRequest,
    there: Promise<ApprovalDecision>,
    signal: AbortSignal,
  ): Promise<ApprovalDecision> {
    const { cloud, tools, options, listening } = this;
    const decision = await options.approve(request, signal);
    if (decision === undefined) return listening ? there : NOBODY;
    if (!listening) return decision;
    const { pipelineName } = options;
    return (await cloud.putApprovalResult(tools, { pipelineName, ...request, ...decision })) ? decision : there;
  }

  private async listen(): Promise<void> {
    try {
      while (!this.over.signal.aborted) this.take((await this.next(PATIENCE_SECONDS)) ?? []);
    } catch (error) {
      this.fail(`gives no orders any more: ${describeError(error)}`);
    }
  }

  private fail(because: string): void {
    if (this.over.signal.aborted) return;
    this.trouble ??= `CodePipeline there ${because}`;
    this.wake();
  }

  private next(seconds: number): Promise<readonly Order[] | undefined> {
    const { pipelineName, pipelineExecutionId } = this.options;
    const asked = { pipelineName, pipelineExecutionId, after: this.taken, seconds };
    return this.cloud.awaitOrders(this.tools, asked, this.over.signal);
  }

  private take(orders: readonly Order[]): void {
    this.taken += orders.length;
    for (const order of orders) this.obey(order);
    if (orders.length > 0) this.wake();
  }

  private obey(order: Order): void {
    if (order.kind === 'approval') this.answers.set(order.token, order);
    if (order.kind === 'job') this.jobs.set(order.token, [...(this.jobs.get(order.token) ?? []), order]);
    if (order.kind === 'override') this.overrides.add(`${order.stageName}/${order.condition}`);
    if (order.kind === 'retry' || order.kind === 'override') this.resumed = order;
    if (order.kind === 'retry') {
      // What it was told before is done with.
      this.stop = undefined;
      this.abandoned = new AbortController();
    }
    if (order.kind === 'stop') {
      this.stop = order;
      if (order.abandon) this.abandoned.abort(new Failure('the execution was stopped'));
    }
  }

  private wake(): void {
    for (const wake of [...this.wakes]) wake();
  }

  /** What `look` answers, once that is something. Rejects with the signal, and when no order can come any more. */
  private until<T>(look: () => T | undefined, signal: AbortSignal): Promise<T> {
    return new Promise((found, fail) => {
      const settle = (): void => {
        const value = look();
        if (value === undefined && !signal.aborted && this.trouble === undefined) return;
        this.wakes.delete(settle);
        signal.removeEventListener('abort', settle);
        if (value !== undefined) found(value);
        else fail(signal.aborted ? signal.reason : new Failure(this.trouble ?? 'no order can come'));
      };
      this.wakes.add(settle);
      signal.addEventListener('abort', settle);
      settle();
    });
  }
}

const NOBODY: ApprovalDecision = {
  status: 'Rejected',
  summary: 'there is no terminal to ask at, and the endpoint takes no answers: use --approve with names, or all',
};

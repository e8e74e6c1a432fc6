import type { Access, ExecutionNote, Order, SucceededRun } from '../../../../lib/rehearsal/executor/cloud/cloud';

type JobAnswer = Omit<Extract<Order, { readonly kind: 'job' }>, 'kind' | 'token'>;

/** The part of a cloud in memory that rules of conditions and roll-backs ask; it judges no permissions. */
export abstract class FakeRuleServices {
  readonly calls: string[] = [];
  /** What CodePipeline was told, in order. */
  readonly notes: ExecutionNote[] = [];
  /** States of alarms, one after the other; the last one stays. */
  readonly alarms = new Map<string, readonly string[]>();
  /** What functions answer to jobs, and the jobs that they were given. */
  readonly functions = new Map<string, JobAnswer | readonly JobAnswer[]>();
  readonly invoked: Record<string, unknown>[] = [];

  /** Gives an order to the execution that runs. */
  abstract give(order: Order): void;

  async listActions(_access: Access, _pipeline: string, executionId: string): Promise<readonly SucceededRun[]> {
    return this.notes.flatMap(({ pipelineExecutionId, status, action }) => {
      if (pipelineExecutionId !== executionId || status !== 'Succeeded' || action === undefined) return [];
      const { stageName, actionName, input, output } = action;
      const artifacts = (output?.outputArtifacts ?? []).map(({ name, s3location: at }) => ({ name, at }));
      return [{ stageName, actionName, region: input.region, variables: output?.outputVariables ?? {}, artifacts }];
    });
  }

  /** The execution that has begun last; an endpoint that remembers none by default. */
  newest: string | undefined;

  async newestExecution(): Promise<string | undefined> {
    return this.newest;
  }

  async lastSucceeded(_access: Access, _pipeline: string, stage: string, but: string) {
    const found = this.notes.findLast(
      ({ pipelineExecutionId, status, stageName, action }) =>
        pipelineExecutionId !== but && stageName === stage && status === 'Succeeded' && action === undefined,
    );
    return found && { pipelineExecutionId: found.pipelineExecutionId, commitId: 'c0ffee' };
  }

  async judgePermissions(): Promise<boolean> {
    return false;
  }

  async permissionReport(): Promise<unknown> {
    return undefined;
  }

  async alarmState(access: Access, name: string): Promise<string | undefined> {
    this.calls.push(`alarmState ${name} in ${access.region} as ${access.credentials.accessKeyId}`);
    const [state, ...later] = this.alarms.get(name) ?? [];
    if (later.length > 0) this.alarms.set(name, later);
    return state;
  }

  /** What topics were told, and by whom; those in `closed` let nobody. */
  readonly published: {
    readonly topic: string;
    readonly by: string;
    readonly subject: string;
    readonly text: string;
  }[] = [];
  readonly closed = new Set<string>();

  async publish(access: Access, topic: string, message: { subject: string; text: string }): Promise<void> {
    if (this.closed.has(topic)) throw new Error(`not authorized to perform: SNS:Publish on resource: ${topic}`);
    this.published.push({ topic, by: access.credentials.accessKeyId, ...message });
  }

  async invokeFunction(access: Access, name: string, event: string): Promise<void> {
    this.calls.push(`invokeFunction ${name} as ${access.credentials.accessKeyId}`);
    this.invoked.push(JSON.parse(event)['CodePipeline.job']);
    const { id } = JSON.parse(event)['CodePipeline.job'];
    const [answer, ...later] = [this.functions.get(name) ?? []].flat();
    if (later.length > 0) this.functions.set(name, later);
    if (answer !== undefined) this.give({ kind: 'job', token: id, ...answer });
  }
}

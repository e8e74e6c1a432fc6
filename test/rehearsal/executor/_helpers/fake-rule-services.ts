import type { Access, ExecutionNote, Order } from '../../../../lib/rehearsal/executor/cloud/cloud';

/** The part of a cloud in memory that rules of conditions ask. */
export abstract class FakeRuleServices {
  readonly calls: string[] = [];
  /** What CodePipeline was told, in order. */
  readonly notes: ExecutionNote[] = [];
  /** States of alarms, one after the other; the last one stays. */
  readonly alarms = new Map<string, readonly string[]>();
  /** What functions answer to jobs, and the jobs that they were given. */
  readonly functions = new Map<string, { readonly succeeded: boolean; readonly summary: string }>();
  readonly invoked: Record<string, unknown>[] = [];

  /** Gives an order to the execution that runs. */
  abstract give(order: Order): void;

  async alarmState(access: Access, name: string): Promise<string | undefined> {
    this.calls.push(`alarmState ${name} in ${access.region} as ${access.credentials.accessKeyId}`);
    const [state, ...later] = this.alarms.get(name) ?? [];
    if (later.length > 0) this.alarms.set(name, later);
    return state;
  }

  async invokeFunction(access: Access, name: string, event: string): Promise<void> {
    this.calls.push(`invokeFunction ${name} as ${access.credentials.accessKeyId}`);
    this.invoked.push(JSON.parse(event)['CodePipeline.job']);
    const { id } = JSON.parse(event)['CodePipeline.job'];
    const answer = this.functions.get(name);
    if (answer !== undefined) this.give({ kind: 'job', token: id, ...answer });
  }
}

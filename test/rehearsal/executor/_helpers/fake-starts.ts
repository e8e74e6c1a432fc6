import { EventEmitter, once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type {
  Access,
  Entry,
  FileSettings,
  Image,
  ObjectLocation,
  Start,
} from '../../../../lib/rehearsal/executor/cloud/cloud';
import { FakeRuleServices } from './fake-rule-services';

/** The part of a cloud in memory that says which executions are run, and where they are let in. */
export abstract class FakeStarts extends FakeRuleServices {
  /** Stages whose inbound transition is disabled. */
  readonly disabled = new Set<string>();
  /** What becomes of an execution in front of a stage, where it is not let in. */
  readonly entries = new Map<string, Entry>();
  /** What is to be run; undefined where its CodePipeline starts nothing. */
  starts: Start[] | undefined;
  protected readonly given = new EventEmitter();

  /** Lets everybody in, but for disabled stages and those for which something else is written. */
  async enterStage(_access: Access, { stageName }: { stageName: string }, signal: AbortSignal) {
    if (!this.disabled.has(stageName)) return this.entries.get(stageName) ?? ('entered' as const);
    await Promise.race([setTimeout(5), once(this.given, 'order', { signal })]);
    return { disabledReason: 'freeze' };
  }

  async awaitStarts(_access: Access, { seconds }: { seconds: number }, signal: AbortSignal) {
    if (this.starts?.length === 0 && seconds > 0) await once(this.given, 'start', { signal });
    return this.starts;
  }

  async takeStart(_access: Access, _pipeline: string, pipelineExecutionId: string): Promise<boolean> {
    const place = this.starts?.findIndex((start) => start.pipelineExecutionId === pipelineExecutionId) ?? -1;
    if (place >= 0) this.starts?.splice(place, 1);
    return place >= 0;
  }

  async isTargetOfRule(): Promise<boolean> {
    return false;
  }

  async isTargetOfWebhook(): Promise<boolean> {
    return false;
  }

  /** Files that were deployed, by place. */
  readonly files = new Map<string, { readonly body: string; readonly settings: FileSettings }>();

  async putFile(access: Access, { bucket, key }: ObjectLocation, body: Buffer, settings: FileSettings): Promise<void> {
    this.calls.push(`putFile ${bucket} as ${access.credentials.accessKeyId}`);
    this.files.set(`${bucket}/${key}`, { body: body.toString(), settings });
  }

  /** Images by `repository:tag`. */
  readonly images = new Map<string, Image>();

  async describeImage(access: Access, repository: string, tag: string): Promise<Image | undefined> {
    this.calls.push(`describeImage ${repository}:${tag} as ${access.credentials.accessKeyId}`);
    return this.images.get(`${repository}:${tag}`);
  }

  /** Starts an execution. */
  start(start: Start): void {
    this.starts?.push(start);
    this.given.emit('start');
  }
}

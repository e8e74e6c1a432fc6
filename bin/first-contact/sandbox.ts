import { setTimeout } from 'node:timers/promises';
import { messageOf } from '../../lib/ground/message-of';
import type { Observation } from './observation';

/** Where things are made, and how patiently AWS is asked. */
export interface SandboxOptions {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  /** Begins every name. */
  readonly prefix: string;
  /** Milliseconds for which a refusal may still be one of a policy that has not reached every server yet. */
  readonly patience: number;
  /** Ends the looking; never the clean-up. */
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

type ClientClass<C> = new (settings: { readonly region: string; readonly forcePathStyle?: boolean }) => C;

interface Made {
  readonly what: string;
  readonly remove: () => Promise<unknown>;
}

/** Something that AWS may take. */
export interface Attempt<T> {
  readonly what: string;
  /** Names of the errors that are this refusal and nothing else. */
  readonly refusal: RegExp;
  readonly make: () => Promise<T>;
  readonly remove: (made: T) => Promise<unknown>;
  /** @default the sandbox's; 0 where nothing that is late can be the reason */
  readonly patience?: number;
}

/** Milliseconds between two tries. */
const PAUSE = 2_000;

/** One account for a few minutes: what is made in it, and how it is taken away again. */
export class Sandbox {
  private readonly made: Made[] = [];
  private readonly clients = new Map<unknown, unknown>();
  private readonly once = new Map<string, Promise<unknown>>();

  constructor(readonly at: SandboxOptions) {}

  name(suffix: string): string {
    return `${this.at.prefix}-${suffix}`;
  }

  arn(service: string, resource: string, region: string = this.at.region): string {
    return `arn:${this.at.partition}:${service}:${region}:${this.at.account}:${resource}`;
  }

  /** The client of a service; `AWS_ENDPOINT_URL` says where it is. */
  of<C>(Client: ClientClass<C>): C {
    const known = this.clients.get(Client) as C | undefined;
    if (known) return known;
    const client = new Client({ region: this.at.region, forcePathStyle: true });
    this.clients.set(Client, client);
    return client;
  }

  /** Makes what several rows use once. */
  shared<T>(what: string, make: () => Promise<T>): Promise<T> {
    const known = this.once.get(what) as Promise<T> | undefined;
    if (known) return known;
    const made = make();
    this.once.set(what, made);
    return made;
  }

  /** Makes something and remembers how it is removed; once the looking has ended nothing is made any more. */
  async make<T>(what: string, make: () => Promise<T>, remove: (made: T) => Promise<unknown>): Promise<T> {
    this.at.signal.throwIfAborted();
    const made = await make();
    this.made.push({ what, remove: () => remove(made) });
    return made;
  }

  /**
   * Whether AWS takes something; what it took is undone at once. A refusal is believed when it lasts: a role or a policy that
   * was made a moment ago is not known everywhere.
   */
  async taken<T>({ what, refusal, make, remove, patience = this.at.patience }: Attempt<T>): Promise<Observation> {
    const since = Date.now();
    for (;;) {
      this.at.signal.throwIfAborted();
      try {
        const made = await make();
        const undo: Made = { what, remove: () => remove(made) };
        this.made.push(undo);
        await undo.remove();
        this.made.splice(this.made.indexOf(undo), 1);
        return 'accepted';
      } catch (error) {
        if (!(error instanceof Error) || !refusal.test(error.name)) throw error;
        if (Date.now() - since >= patience) return 'refused';
      }
      await this.pause();
    }
  }

  /** Asks until it is so; false where it is not within the patience. */
  async comes(ask: () => Promise<boolean>): Promise<boolean> {
    const since = Date.now();
    for (;;) {
      if (await ask()) return true;
      if (Date.now() - since >= this.at.patience) return false;
      await this.pause();
    }
  }

  private async pause(): Promise<void> {
    await setTimeout(Math.min(PAUSE, this.at.patience / 4), undefined, { signal: this.at.signal });
  }

  /** Removes everything, the newest first. @returns what could not be, with AWS's words */
  async clean(): Promise<readonly string[]> {
    const left: string[] = [];
    for (const { what, remove } of this.made.splice(0).toReversed()) {
      try {
        await remove();
        this.at.log(`removed ${what}`);
      } catch (error) {
        left.push(`${what}: ${messageOf(error)}`);
      }
    }
    return left;
  }
}

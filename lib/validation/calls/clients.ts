import { setMaxListeners } from 'node:events';
import type { SessionCredentials } from '../../aws/assume-role';
import { type Clock, systemClock } from '../clock';
import { oneSession } from './one-session';
import { documentedRate, modest, type Rate } from './rates';
import { TokenBucket } from './token-bucket';

/** So many pieces of work at the same time, the others wait in the order in which they came. */
export class Slots {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  /** Does some work when there is room for it. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free += 1;
    }
  }
}

/** One attempt at one API call, in the SDK's words, e.g. `CloudWatchLogs` and `DescribeLogGroups`. */
export interface ApiCall {
  readonly service: string;
  readonly operation: string;
}

/** Told of every attempt, repetitions included. */
export interface CallListener {
  /** Before the request leaves. */
  asked?(call: ApiCall): void;
  /** AWS said that this was too fast. */
  throttled?(call: ApiCall): void;
}

/** Where clients look, as whom, and how patiently. */
export interface ClientsOptions {
  readonly region: string;
  /** Asked once for all services. @default the credentials at hand */
  readonly credentials?: () => Promise<SessionCredentials>;
  /** Ends every call, waiting or under way, with its reason. */
  readonly signal?: AbortSignal;
  readonly listener?: CallListener;
  /** @default a modest part of the rate that AWS documents */
  readonly rate?: (service: string, operation: string) => Rate;
  /** @default the machine's clock */
  readonly clock?: Clock;
}

type Next = (args: unknown) => Promise<unknown>;
type Send = (command: unknown, options?: object) => Promise<unknown>;

/** What all clients of the SDK have in common; their own types differ by the commands they take. */
interface SdkClient {
  readonly middlewareStack: object;
}

/** The same client as this file needs it. */
interface AnyClient {
  readonly middlewareStack: {
    addRelativeTo(
      middleware: (next: Next, context: { readonly clientName?: string; readonly commandName?: string }) => Next,
      options: { readonly name: string; readonly relation: 'after'; readonly toMiddleware: 'retryMiddleware' },
    ): void;
  };
  send: Send;
}

/** Settings of every client. */
interface ClientSettings {
  readonly region: string;
  readonly credentials?: () => Promise<SessionCredentials>;
  readonly retryMode: string;
  readonly maxAttempts: number;
  readonly requestHandler: { readonly connectionTimeout: number; readonly requestTimeout: number };
}

type ClientClass<C, S> = new (settings: ClientSettings & S) => C;

/** Calls of one service that may be under way at the same time. */
const CONCURRENCY = 10;

/** With full jitter up to 1, 2, 4 … 20 s between attempts: about half a minute on average before a call is given up. */
const MAX_ATTEMPTS = 8;

const THROTTLED = /throttl|^RequestLimitExceeded$|^SlowDown$|^TooManyRequestsException$/i;

/**
 * The only maker of SDK clients: one per service, and every attempt at a call waits for its turn.
 *
 * - Every operation has a token bucket at the rate AWS documents for it; throttling empties it.
 * - At most {@link CONCURRENCY} calls of a service are under way at the same time.
 * - Throttling and transient failures are tried again by the SDK's standard mode: exponential back-off with full jitter,
 *   and a budget that ends the trying when nothing succeeds any more. Its adaptive mode is not used, because it slows all
 *   operations of a client for the throttling of one. See docs/decisions/pacing-of-the-validation.md.
 */
export class PacedClients {
  private readonly built = new Map<unknown, unknown>();
  private readonly buckets = new Map<string, TokenBucket>();
  private readonly rate: (service: string, operation: string) => Rate;
  private readonly clock: Clock;
  private readonly credentials: (() => Promise<SessionCredentials>) | undefined;

  constructor(private readonly options: ClientsOptions) {
    this.rate = options.rate ?? ((service, operation) => modest(documentedRate(service, operation)));
    this.clock = options.clock ?? systemClock;
    this.credentials = options.credentials && oneSession(options.credentials, this.clock);
    // Every waiting call listens; that is no leak.
    if (options.signal) setMaxListeners(0, options.signal);
  }

  /**
   * The client of a service, built when it is first asked for.
   *
   * @param more settings of this service only, e.g. `{ forcePathStyle: true }`
   */
  of<C extends SdkClient, S extends object = object>(Client: ClientClass<C, S>, more?: S): C {
    const known = this.built.get(Client) as C | undefined;
    if (known) return known;
    const client = new Client({ ...this.settings(), ...more } as ClientSettings & S);
    const any = client as unknown as AnyClient;
    this.pace(any);
    this.interrupt(any);
    this.built.set(Client, client);
    return client;
  }

  private settings(): ClientSettings {
    return {
      region: this.options.region,
      ...(this.credentials && { credentials: this.credentials }),
      retryMode: 'standard',
      maxAttempts: MAX_ATTEMPTS,
      requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000 },
    };
  }

  /** Inside the SDK's retries, so that each attempt takes a token, and before signing, so that no signature grows old. */
  private pace(client: AnyClient): void {
    const { signal, listener } = this.options;
    const slots = new Slots(CONCURRENCY);
    client.middlewareStack.addRelativeTo(
      (next, context) => async (args) => {
        const call = callOf(context);
        const bucket = this.bucket(call);
        await bucket.take(signal);
        return slots.hold(async () => {
          signal?.throwIfAborted();
          listener?.asked?.(call);
          try {
            return await next(args);
          } catch (error) {
            if (error instanceof Error && THROTTLED.test(error.name)) {
              bucket.drain();
              listener?.throttled?.(call);
            }
            throw error;
          }
        });
      },
      { name: 'pace', relation: 'after', toMiddleware: 'retryMiddleware' },
    );
  }

  /** The SDK ends calls and waits on the signal, but says only that it did; we say why. */
  private interrupt(client: AnyClient): void {
    const { signal } = this.options;
    if (!signal) return;
    const send = client.send.bind(client);
    client.send = async (command, options) => {
      try {
        return await send(command, { ...options, abortSignal: signal });
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      }
    };
  }

  private bucket({ service, operation }: ApiCall): TokenBucket {
    const name = `${service}:${operation}`;
    const known = this.buckets.get(name);
    if (known) return known;
    const bucket = new TokenBucket(this.rate(service, operation), this.clock);
    this.buckets.set(name, bucket);
    return bucket;
  }
}

const callOf = ({ clientName = '', commandName = '' }: { clientName?: string; commandName?: string }): ApiCall => ({
  service: clientName.replace(/Client$/, ''),
  operation: commandName.replace(/Command$/, ''),
});

import type { Access } from './executor/cloud/cloud';
import { isAlive } from './process/end-group';
import { Refusal } from './refusal';

/** Something that speaks AWS's protocols: our emulator or another one. */
export interface Endpoint {
  readonly url: string;
  /** The emulator's process; undefined for an endpoint that somebody else runs. */
  readonly pid: number | undefined;
  /** Where its last words are; undefined for an endpoint that somebody else runs. */
  readonly log: string | undefined;
  stop(): Promise<void>;
}

const WATCH_MILLISECONDS = 500;

/** Environment variables that make a command the root of an account; emulators take an access key of 12 digits as that. */
export function credentialsOf(endpoint: string, account: string, region: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: account,
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  };
}

/** The same for calls of our own. */
export const accessTo = (account: string, region: string): Access => ({
  credentials: { accessKeyId: account, secretAccessKey: 'test' },
  region,
});

/** An endpoint the user runs. Throws {@link Refusal} for AWS itself: a rehearsal deploys without asking. */
export function givenEndpoint(text: string): Endpoint {
  if (!URL.canParse(text)) throw new Refusal(`AWS_ENDPOINT_URL must be a URL, got "${text}"`);
  const { hostname } = new URL(text);
  if (/(^|\.)(amazonaws\.com(\.cn)?|api\.aws)$/.test(hostname)) {
    throw new Refusal(`AWS_ENDPOINT_URL is ${text}, which is AWS itself: a rehearsal runs on an emulator, unset it`);
  }
  return { url: text.replace(/\/$/, ''), pid: undefined, log: undefined, stop: async () => undefined };
}

/** The emulator of a kept session, which only `bin/delivery down` ends. */
export const keptEndpoint = (session: { readonly endpoint: string; readonly emulatorPid: number }): Endpoint => ({
  url: session.endpoint,
  pid: session.emulatorPid,
  log: undefined,
  stop: async () => undefined,
});

/** Calls back once when the endpoint's process has gone; answers how to stop watching. */
export function watch(endpoint: Endpoint, onDeath: () => void): () => void {
  const { pid } = endpoint;
  if (pid === undefined) return () => undefined;
  const timer = setInterval(() => {
    if (isAlive(pid)) return;
    clearInterval(timer);
    onDeath();
  }, WATCH_MILLISECONDS);
  return () => clearInterval(timer);
}

export const ownEndpoint = async (_context: unknown, _directory: string): Promise<Endpoint> => {
  throw new Refusal('not yet');
};

import { isAws } from '../../ground/is-aws';
import { UserError } from '../../ground/user-error';
import type { BootstrapTarget } from '../assembly/read-assembly';
import type { Access } from '../executor/cloud/cloud';
import { isAlive } from '../process/end-group';

/** Where an emulator is, and what the root users of its accounts sign with: whoever has both is root there. */
export interface Entrance {
  /** `http://localhost:PORT`, in exactly these words. */
  readonly url: string;
  readonly secret: string;
}

/** Variables that make a command the root user of an account of the emulator. */
export const credentialsOf = (
  entrance: Entrance,
  account: string,
  region: string,
): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: entrance.url,
  AWS_ACCESS_KEY_ID: account,
  AWS_SECRET_ACCESS_KEY: entrance.secret,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
});

/** Something that speaks AWS's protocols: our emulator or another one. */
export interface Endpoint extends Entrance {
  /** How Lambda functions run there, where it is our own emulator and this process has started it. */
  readonly functions?: string;
  /** The emulator's process; undefined for an endpoint that somebody else runs. */
  readonly pid: number | undefined;
  /** Answers its last words once it has ended; undefined for an endpoint that this process did not start. */
  readonly exited: Promise<string> | undefined;
  stop(): Promise<void>;
}

const WATCH_MILLISECONDS = 500;
const ANSWER_MILLISECONDS = 30_000; // where nobody listens the system says so at once

/** Calls of our own as the root user of an account; emulators take an access key of 12 digits as that. */
export const accessTo = ({ secret }: Entrance, { account, region }: BootstrapTarget): Access => ({
  credentials: { accessKeyId: account, secretAccessKey: secret },
  region,
});

/** What is signed with at an endpoint that somebody else runs and that nobody told us the secret of: most check none. */
const ANY_SECRET = 'test';

/**
 * The secret of an emulator of ours, as its instructions put it into the environment beside an access key of 12 digits.
 * Any other key is the user's own, and its secret goes nowhere.
 */
export const secretIn = (env: Readonly<Record<string, string | undefined>>): string =>
  (/^\d{12}$/.test(env['AWS_ACCESS_KEY_ID'] ?? '') ? env['AWS_SECRET_ACCESS_KEY'] : undefined) ?? ANY_SECRET;

/** An endpoint the user runs. @throws {UserError} when it is AWS: a rehearsal deploys without asking */
export const givenEndpoint = (text: string, secret: string): Endpoint => {
  if (!URL.canParse(text)) throw new UserError(`AWS_ENDPOINT_URL must be a URL, got "${text}"`);
  if (isAws(text)) {
    throw new UserError(`AWS_ENDPOINT_URL is ${text}, which is AWS itself: a rehearsal runs on an emulator, unset it`);
  }
  return { url: text.replace(/\/$/, ''), secret, pid: undefined, exited: undefined, stop: async () => undefined };
};

/** True when something answers there, whatever it says. */
export const answers = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(ANSWER_MILLISECONDS) }).then(
    () => true,
    () => false,
  );

/** @throws {UserError} when nothing answers at an endpoint */
export const reachable = async (endpoint: Endpoint): Promise<Endpoint> => {
  if (await answers(endpoint.url)) return endpoint;
  throw new UserError(
    `AWS_ENDPOINT_URL is ${endpoint.url}, and nothing answers there: start it, or unset the variable`,
  );
};

interface KeptEmulator {
  readonly endpoint: string;
  readonly secret: string;
  readonly emulatorPid: number;
}

/** The emulator of a kept session, which only `bin/delivery down` ends. */
export const keptEndpoint = (session: KeptEmulator): Endpoint => ({
  url: session.endpoint,
  secret: session.secret,
  pid: session.emulatorPid,
  exited: undefined,
  stop: async () => undefined,
});

/** Calls back once, with its last words, when the endpoint's process has gone; answers how to stop watching. */
export const watch = ({ pid, exited }: Endpoint, onDeath: (lastWords: string) => void): (() => void) => {
  let watching = true;
  const stop = (): void => {
    watching = false;
    clearInterval(timer);
  };
  const tell = (lastWords: string): void => {
    if (watching) onDeath(lastWords);
    stop();
  };
  const timer = setInterval(() => {
    if (exited === undefined && pid !== undefined && !isAlive(pid)) tell('it was not started by this command');
  }, WATCH_MILLISECONDS);
  exited?.then(tell);
  return stop;
};

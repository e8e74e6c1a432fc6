import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { messageOf } from '../ground/message-of';
import { UserError } from '../ground/user-error';
import { readForm, sendResponse } from './adapter';
import { cookieName, isOurHost, type Turned, turnedFromGit, turnedFromPages } from './door/door';
import { SAFE } from './door/headers';
import { isSecret, type Keys, makeKeys } from './door/keys';
import { type Followed, Live, MOST_STREAMS } from './live/live';
import { actionOf } from './pages/stages';
import { PastReleases } from './records';
import { routesOf } from './routes';
import type { Served } from './served';
import { PipelineState } from './snapshot';

/** A server that answers. */
export interface Serving {
  /** With the key to its pages. */
  readonly url: string;
  /** With the key to its repository. */
  readonly remote: string;
  /** Something has happened: pages that are open show it. */
  changed(): void;
  close(): Promise<void>;
}

/** Whoever is slower than that is cut off: with the head of a request, with all of it (a push may be large), and with nothing at all. */
const PATIENCE = {
  headersTimeout: 5_000,
  requestTimeout: 120_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
};
const IDLE_MILLISECONDS = 30_000;
const MOST_CONNECTIONS = 512;

/** What somebody else has done to the pipeline is looked for so often, while somebody has a page open. */
const LOOK_MILLISECONDS = 2_000;

const REPOSITORY = '/pipeline.git';

/**
 * Serves the pages and the remote of a pipeline, to this machine's loopback interface alone.
 *
 * @param port @default one that is free
 * @throws {UserError} when the port is taken
 */
export const startServing = async (served: Served, port = 0): Promise<Serving> => {
  const keys = makeKeys();
  const live = new Live();
  const state = new PipelineState(served.pipeline);
  const releases = new PastReleases(served.records);
  const server = createServer(PATIENCE);
  server.maxConnections = MOST_CONNECTIONS;
  server.setTimeout(IDLE_MILLISECONDS);
  const at = await listening(server, port);
  const remote = `http://push:${keys.push}@127.0.0.1:${at}${REPOSITORY}`;
  const changed = (): void => {
    state.forget();
    live.changed();
  };
  const pushCommand = `git push ${remote} HEAD:${served.branch}`;
  const app = routesOf({ served, state, releases, formKey: keys.form, pushCommand, changed });
  const house = { served, keys, port: at, live, releases, answer: (request: Request) => app.fetch(request) };
  server.on('request', (request, response) => void receive(request, response, house));
  const watch = watching(live, state);
  return {
    url: `http://127.0.0.1:${at}/enter/${keys.enter}`,
    remote,
    changed,
    async close() {
      clearInterval(watch);
      live.close();
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
};

/** @throws {UserError} when the port is taken */
export const requireFreePort = async (port: number | undefined): Promise<void> => {
  if (port === undefined) return;
  const server = createServer();
  await listening(server, port);
  await new Promise((done) => server.close(done));
};

const listening = (server: Server, port: number): Promise<number> =>
  new Promise((done, fail) => {
    server.once('error', (error) => {
      fail(
        new UserError(`--port ${port} cannot be listened to: ${messageOf(error)}: name another one, or none`, {
          cause: error,
        }),
      );
    });
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => done((server.address() as AddressInfo).port));
  });

/** Tells pages of what nothing here has done. */
const watching = (live: Live, state: PipelineState): NodeJS.Timeout => {
  let last = '';
  return setInterval(() => {
    if (live.size === 0) return;
    state.now().then(
      (snapshot) => {
        const now = JSON.stringify(snapshot);
        if (last !== '' && now !== last) live.changed();
        last = now;
      },
      // An endpoint that does not answer is told by the page that asks it.
      () => live.changed(),
    );
  }, LOOK_MILLISECONDS);
};

interface House {
  readonly served: Served;
  readonly keys: Keys;
  readonly port: number;
  readonly live: Live;
  readonly releases: PastReleases;
  answer(request: Request): Response | Promise<Response>;
}

/** Answers a request, whatever it is. */
const receive = async (request: IncomingMessage, response: ServerResponse, house: House): Promise<void> => {
  try {
    for (const [name, value] of Object.entries(SAFE)) response.setHeader(name, value);
    if (!isOurHost(request, house.port))
      return turn(response, { status: 403, because: 'this server has another name' });
    const url = new URL(request.url ?? '/', `http://127.0.0.1:${house.port}`);
    if (url.pathname.startsWith(`${REPOSITORY}/`)) return await receiveGit(request, response, url, house);
    const [, given] = /^\/enter\/([^/]+)$/.exec(url.pathname) ?? [];
    if (given !== undefined && request.method === 'GET' && isSecret(given, house.keys.enter))
      return enter(response, house);
    const turned = turnedFromPages(request, house.port, house.keys);
    if (turned !== undefined) return turn(response, turned);
    if (url.pathname === '/live') return follow(request, response, url, house);
    const body = request.method === 'POST' ? await readForm(request) : undefined;
    const { method = 'GET' } = request;
    await sendResponse(await house.answer(new Request(url, { method, ...(body !== undefined && { body }) })), response);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else turn(response, { status: 500, because: messageOf(error) });
  }
};

const receiveGit = async (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  { keys, served }: House,
): Promise<void> => {
  const turned = turnedFromGit(request, keys);
  if (turned !== undefined) return turn(response, turned);
  // Whoever pushes waits for the answer to it.
  request.socket.setTimeout(0);
  await served.git(url.pathname.slice(REPOSITORY.length), request, response);
};

/** Gives the cookie, and goes to the pages as if from here: a link from elsewhere would leave a strict cookie behind. */
const enter = (response: ServerResponse, { keys, port }: House): void => {
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'",
    'set-cookie': `${cookieName(port)}=${keys.session}; HttpOnly; SameSite=Strict; Path=/`,
  });
  response.end(
    '<!doctype html><html lang="en"><meta http-equiv="refresh" content="0; url=/"><title>Enter</title><p><a href="/">To the pipeline</a></p></html>',
  );
};

const follow = (request: IncomingMessage, response: ServerResponse, url: URL, { live, releases }: House): void => {
  const log = followedIn(url, request, releases);
  request.socket.setTimeout(0);
  if (!live.open(response, log))
    turn(response, { status: 503, because: `${MOST_STREAMS} pages are open already: close some` });
};

/** Which log a stream follows, if any, and from where: a browser that comes back says how much it has. */
const followedIn = (
  { searchParams }: URL,
  { headers }: IncomingMessage,
  releases: PastReleases,
): Followed | undefined => {
  const [id, stage, action, from] = ['execution', 'stage', 'action', 'from'].map(
    (name) => searchParams.get(name) ?? '',
  );
  const found = actionOf(releases.find(`${id}`), `${stage}`, `${action}`);
  if (found === undefined) return undefined;
  const at = Number(headers['last-event-id'] ?? from);
  return { file: join(releases.directory, `${id}`, found.log), from: Number.isSafeInteger(at) && at >= 0 ? at : 0 };
};

/** What is still on its way to somebody who is turned away is taken for so long, or he would not hear why. */
const LEAVING_MILLISECONDS = 1_000;

/** Says why not, and hears nothing more of it. */
const turn = (response: ServerResponse, { status, because, headers = {} }: Turned): void => {
  const text = Buffer.from(`${because}\n`);
  const kind = { 'content-type': 'text/plain; charset=utf-8', 'content-length': String(text.length) };
  response.writeHead(status, { ...kind, connection: 'close', ...headers });
  response.write(text);
  const { req: request } = response;
  const late = setTimeout(() => response.end(), LEAVING_MILLISECONDS);
  request.once('close', () => clearTimeout(late));
  request.once('end', () => response.end());
  if (request.complete) response.end();
  else request.resume();
};

import { mkdirSync, writeFileSync } from 'node:fs';
import { type ClientRequest, get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { executionId } from '../../bench/served-releases';
import { MOST_STREAMS } from '../../lib/serve/live/live';
import { requireFreePort } from '../../lib/serve/server';
import { type Answered, type Asking, ask, type House, openHouse, WAITS } from './_helpers/house';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const FORM = 'application/x-www-form-urlencoded';

const at = (path: string): URL => new URL(path, house.serving.url);

/** A request of the page's own, with some of it changed. */
const asPage = (path: string, { headers = {}, ...asking }: Asking = {}): Promise<Answered> =>
  ask(at(path), {
    ...asking,
    headers: {
      cookie: house.cookie,
      ...(asking.method === 'POST' && { origin: at('/').origin, 'content-type': FORM }),
      ...headers,
    },
  });

const answer = (changes: Readonly<Record<string, string>> = {}): string => {
  const { stageName: stage, actionName: action, pipelineExecutionId: execution, token } = WAITS;
  const fields = { key: house.key, stage, action, execution, token, answer: 'Approved', comment: 'fine' };
  return new URLSearchParams({ ...fields, ...changes }).toString();
};

const send = (body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Promise<Answered> =>
  asPage('/answers', { method: 'POST', body, headers: { 'content-length': String(body.length), ...headers } });

describe('nothing is shown', () => {
  test.each<[string, number, () => Promise<Answered>]>([
    ['without a cookie', 401, () => ask(at('/'), {})],
    ['with a cookie of another start', 401, () => asPage('/', { headers: { cookie: `${house.cookie}x` } })],
    ['to a key that is none', 401, () => ask(at('/enter/another'), {})],
    ['by another name', 403, () => asPage('/', { headers: { host: `rebound.example:${at('/').port}` } })],
    ['by no port', 403, () => asPage('/', { headers: { host: '127.0.0.1' } })],
    ['to another site', 403, () => asPage('/', { headers: { 'sec-fetch-site': 'cross-site' } })],
    ['to another port of this machine', 403, () => asPage('/live', { headers: { 'sec-fetch-site': 'same-site' } })],
    ['of a log to whoever has not entered', 401, () => ask(at('/live'), {})],
    [
      'outside of the pages of a release',
      404,
      () => asPage(`/executions/${executionId(2)}/reports/..%2f..%2fsummary.json`),
    ],
    ['of a release that is none', 404, () => asPage('/executions/..%2f..%2fetc')],
    ['of a log that is none', 404, () => asPage(`/executions/${executionId(2)}/logs/Build/..%2f..%2fsummary`)],
    ['to an address that nobody can read', 404, () => asPage(`/executions/${executionId(2)}/reports/%E0%A4%A`)],
    ['of an execution by such an address', 404, () => asPage('/executions/%E0%A4%A')],
    ['of a page that is none', 404, () => asPage('/wp-login.php')],
  ])('%s', async (_, status, asked) => {
    const answered = await asked();
    expect(answered.status).toBe(status);
    expect(answered.text).not.toContain('served</bdi>');
    expect(answered.text).not.toContain(house.key);
  });
});

describe('nothing is done', () => {
  test.each<[string, number, () => Promise<Answered>]>([
    ['without a cookie', 401, () => send(answer(), { cookie: '' })],
    ['from another origin', 403, () => send(answer(), { origin: 'https://elsewhere.example' })],
    ['from another port', 403, () => send(answer(), { origin: 'http://127.0.0.1:1' })],
    ['from no origin that is told', 403, () => send(answer(), { origin: 'null' })],
    ['from another site', 403, () => send(answer(), { 'sec-fetch-site': 'cross-site' })],
    ['without the key of the forms', 409, () => send(answer({ key: '' }))],
    ['with the key of other forms', 409, () => send(answer({ key: `${house.key}x` }))],
    ['by a text that is no form', 415, () => send(answer(), { 'content-type': 'text/plain' })],
    ['by a form of ten megabytes', 413, () => send(Buffer.alloc(10 * 1024 * 1024, 'x'))],
    [
      'by a form without its length',
      411,
      () => asPage('/answers', { method: 'POST', headers: { 'transfer-encoding': 'chunked' }, body: answer() }),
    ],
    ['by another method', 405, () => asPage('/answers', { method: 'PUT' })],
    ['by looking', 404, () => asPage(`/answers?${answer()}`)],
    ['to the approval of another execution', 409, () => send(answer({ execution: executionId(1) }))],
    ['by an answer that is none', 409, () => send(answer({ answer: 'Maybe' }))],
    ['without a token', 409, () => send(answer({ token: '' }))],
    ['with a longer comment than is kept', 409, () => send(answer({ comment: 'x'.repeat(513) }))],
  ])('%s', async (_, status, asked) => {
    expect((await asked()).status).toBe(status);
    expect(house.done).toEqual([]);
  });
});

test('a port that is taken is refused', async () => {
  await expect(requireFreePort(Number(at('/').port))).rejects.toThrow(
    /^--port \d+ cannot be listened to: .*EADDRINUSE/,
  );
  await requireFreePort(undefined);
});

describe('git is answered', () => {
  const REFS = '/pipeline.git/info/refs?service=git-receive-pack';
  const basic = (password: string): string => `Basic ${Buffer.from(`push:${password}`).toString('base64')}`;

  test.each<[string, number, () => Asking]>([
    ['nothing without a password', 401, () => ({})],
    ['nothing with the cookie of the pages', 401, () => ({ headers: { cookie: house.cookie } })],
    [
      'nothing with the key of the pages',
      401,
      () => ({ headers: { authorization: basic(house.serving.url.split('/').at(-1) ?? '') } }),
    ],
    [
      'nothing in a browser',
      403,
      () => ({ headers: { authorization: basic(new URL(house.serving.remote).password), 'sec-fetch-site': 'none' } }),
    ],
  ])('%s', async (_, status, asking) => {
    expect((await ask(at(REFS), asking())).status).toBe(status);
  });
});

test('a page lets nothing in from elsewhere, and a report nothing out', async () => {
  const { headers } = await asPage('/');
  expect(headers['content-security-policy']).toContain("default-src 'none'; style-src 'self'; script-src 'self'");
  expect(headers['content-security-policy']).not.toContain('unsafe');
  const review = join(house.records, executionId(2), 'review');
  mkdirSync(review);
  writeFileSync(join(review, 'prod.html'), '<!doctype html><title>Review</title>');
  const report = await asPage(`/executions/${executionId(2)}/reports/review/prod.html`);
  expect([report.status, report.headers['content-security-policy']]).toEqual([
    200,
    expect.stringMatching(/^sandbox allow-scripts; default-src 'none'/),
  ]);
  expect((await asPage(`/executions/${executionId(2)}/decisions/prod/Approve`)).text).toContain(
    'sandbox="allow-scripts"',
  );
});

describe('of those who take what they are not given', () => {
  /** What a connection is told until it is closed. */
  const told = (socket: Socket): Promise<string> =>
    new Promise((done) => {
      let text = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      socket.on('error', () => done(text));
      socket.on('close', () => done(text));
    });

  test('two hundred open streams, fifty are told, and the pages are there for everybody', async () => {
    const opened: ClientRequest[] = [];
    const statuses = await Promise.all(
      Array.from(
        { length: 200 },
        () =>
          new Promise<number>((done, fail) => {
            const headers = { cookie: house.cookie };
            const asked = get(at('/live'), { headers, agent: false }, (response) => done(response.statusCode ?? 0));
            asked.on('error', fail);
            opened.push(asked);
          }),
      ),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(MOST_STREAMS);
    expect(statuses.filter((status) => status === 503)).toHaveLength(200 - MOST_STREAMS);
    expect((await asPage('/')).status).toBe(200);
    for (const each of opened) each.on('error', () => undefined).destroy();
  });

  test('one that sends its head, or its form, a letter at a time is cut off', async () => {
    const port = Number(at('/').port);
    const head = connect(port, '127.0.0.1');
    head.write('GET / HTTP/1.1\r\nHost: 127.0.0.1');
    const form = connect(port, '127.0.0.1');
    const fields = [
      `Host: 127.0.0.1:${port}`,
      `Cookie: ${house.cookie}`,
      `Origin: ${at('/').origin}`,
      `Content-Type: ${FORM}`,
      'Content-Length: 500',
    ];
    form.write(`POST /answers HTTP/1.1\r\n${fields.join('\r\n')}\r\n\r\nkey=`);
    const slow = setInterval(() => form.write('x'), 500);
    const [, said] = await Promise.all([told(head), told(form)]);
    clearInterval(slow);
    expect(said).not.toContain('303');
    expect(house.done).toEqual([]);
  });
});

import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { anotherUser, asAnotherUser, testWith } from '../../_helpers/needs';
import { type OwnBrowser, startBrowser } from '../../reports/_helpers/browser';
import { type Attempt, attempts } from './_attacks/knock';
import { command, type Running, runEmulator } from './running-emulator';

const ACCOUNT = '222222222222';
/** A name of the attacker's that leads to this machine by now: DNS rebinding. */
const REBOUND = 'rebound.example';

/** What an attempt came to: a status and what could be read of the answer; null where the browser gave nothing out. */
type Got = { readonly status: number; readonly text: string } | null;

let running: Running;
let port: number;

const aws = async (...argv: readonly string[]): Promise<string> => {
  const { code, output } = await command(running, ACCOUNT, 'aws', ...argv);
  if (code !== 0) throw new Error(output);
  return output;
};

/** Every function that has run has a log group. */
const functionsThatRan = async (): Promise<readonly { readonly logGroupName: string }[]> =>
  JSON.parse(await aws('logs', 'describe-log-groups')).logGroups;

/** Nothing was read, made or emptied, and no code ran. */
const expectUntouched = async (): Promise<void> => {
  expect(await functionsThatRan()).toEqual([]);
  expect(JSON.parse(await aws('cloudformation', 'describe-stacks')).Stacks).toEqual([]);
  expect(await aws('s3', 'cp', 's3://treasure/secret.txt', '-')).toBe('gold');
};

beforeAll(async () => {
  running = await runEmulator();
  port = Number(new URL(running.emulator.endpoint).port);
  const gold = join(running.directory, 'gold');
  writeFileSync(gold, 'gold');
  await aws('s3', 'mb', 's3://treasure');
  await aws('s3', 'cp', gold, 's3://treasure/secret.txt');
});
afterAll(() => running?.end());

test('the attempts are real: with the secret of this emulator the same stack is made and its code runs', async () => {
  const [first] = attempts(
    `localhost:${port}`,
    running.emulator.environment(ACCOUNT, 'us-east-1')['AWS_SECRET_ACCESS_KEY'],
  );
  if (first === undefined) throw new Error('there are no attempts');
  const answer = await fetch(`http://localhost:${port}${first.path}`, first as RequestInit);
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('<StackId>')]);
  const groups = await functionsThatRan();
  expect(groups).toHaveLength(1);
  await aws('cloudformation', 'delete-stack', '--stack-name', 'evil');
  for (const { logGroupName: name } of groups) await aws('logs', 'delete-log-group', '--log-group-name', name);
});

describe('a web page in a real browser', () => {
  let attacker: Server;
  let own: OwnBrowser;
  let elsewhere: string;

  beforeAll(async () => {
    attacker = createServer((_, answer) =>
      answer.setHeader('content-type', 'text/html').end('<title>harmless</title>'),
    );
    await new Promise<void>((done) => attacker.listen(0, '127.0.0.1', done));
    elsewhere = `http://localhost:${(attacker.address() as AddressInfo).port}/`;
    own = await startBrowser({ args: [`--host-resolver-rules=MAP ${REBOUND} 127.0.0.1`] });
  });
  afterAll(async () => {
    await own?.close();
    attacker?.close();
  });

  /** Everything a script of the page can try at an address, in both of fetch's modes. */
  const tryAll = async (page: Page, base: string): Promise<readonly Got[]> => {
    const all = attempts(new URL(base).host);
    return page.evaluate(
      async ([tried, to]) => {
        const got: Got[] = [];
        for (const { path, method, headers, body } of tried as readonly Attempt[]) {
          for (const mode of ['cors', 'no-cors'] as const) {
            const request = { method, headers, mode, ...(body === undefined ? {} : { body }) };
            const answer = await fetch(to + path, request).catch(() => undefined);
            got.push(
              answer === undefined || answer.type === 'opaque'
                ? null
                : { status: answer.status, text: await answer.text() },
            );
          }
        }
        return got;
      },
      [all, base] as const,
    );
  };

  test('of another port reads nothing and does nothing', async () => {
    const page = await (await own.newContext()).newPage();
    await page.goto(elsewhere);
    for (const name of ['localhost', '127.0.0.1', 'bucket.localhost']) {
      const got = await tryAll(page, `http://${name}:${port}`);
      expect(got.filter((answer) => answer !== null)).toEqual([]);
    }
    await expectUntouched();
    await page.context().close();
  });

  test('of a name that was rebound to this machine is refused, although it is of one origin with the emulator', async () => {
    const page = await (await own.newContext()).newPage();
    const landed = await page.goto(`http://${REBOUND}:${port}/`);
    expect(landed?.status()).toBe(403);
    const got = await tryAll(page, `http://${REBOUND}:${port}`);
    const answered = got.filter((answer) => answer !== null);
    expect(answered.length).toBeGreaterThan(0);
    for (const { status, text } of answered) expect([status, text]).toEqual([403, expect.stringMatching(/refuses/)]);
    await expectUntouched();
    await page.context().close();
  });

  test('that sends a form, opens the address or puts it into a frame, an image and a script gets nothing', async () => {
    const page = await (await own.newContext()).newPage();
    await page.goto(elsewhere);
    const to = `http://localhost:${port}`;
    const statuses: number[] = [];
    page.on('response', (answer) => {
      if (answer.url().startsWith(to)) statuses.push(answer.status());
    });
    await page.setContent(
      `<iframe src="${to}/treasure/secret.txt"></iframe><img src="${to}/treasure/secret.txt">
       <script src="${to}/treasure/secret.txt"></script>
       <form method="post" action="${to}/moto-api/reset" enctype="text/plain"><input name="a"><button>go</button></form>`,
    );
    await Promise.all([page.waitForNavigation(), page.click('button')]);
    const opened = await page.goto(`${to}/treasure/secret.txt`);
    expect(opened?.status()).toBe(403);
    expect([...new Set(statuses)]).toEqual([403]);
    await expectUntouched();
    await page.context().close();
  });
});

/** What another user's program can try: all requests, and every file and process of this emulator. */
const INTRUDER = `
const { readFileSync, readdirSync } = require('node:fs');
const { attempts, base, places } = JSON.parse(process.env.TASK);
const reading = (place) => {
  for (const read of [() => readFileSync(place), () => readdirSync(place)]) {
    try { read(); return place; } catch (error) { if (!['EACCES', 'EPERM', 'EISDIR', 'ENOTDIR'].includes(error.code)) throw error; }
  }
  return null;
};
(async () => {
  const statuses = [];
  for (const { path, ...request } of attempts) statuses.push((await fetch(base + path, request)).status);
  console.log(JSON.stringify({ uid: process.getuid(), statuses, readable: places.map(reading).filter(Boolean) }));
})();
`;

testWith(anotherUser, 'another user of the machine gets nothing: no call, no file, no process', async () => {
  const state = join(running.directory, 'state');
  const task = {
    attempts: attempts(`localhost:${port}`),
    base: `http://localhost:${port}`,
    places: [state, join(state, 'requests.log'), running.emulator.logFile, `/proc/${running.emulator.pid}/environ`],
  };
  const [file, ...args] = asAnotherUser([process.execPath, '--eval', INTRUDER]);
  const env = { PATH: process.env['PATH'], TASK: JSON.stringify(task) };
  const { stdout } = await promisify(execFile)(file, args, { cwd: '/', env });
  const { uid, statuses, readable } = JSON.parse(stdout);
  expect(uid).not.toBe(process.getuid?.());
  expect(statuses.filter((status: number) => status !== 403 && status !== 404)).toEqual([]);
  expect(readable).toEqual([]);
  await expectUntouched();
});

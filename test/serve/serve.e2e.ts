import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type App, foreignApp } from '../rehearsal/_helpers/app';
import { type OwnBrowser, startBrowser } from '../reports/_helpers/browser';
import { complaints } from '../reports/_helpers/open';
import { type RunningServe, serveApp } from './_helpers/serving';

/** As long as a release may take on a machine that does other things, too. */

let app: App;
let serve: RunningServe;
let browser: OwnBrowser;
let page: Page;
const noise: string[] = [];

beforeAll(async () => {
  app = foreignApp();
  [serve, browser] = await Promise.all([serveApp(app, ['--permissions', 'off']), startBrowser()]);
  page = await (await browser.newContext()).newPage();
  page.on('console', (message) => noise.push(message.text()));
  page.on('pageerror', (error) => noise.push(error.message));
  await page.goto(serve.url);
  await page.waitForURL((url) => url.pathname === '/');
});

afterAll(async () => {
  await browser?.close();
});

const verdict = (word: string) => page.locator('.verdict', { hasText: word }).waitFor();

/** What a form of a page says, field by field. */
const saidBy = async (form: string): Promise<Readonly<Record<string, string>>> =>
  (await page.evaluate(`Object.fromEntries(new FormData(document.querySelector('${form}')))`)) as Record<
    string,
    string
  >;

/** Sends a form as the page itself would, and answers status and text. */
const send = async (address: string, fields: Readonly<Record<string, string>>): Promise<readonly [number, string]> => {
  const sent = `fetch(${JSON.stringify(address)}, { method: 'POST', body: new URLSearchParams(${JSON.stringify(fields)}) })`;
  return (await page.evaluate(`${sent}.then(async (answer) => [answer.status, await answer.text()])`)) as [
    number,
    string,
  ];
};

let first: Readonly<Record<string, string>> = {};

test('a push is a release that is watched live, with its log', async () => {
  await verdict('Ready');
  expect(await complaints(page)).toEqual([]);
  expect(await serve.push()).toContain('starts');
  await verdict('In progress');
  const log = await page.context().newPage();
  await page.locator('#stage\\.Build').getByRole('link', { name: 'Synth' }).waitFor();
  await log.goto(
    new URL((await page.locator('#stage\\.Build a', { hasText: 'Synth' }).getAttribute('href')) ?? '', page.url()).href,
  );
  expect(await log.locator('#log').textContent()).not.toContain('Phase complete: BUILD');
  await log.locator('#log', { hasText: 'Phase complete: BUILD' }).waitFor();
  await log.locator('.verdict', { hasText: 'Succeeded' }).waitFor();
  expect(await complaints(log)).toEqual([]);
  await log.close();
});

test('what waits is approved with a comment, beside what it changes', async () => {
  await verdict('prod waits for you');
  expect(await complaints(page)).toEqual([]);
  await page.getByRole('link', { name: 'Decide with what it changes beside it' }).click();
  expect(await page.locator('.patch').textContent()).toContain('+++ b/app.js');
  expect(await complaints(page)).toEqual([]);
  first = await saidBy('#answer form');
  await page.getByLabel('Comment, kept with the decision').fill('looks <b>good</b>');
  await page.getByRole('button', { name: /^Approve / }).click();
  await verdict('Succeeded');
  expect(await page.locator('#actions').textContent()).toContain('looks <b>good</b>');
  expect(await complaints(page)).toEqual([]);
});

test('an answer is given once, and to its own execution', async () => {
  expect(await send('/answers', { ...first, answer: 'Rejected' })).toEqual([
    409,
    expect.stringContaining('ApprovalAlreadyCompletedException'),
  ]);
  app.write('catalogue.txt', 'one');
  app.commit('Sell one more');
  await serve.push();
  await page.goto(new URL('/', serve.url).href);
  await verdict('prod waits for you');
  const { execution, ...second } = await saidBy('#approvals form');
  expect(execution).not.toBe(first['execution']);
  expect(await send('/answers', { ...second, execution: first['execution'] ?? '', answer: 'Approved' })).toEqual([
    409,
    expect.stringContaining('its token for'),
  ]);
  expect(
    await send('/answers', {
      ...second,
      execution: execution ?? '',
      token: first['token'] ?? '',
      answer: 'Approved',
    }),
  ).toEqual([409, expect.stringContaining('ApprovalAlreadyCompletedException')]);
  expect(await send('/answers', { ...second, execution: execution ?? '', key: 'another', answer: 'Approved' })).toEqual(
    [409, expect.stringContaining('another page')],
  );
  await page.reload();
  await verdict('prod waits for you');
});

test('what waits is rejected, so is the release, and it is retried to its end', async () => {
  await page.getByLabel('Comment, kept with the decision').fill('not today');
  await page.getByRole('button', { name: /^Reject / }).click();
  await verdict('Rejected');
  expect(await page.locator('#actions').textContent()).toContain('not today');
  await page.getByRole('button', { name: /^Retry what failed/ }).click();
  await verdict('prod waits for you');
  await page.getByRole('button', { name: /^Approve / }).click();
  await verdict('Succeeded');
  await page.goto(new URL('/', serve.url).href);
  expect(await page.locator('#history tbody tr').count()).toBe(2);
  expect(await page.locator('#places').textContent()).toContain('shop-prod');
});

test('Ctrl-C ends it with 130, and it leaves nothing', async () => {
  expect(noise.filter((text) => !text.includes('409'))).toEqual([]);
  const { exitCode, stderr } = await serve.stop();
  expect([exitCode, stderr]).toEqual([130, 'stopped by Ctrl-C\n']);
  expect(await app.leftovers()).toEqual([]);
});

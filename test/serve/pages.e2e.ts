import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { executionId } from '../../bench/served-releases';
import { gatePage } from '../../lib/reports/gate/gate-page';
import { NO } from '../reports/_fixtures/gate-report';
import { type OwnBrowser, startBrowser } from '../reports/_helpers/browser';
import { complaints } from '../reports/_helpers/open';
import { type House, NOT_REHEARSED, openHouse } from './_helpers/house';

let house: House;
let own: OwnBrowser;
beforeAll(async () => {
  [house, own] = await Promise.all([openHouse(), startBrowser()]);
  writeFileSync(logOf('Build.Synth'), 'one\n<b>two</b>\n');
});
afterAll(async () => {
  await own?.close();
  await house.close();
});

const noise: string[] = [];
const pages: Page[] = [];
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
  expect(noise.splice(0)).toEqual([]);
});

const logOf = (name: string): string => join(house.records, executionId(2), 'logs', `${name}.log`);

/** Enters as the printed address says, and goes to a page. */
const enter = async (path: string, options: BrowserContextOptions = {}): Promise<Page> => {
  const page = await (await own.newContext(options)).newPage();
  pages.push(page);
  page.on('console', (message) => noise.push(message.text()));
  page.on('pageerror', (error) => noise.push(error.message));
  await page.goto(house.serving.url);
  await page.waitForURL((url) => url.pathname === '/');
  await page.goto(new URL(path, house.serving.url).href);
  return page;
};

const EXECUTION = `/executions/${executionId(2)}`;
const PAGES = [
  '/',
  '/history',
  EXECUTION,
  `${EXECUTION}/changes`,
  `${EXECUTION}/logs/Build/Synth`,
  `${EXECUTION}/decisions/prod/Approve`,
];

describe('every page', () => {
  test.each(PAGES)('%s fits every screen, and an accessibility checker has nothing against it', async (path) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await enter(path, { colorScheme });
      for (const width of [360, 1280, 1920]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      }
      expect(await complaints(page)).toEqual([]);
    }
  });

  test.each(PAGES)('%s is whole without its script', async (path) => {
    const page = await enter(path, { javaScriptEnabled: false });
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.locator('main h2').count()).toBeGreaterThan(0);
    expect(await page.locator('main').textContent()).not.toContain('undefined');
  });
});

describe('without its script', () => {
  test('a form asks, and leads to what has come of it', async () => {
    const page = await enter('/', { javaScriptEnabled: false });
    await page.getByRole('button', { name: /^Enable / }).click();
    expect(new URL(page.url()).pathname).toBe('/');
    expect(house.done).toContainEqual(['transition', 'prod', 'enabled']);
  });
});

describe('while somebody looks at it', () => {
  test('a page takes over what is new, and leaves what he has typed, and where he is', async () => {
    const page = await enter('/');
    const comment = page.getByLabel('Comment, kept with the decision');
    await comment.fill('not yet');
    await page.evaluate(
      'document.querySelector("#places").remove(); document.querySelector("#stages h2").textContent = "Old"',
    );
    house.serving.changed();
    await page.locator('#stages h2', { hasText: 'Stages' }).waitFor();
    expect(await comment.inputValue()).toBe('not yet');
    expect(await comment.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    await page.locator('#connection', { hasText: 'Live' }).waitFor();
  });

  test('a log grows, and is no markup', async () => {
    const page = await enter(`${EXECUTION}/logs/Build/Synth`);
    await page.locator('#connection', { hasText: 'Live' }).waitFor();
    appendFileSync(logOf('Build.Synth'), '<script>three</script>\n');
    await page.locator('#log', { hasText: '<script>three</script>' }).waitFor();
    expect(await page.locator('#log').textContent()).toBe('one\n<b>two</b>\n<script>three</script>\n');
    expect(await page.locator('#log *').count()).toBe(0);
  });
});

describe('what was not rehearsed', () => {
  test('stands on the page of its execution, with why and what rests on it', async () => {
    const page = await enter(EXECUTION);
    const section = page.getByRole('region', { name: 'Not rehearsed' });
    expect(await section.getByRole('row').count()).toBe(1 + NOT_REHEARSED.length);
    for (const { path, type, reason, dependents } of NOT_REHEARSED) {
      const row = section.getByRole('row').filter({ hasText: path });
      for (const words of [type, reason, ...dependents]) expect(await row.textContent()).toContain(words);
    }
  });

  test('is counted where somebody decides, and one click away', async () => {
    const page = await enter(`${EXECUTION}/decisions/prod/Approve`);
    await page.getByRole('link', { name: '2 things' }).click();
    await page.waitForURL((url) => url.pathname === EXECUTION && url.hash === '#not-rehearsed');
  });

  test('is not spoken of where everything was', async () => {
    const page = await enter(`/executions/${executionId(1)}`);
    expect(await page.locator('body').textContent()).not.toContain('Not rehearsed');
  });
});

test('a report is shown in a frame, where its own script runs and reaches nothing of this page', async () => {
  const review = join(house.records, executionId(2), 'review');
  mkdirSync(review, { recursive: true });
  writeFileSync(join(review, 'prod.html'), gatePage(NO));
  const page = await enter(`${EXECUTION}/decisions/prod/Approve`);
  await page.frameLocator('iframe.review').getByRole('button', { name: 'Open all' }).waitFor();
  expect(noise).toEqual([]);
  // The checker speaks to frames, and to this one it cannot.
  expect(await complaints(page)).toEqual([]);
  const frame = page.frames().find((each) => each.url().endsWith('/reports/review/prod.html'));
  expect(await frame?.evaluate('origin')).toBe('null');
  expect(
    await frame?.evaluate('(() => { try { return parent.document.title; } catch (error) { return error.name; } })()'),
  ).toBe('SecurityError');
  expect(await frame?.evaluate("fetch('/').then(() => 'something', () => 'nothing')")).toBe('nothing');
  // The browser tells what it has refused.
  expect(noise.splice(0).length).toBeGreaterThan(0);
});

test('an approval says what its review says first, for every target, wherever it can be answered', async () => {
  const review = join(house.records, executionId(2), 'review');
  mkdirSync(review, { recursive: true });
  const says = (name: string, title: string) => writeFileSync(join(review, name), `<title>${title} · Review</title>`);
  says('prod.html', 'prod&#39;s <b>data</b>'.replaceAll('<', '&lt;').replaceAll('>', '&gt;'));
  says('prod-444444444444-eu-west-1.html', 'its bucket is replaced');
  says('dev.html', 'of another stage');
  for (const path of ['/', `${EXECUTION}/decisions/prod/Approve`]) {
    const page = await enter(path);
    const text = await page.locator('body').textContent();
    expect(text).toContain("prod's <b>data</b>");
    expect(text).toContain('its bucket is replaced');
    expect(text).not.toContain('of another stage');
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  }
  const page = await enter(`${EXECUTION}/decisions/prod/Approve`, { viewport: { width: 360, height: 740 } });
  expect(await page.locator('iframe.review').count()).toBe(2);
  const first = await page.locator('#head').getByText('its bucket is replaced').boundingBox();
  expect((first?.y ?? 740) + (first?.height ?? 0)).toBeLessThan(740);
});

describe('a keyboard', () => {
  test('reaches the content first, and answers with what it finds there', async () => {
    const page = await enter('/');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    const reached: string[] = [];
    for (let pressed = 0; pressed < 8; pressed += 1) {
      await page.keyboard.press('Tab');
      reached.push(
        String(
          await page.evaluate('document.activeElement.getAttribute("name") + " " + document.activeElement.textContent'),
        ),
      );
    }
    expect(reached.filter((each) => /^(comment|answer)/.test(each))).toEqual([
      'comment ',
      'answer Approve Approve of prod',
      'answer Reject Approve of prod',
    ]);
  });
});

test('programs that read aloud hear what waits before anything else', async () => {
  const page = await enter('/');
  const tree = await page.locator('body').ariaSnapshot();
  expect(tree).toContain('heading "Pipeline served of shop — prod waits for you" [level=1]');
  expect(tree).toContain('button "Approve Approve of prod"');
  expect(tree).toContain('region "Stages"');
  expect(await page.title()).toBe('prod waits for you · served');
});

import { afterEach, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type App, foreignApp, thisRepository } from '../rehearsal/_helpers/app';
import { checkLess } from '../rehearsal/_helpers/this-repository';
import { type OwnBrowser, startBrowser } from '../reports/_helpers/browser';
import { complaints } from '../reports/_helpers/open';
import { type RunningServe, serveApp } from '../serve/_helpers/serving';

const LONG = 30 * 60_000;

let browser: OwnBrowser | undefined;
let serve: RunningServe | undefined;
afterEach(async () => {
  await browser?.close();
  await serve?.stop();
  [browser, serve] = [undefined, undefined];
}, LONG);

/** Serves an app, and shows its pipeline. */
const opened = async (app: App): Promise<{ readonly page: Page; readonly running: RunningServe }> => {
  const running = await serveApp(app);
  serve = running;
  browser = await startBrowser();
  const page = await (await browser.newContext()).newPage();
  await page.goto(running.url);
  await page.waitForURL((url) => url.pathname === '/');
  return { page, running };
};

const verdict = (page: Page, word: string): Promise<void> => page.locator('.verdict', { hasText: word }).waitFor();

test(
  'this repository is decided with its review beside the answer, and what was validated is shown',
  async () => {
    const app = thisRepository();
    checkLess(app);
    const { page, running } = await opened(app);
    await running.push();
    for (const environment of ['staging', 'prod']) {
      await verdict(page, `${environment} waits for you`);
      await page.getByRole('link', { name: 'Decide with what it changes beside it' }).click();
      const review = page.frameLocator('iframe.review');
      expect(await review.locator('h1').textContent()).toContain(environment);
      // Its own script runs in its own origin, and reaches nothing of this page.
      await review.getByRole('button', { name: 'Open all' }).waitFor();
      expect(
        await page
          .frames()
          .find((frame) => frame.url().includes('/reports/'))
          ?.evaluate('origin'),
      ).toBe('null');
      expect(await complaints(page)).toEqual([]);
      await page.getByRole('button', { name: /^Approve / }).click();
      await page.goto(new URL('/', running.url).href);
    }
    await verdict(page, 'Succeeded');
    expect(await page.locator('#places').textContent()).toMatch(/prod.*\d+ pass, 0 fail, 0 cannot tell/);
  },
  LONG,
);

test(
  'a release that fails ends nothing, and a closed transition holds the next one',
  async () => {
    const app = foreignApp();
    const { page, running } = await opened(app);
    app.write('settings.json', '{');
    app.commit('Break it');
    await running.push();
    await verdict(page, 'Failed');
    await page.locator('#stage\\.prod').locator('xpath=..').getByText('Transition open').click();
    await page.getByLabel('Why nobody is let in').last().fill('holidays');
    await page.getByRole('button', { name: 'Disable the transition into prod' }).click();
    app.configure(
      JSON.parse(
        '{"environments":[{"name":"dev","account":"222222222222","region":"us-east-1"},{"name":"prod","account":"333333333333","region":"eu-west-1","approve":true}]}',
      ),
    );
    await running.push();
    await page.getByText('Waits in front').waitFor();
    await page.getByRole('button', { name: 'Enable the transition into prod' }).click();
    await verdict(page, 'prod waits for you');
    await page.getByRole('button', { name: /^Approve / }).click();
    await verdict(page, 'Succeeded');
    expect((await app.delivery(['down'])).stdout).toContain(
      `ended bin/delivery serve at ${new URL(running.url).origin}`,
    );
    expect(await app.leftovers()).toEqual([]);
    serve = undefined;
  },
  LONG,
);

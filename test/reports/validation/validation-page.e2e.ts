import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';
import { validationPage } from '../../../lib/reports/validation/validation-page';
import { FAILED, PASSED, validationOf } from '../_fixtures/validation-report';
import { type OwnBrowser, startBrowser } from '../_helpers/browser';
import { complaints, open } from '../_helpers/open';

let own: OwnBrowser;
beforeAll(async () => {
  own = await startBrowser();
});
afterAll(() => own?.close());

describe('the page of a validation', () => {
  test.each<[string, string, BrowserContextOptions]>([
    ['failed', validationPage(FAILED), {}],
    ['failed, in the dark', validationPage(FAILED), { colorScheme: 'dark' }],
    ['passed', validationPage(PASSED), {}],
    ['passed, in the dark', validationPage(PASSED), { colorScheme: 'dark' }],
    ['proved nothing', validationPage(validationOf([])), {}],
    ['failed, on a phone', validationPage(FAILED), { viewport: { width: 360, height: 740 } }],
  ])('is accessible, quiet and within the screen where it %s', async (_, html, options) => {
    const { page, requests, noise, close } = await open(own, html, options);
    expect(await complaints(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(
      true,
    );
    await close();
    expect({ requests, noise }).toEqual({ requests: [], noise: [] });
  });

  test('keeps to what failed', async () => {
    const { page, close } = await open(own, validationPage(FAILED));
    await page.getByRole('combobox', { name: 'Show' }).selectOption({ label: 'what failed' });
    expect(await page.locator('article:visible').count()).toBe(1);
    expect(await page.getByRole('status').textContent()).toBe('2 of 7 entries');
    await close();
  });
});

describe('a browser that cannot start', () => {
  test('fails with what it said', async () => {
    await expect(startBrowser({ args: ['--remote-debugging-pipe=nonsense', '--version'] })).rejects.toThrow(
      /^the browser for tests cannot start on \w+\/\w+: /,
    );
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { findingAddress } from '../../../lib/reports/gate/addresses';
import { gatePage } from '../../../lib/reports/gate/gate-page';
import { HOSTILE, NO, YES } from '../_fixtures/gate-report';
import { type OwnBrowser, startBrowser } from '../_helpers/browser';
import { complaints, type Opened, open } from '../_helpers/open';

let own: OwnBrowser;
beforeAll(async () => {
  own = await startBrowser();
});
afterAll(() => own?.close());

const opened: Opened[] = [];
afterEach(async () => {
  for (const { requests, noise, close } of opened.splice(0)) {
    await close();
    expect({ requests, noise }).toEqual({ requests: [], noise: [] });
  }
});

const show = async (html: string, options: BrowserContextOptions = {}, hash = ''): Promise<Page> => {
  const it = await open(own.browser, html, options, hash);
  opened.push(it);
  return it.page;
};

/** What these tests ask of an element; this repository's other code knows no DOM. */
interface Box {
  readonly scrollWidth: number;
  readonly clientWidth: number;
  readonly tabIndex: number;
  getBoundingClientRect(): { readonly top: number; readonly height: number };
  checkVisibility(): boolean;
}
const topOf = (element: Box): number => element.getBoundingClientRect().top;

const no = gatePage(NO);
const hidden = NO.acknowledged[0];
if (hidden === undefined) throw new Error('the fixture has no acknowledged finding');
const insideClosedDetails = `#${findingAddress(hidden)}`;

describe('an accessibility checker has nothing against the page', () => {
  const phone: BrowserContextOptions = { viewport: { width: 360, height: 740 } };
  test.each<[string, string, BrowserContextOptions]>([
    ['that says no', no, {}],
    ['that says yes', gatePage(YES), {}],
    ['in the dark', no, { colorScheme: 'dark' }],
    ['on a phone', no, phone],
    ['on a phone in the dark', no, { ...phone, colorScheme: 'dark' }],
    ['where its script does not run', no.replace(/<script>.*<\/script>/s, ''), {}],
    ['with more contrast', no, { contrast: 'more' }],
  ])('%s', async (_, html, options) => {
    const page = await show(html, options);
    expect(await complaints(page)).toEqual([]);
  });

  test('with everything open', async () => {
    const page = await show(no);
    await page.getByRole('button', { name: 'Open all' }).click();
    expect(await page.locator('details:not([open])').count()).toBe(0);
    expect(await complaints(page)).toEqual([]);
  });

  test('on paper', async () => {
    const page = await show(no);
    await page.emulateMedia({ media: 'print' });
    expect(await complaints(page)).toEqual([]);
  });
});

describe('a keyboard', () => {
  test('reaches the skip link first, and the content through it', async () => {
    const page = await show(no);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    expect(await page.locator('.skip').evaluate(topOf)).toBeGreaterThanOrEqual(0);
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.id')).toBe('filter');
  });

  test('shows where it is', async () => {
    const page = await show(no);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
  });

  test('opens and closes what opens', async () => {
    const page = await show(no);
    const details = page.locator('#acknowledged details').first();
    await details.locator('summary').focus();
    await page.keyboard.press('Enter');
    expect(await details.getAttribute('open')).toBe('');
    await page.keyboard.press('Space');
    expect(await details.getAttribute('open')).toBeNull();
  });
});

describe('the filter', () => {
  test('shows what has all its words, opens what holds it, and says how much that is', async () => {
    const page = await show(no);
    await page.getByRole('searchbox', { name: 'Filter by words' }).fill('replication STAGING');
    const row = page.locator('#acknowledged tr[data-item]:visible');
    expect(await row.allInnerTexts()).toEqual([expect.stringContaining('Delivery/staging/Data/AccessLogs/Resource')]);
    expect(await page.locator('#against [data-item]:visible').count()).toBe(0);
    expect(await page.locator('#against > .no-match').isVisible()).toBe(true);
    expect(await page.getByRole('status').textContent()).toMatch(/^\d+ of \d+ entries$/);
  });

  test('finds by what a card says of all that is in it', async () => {
    const page = await show(no);
    await page.getByRole('searchbox').fill('data-platform SEC-112 staging');
    expect(await page.locator('#acknowledged tr[data-item]:visible').count()).toBe(1);
    expect(await page.locator('#acknowledged .card:visible').count()).toBe(1);
    expect(await page.locator('#controls details:visible').count()).toBe(0);
    expect(await page.locator('.no-match:visible').count()).toBe(5);
  });

  test('goes away with Escape, and everything is as it was', async () => {
    const page = await show(no);
    const before = await page.locator('main').allInnerTexts();
    const words = page.getByRole('searchbox');
    await words.fill('replication');
    expect(await page.locator('main').allInnerTexts()).not.toEqual(before);
    await words.press('Escape');
    expect(await page.locator('main').allInnerTexts()).toEqual(before);
    expect(await words.inputValue()).toBe('');
  });

  test('keeps to one kind of answer', async () => {
    const page = await show(no);
    await page.getByRole('combobox', { name: 'Show' }).selectOption({ label: 'what is acknowledged' });
    expect(await page.locator('#acknowledged tr[data-item]:visible').count()).toBe(NO.acknowledged.length);
    expect(await page.locator('#against tr[data-item]:visible').count()).toBe(0);
  });

  test('stands in the address, so that it can be sent to someone', async () => {
    const page = await show(no);
    await page.getByRole('searchbox').fill('prod replication');
    const hash = new URL(page.url()).hash;
    expect(hash).toBe('#filter=prod%20replication');
    const other = await show(no, {}, hash);
    expect(await other.getByRole('searchbox').inputValue()).toBe('prod replication');
    expect(await other.locator('#acknowledged tr[data-item]:visible').count()).toBe(1);
  });
});

describe('a link to a finding', () => {
  test.each([
    ['with', true],
    ['without', false],
  ])('opens what it is in, %s scripts', async (_, javaScriptEnabled) => {
    const page = await show(no, { javaScriptEnabled }, insideClosedDetails);
    const row = page.locator(insideClosedDetails);
    expect(await row.isVisible()).toBe(true);
    const top = await row.evaluate(topOf);
    expect(top).toBeGreaterThan(0);
    expect(top).toBeLessThan(900);
  });

  test('takes the filter away where it hides the finding', async () => {
    const page = await show(no);
    await page.getByRole('searchbox').fill('no such word');
    await page.evaluate(`location.hash = ${JSON.stringify(insideClosedDetails)}`);
    await page.locator(insideClosedDetails).waitFor({ state: 'visible' });
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
  });
});

describe('programs that read the page aloud', () => {
  test('hear the verdict in the first heading, and the landmarks by name', async () => {
    const page = await show(no);
    const tree = await page.locator('body').ariaSnapshot();
    expect(tree).toContain('- heading "Gate report of zero-trust-delivery — No" [level=1]');
    for (const landmark of [
      '- banner:',
      '- navigation "Contents":',
      '- main:',
      '- search "Filter this page":',
      '- contentinfo:',
    ]) {
      expect(tree).toContain(landmark);
    }
    expect(tree).toContain('- region "What stands against it 5":');
    expect(tree).toContain('- table "Resources that violate ZT-06-LogsKeyLetsCloudWatchLogsIn":');
    expect(tree).toContain('- rowheader "Delivery/dev/Data/Keys/Logs/Resource');
    expect(tree).toContain('- columnheader "Environment"');
    expect(tree).toContain('- link "Link to AwsSolutions-S1"');
  });

  test('hear the verdict in the title first', async () => {
    expect(await (await show(no)).title()).toBe('No · Gate report · zero-trust-delivery');
    expect(await (await show(gatePage(YES))).title()).toBe('Yes · Gate report · zero-trust-delivery');
  });
});

describe('a hostile name', () => {
  const shown = HOSTILE.replace('\u202E', '⟨U+202E⟩');

  test('is text, and what it hides is seen', async () => {
    const page = await show(no);
    expect(await page.locator('#against').textContent()).toContain(shown);
    expect(await page.locator('script').count()).toBe(1);
  });

  test('is text also where everything is made of it', async () => {
    const all = JSON.parse(
      JSON.stringify(NO, (key, value: unknown) =>
        typeof value === 'string' && !['verdict', 'sha256'].includes(key) ? `${HOSTILE}${value}` : value,
      ),
    ) as typeof NO;
    const page = await show(gatePage(all));
    expect(await page.locator('script').count()).toBe(1);
    expect(await page.locator('h1').textContent()).toContain(`${shown}zero-trust-delivery`);
    expect(await complaints(page)).toEqual([]);
  });
});

describe('the content security policy', () => {
  test('lets nothing run or load that is not in the page', async () => {
    const it = await open(own.browser, no);
    await it.page.evaluate(`document.body.insertAdjacentHTML('beforeend', '<img src="x.png" onerror="document.title = 1"><b style="color: red" onclick="document.title = 2">b</b>');
      document.querySelector('b').click();
      const script = document.createElement('script'); script.textContent = 'document.title = 3'; document.body.append(script);
      void fetch('https://example.com/').catch(() => undefined);`);
    await it.page.waitForFunction('document.querySelector("img").complete');
    expect(await it.page.title()).toBe('No · Gate report · zero-trust-delivery');
    expect(it.requests.filter((url) => !it.blocked.includes(url))).toEqual([]);
    for (const directive of ['img-src', 'script-src', 'style-src', 'default-src']) {
      expect(it.noise.filter((line) => line.includes(directive))).not.toEqual([]);
    }
    await it.close();
  });
});

describe('a narrow screen', () => {
  test('shows the page without sideways scrolling; wide tables scroll in their frame', async () => {
    const page = await show(no, { viewport: { width: 360, height: 740 } });
    await page.getByRole('button', { name: 'Open all' }).click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    const frame = page.getByRole('group', { name: 'Stacks of dev' });
    expect(await frame.evaluate((box: Box) => box.scrollWidth > box.clientWidth && box.tabIndex === 0)).toBe(true);
  });

  test('is not needed for a table to lose its tab stop where it fits', async () => {
    const page = await show(no);
    expect(await page.getByRole('group', { name: 'Packs' }).evaluate((box: Box) => box.tabIndex)).toBe(-1);
  });
});

describe('paper', () => {
  test('is not filled with what decides nothing', async () => {
    const page = await show(no);
    await page.emulateMedia({ media: 'print' });
    const reasons = page.locator('#rules details.screen .inside').first();
    expect(await reasons.evaluate((box: Box) => box.checkVisibility())).toBe(false);
    expect(await page.locator('#controls th.screen').first().isVisible()).toBe(false);
  });

  test('shows everything: nothing closed, nothing clipped', async () => {
    const page = await show(no, { viewport: { width: 718, height: 1000 }, javaScriptEnabled: false });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(
      await page.locator(insideClosedDetails).evaluate((row: Box) => row.getBoundingClientRect().height),
    ).toBeGreaterThan(10);
    expect(await page.locator(insideClosedDetails).evaluate((row: Box) => row.checkVisibility())).toBe(true);
    const clipped = await page.evaluate(
      '[...document.querySelectorAll(".scroll")].filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.ariaLabel)',
    );
    expect(clipped).toEqual([]);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await page.evaluate('getComputedStyle(document.querySelector("h2")).color')).toBe('rgb(23, 26, 32)');
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
  });
});

describe('a page without scripts', () => {
  test('has everything but the filter', async () => {
    const page = await show(no, { javaScriptEnabled: false });
    expect(await page.locator('form.filter').isVisible()).toBe(false);
    const details = page.locator('#acknowledged details').first();
    await details.locator('summary').click();
    expect(await details.locator('tbody tr').first().isVisible()).toBe(true);
  });
});

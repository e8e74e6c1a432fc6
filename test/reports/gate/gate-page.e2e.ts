import { describe, expect, test } from '@jest/globals';
import { findingAddress } from '../../../lib/reports/gate/addresses';
import { gatePage } from '../../../lib/reports/gate/gate-page';
import { HOSTILE, NO } from '../_fixtures/gate-report';
import { complaints } from '../_helpers/open';
import { type Box, quietPages } from '../_helpers/quiet-pages';

const { show, openLoud } = quietPages();

const topOf = (element: Box): number => element.getBoundingClientRect().top;

const no = gatePage(NO);
const hidden = NO.acknowledged[0];
if (hidden === undefined) throw new Error('the fixture has no acknowledged finding');
const insideClosedDetails = `#${findingAddress(hidden)}`;

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
    // Of the page itself: the driver hears of a changed address a moment later.
    const hash = String(await page.evaluate('location.hash'));
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
    const it = await openLoud(no);
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

describe('a page without scripts', () => {
  test('has everything but the filter', async () => {
    const page = await show(no, { javaScriptEnabled: false });
    expect(await page.locator('form.filter').isVisible()).toBe(false);
    const details = page.locator('#acknowledged details').first();
    await details.locator('summary').click();
    expect(await details.locator('tbody tr').first().isVisible()).toBe(true);
  });
});

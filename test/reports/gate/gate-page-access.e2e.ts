import { describe, expect, test } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';
import { findingAddress } from '../../../lib/reports/gate/addresses';
import { gatePage } from '../../../lib/reports/gate/gate-page';
import { NO, YES } from '../_fixtures/gate-report';
import { complaints } from '../_helpers/open';
import { type Box, quietPages } from '../_helpers/quiet-pages';

const { show } = quietPages();

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

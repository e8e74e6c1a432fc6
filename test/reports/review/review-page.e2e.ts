import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { ValidationReport } from '../../../lib/contract/validation-report';
import { reviewPage } from '../../../lib/reports/review/review-page';
import { readReviewedRelease } from '../../../lib/review/read-release';
import { review } from '../../../lib/review/review';
import { temporaryDirectory } from '../../rehearsal/_helpers/temporary-directory';
import { reportOf, TODAY } from '../../review/_fixtures/releases';
import { AFTER, BEFORE, DROPPED, KEPT } from '../../review/_fixtures/three-changes';
import { writeRelease } from '../../review/_fixtures/write-release';
import { DECISIONS } from '../_fixtures/decisions';
import { HOSTILE } from '../_fixtures/gate-report';
import { complaints } from '../_helpers/open';
import { type Box, quietPages } from '../_helpers/quiet-pages';

const { show } = quietPages();

const validation: ValidationReport = {
  schema: 1,
  environment: 'dev',
  account: '222222222222',
  region: 'us-east-1',
  startTime: '2026-11-23T10:00:00.000Z',
  endTime: '2026-11-23T10:01:00.000Z',
  summary: { pass: 1, fail: 0, cannotTell: 0 },
  results: [{ check: 'log-groups-encrypted', requirement: 'ZT-07', subject: '/aws/lambda/a', status: 'pass' }],
};

const made = (before: typeof BEFORE, after: typeof AFTER, accepted = [KEPT]): string => {
  const directory = temporaryDirectory();
  const earlier = readReviewedRelease(
    writeRelease(join(directory, 'before'), before, { acknowledged: [KEPT, DROPPED] }),
  );
  const release = readReviewedRelease(writeRelease(join(directory, 'after'), after, { acknowledged: accepted }));
  const options = { environment: 'dev', account: '222222222222', region: 'us-east-1', today: TODAY };
  const said = review({ kind: 'release', label: 'commit 1a2b3c4', ...earlier }, release, options);
  return reviewPage({ review: said, report: release.report, validations: [validation] });
};

/** A page with one danger that is said in so many characters, of a commit whose subject is as long as a page shows. */
const dangerOf = (length: number): string => {
  const { made: said } = DECISIONS.wider;
  const plain = 'data-processing may now delete objects '.repeat(30).slice(0, length);
  const commit = {
    id: '8f3c2d1e5b6a',
    subject: 'Keep processed files '.repeat(9),
    author: 'Ada Example',
    branch: 'main',
  };
  const news = [{ kind: 'permissions-broader', weight: 'danger', title: 'it permits more', plain }] as const;
  return reviewPage({
    review: { ...said, news, release: { ...said.release, commit } },
    report: reportOf([]),
    validations: [validation],
  });
};

const html = made(BEFORE, AFTER);

/** What a reader sees under "What is new". */
const news = (page: Page) => page.locator('#new [data-item]');

describe('a release that adds a bucket, widens a role and drops an acknowledgement', () => {
  test('shows exactly these three, the most dangerous first', async () => {
    const page = await show(html);
    const texts = await news(page).allInnerTexts();
    expect(texts).toEqual([
      expect.stringMatching(
        /Permits more[\s\S]*Delivery\/dev\/Data\/Reader\/Policy[\s\S]*permits: more in action: s3:\*/,
      ),
      expect.stringMatching(/No longer acknowledged[\s\S]*AwsSolutions-S1/),
      expect.stringMatching(/AWS::S3::Bucket[\s\S]*is new[\s\S]*Added/),
    ]);
    expect(await page.locator('#template-changes details').count()).toBe(2);
    expect(await page.locator('#finding-changes').count()).toBe(0);
    expect(await page.locator('#acknowledgement-changes [data-item]').count()).toBe(1);
  });

  test('shows nothing where nothing has changed', async () => {
    const page = await show(made(BEFORE, BEFORE, [KEPT, DROPPED]));
    expect(await news(page).count()).toBe(0);
    expect(await page.title()).toBe('Nothing changes · Review · delivery for dev');
    expect(await page.locator('#new, #template-changes, form.filter:visible').count()).toBe(0);
  });

  test('says what matters before everything else, and what the environment before answered', async () => {
    const page = await show(html);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(
      /Review of delivery for dev[\s\S]*dev: role may now do everything with S3 in the data bucket/,
    );
    expect(await page.locator('.because').textContent()).toContain('Gate: yes.');
    expect(await page.locator('.because').textContent()).toContain('1 thing may do harm, 1 thing wants a look');
    expect(await page.locator('#validation').textContent()).toContain('1 pass, 0 fail, 0 cannot tell');
  });

  test('leads from a danger to the statement before and now', async () => {
    const page = await show(html);
    await news(page).first().getByRole('link', { name: 'what changes' }).click();
    const details = page.locator('#template-changes details[open]');
    await details.waitFor();
    expect(await details.count()).toBe(1);
    const row = details.getByRole('table', { name: 'Permissions of Reader' }).getByRole('row').nth(1);
    expect(await row.textContent()).toMatch(/Broader[\s\S]*"s3:GetObject"[\s\S]*"s3:\*"/);
  });

  test('names the stack that stays as it is', async () => {
    const page = await show(html);
    await page.locator('#stacks > summary').click();
    const row = page.getByRole('row', { name: 'access-dev' }).first();
    expect(await row.textContent()).toContain('Unchanged');
  });

  test('shows a hostile name as a text', async () => {
    const page = await show(html);
    expect(await news(page).nth(2).textContent()).toContain('"><script>alert(1)</script>');
    expect(await page.locator('#main script').count()).toBe(0);
    expect(await page.content()).not.toContain(HOSTILE);
  });

  const phone: BrowserContextOptions = { viewport: { width: 360, height: 740 } };
  test.each<[string, BrowserContextOptions]>([
    ['on a desk', {}],
    ['in the dark', { colorScheme: 'dark' }],
    ['on a phone', phone],
  ])('has nothing an accessibility checker complains of: %s', async (_, options) => {
    const page = await show(html, options);
    const openAll = page.getByRole('button', { name: 'Open all' });
    await openAll.focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('details:not([open])').count()).toBe(0);
    expect(await complaints(page)).toEqual([]);
  });

  test('narrows to what may do harm', async () => {
    const page = await show(html);
    await page.getByRole('combobox').selectOption('danger');
    expect(await page.locator('[data-item]:visible').count()).toBe(1);
  });
});

describe('a page that is looked at for ten seconds', () => {
  const bottomOf = (page: Page, selector: string): Promise<number> =>
    page
      .locator(selector)
      .first()
      .evaluate((element: Box) => {
        const { top, height } = element.getBoundingClientRect();
        return top + height;
      });

  test.each(['replaced', 'wider', 'accepted'] as const)(
    'has its first entry on the first screen of a phone: %s',
    async (name) => {
      const page = await show(DECISIONS[name].html, { viewport: { width: 360, height: 740 } });
      expect(await bottomOf(page, '.card h3')).toBeLessThan(740);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    },
  );

  test.each<[string, BrowserContextOptions]>([
    ['a desk', {}],
    ['a phone', { viewport: { width: 360, height: 640 } }],
  ])('is one screen of %s where nothing changes', async (_, options) => {
    const page = await show(DECISIONS.unchanged.html, options);
    expect(await page.evaluate('document.documentElement.scrollHeight')).toBeLessThanOrEqual(900);
  });

  test.each([59, 61, 120, 121, 900])(
    'has its first danger on a small phone, with a headline of %i characters',
    async (length) => {
      const page = await show(dangerOf(length), { viewport: { width: 360, height: 640 } });
      const [card, screen] = [await bottomOf(page, '.card > header > .badge'), 640];
      // With two lines of its heading below the badge.
      expect(card + 50).toBeLessThan(screen);
      if (length <= 120) expect(await bottomOf(page, '.card h3')).toBeLessThan(screen);
    },
  );

  test.each<[string, BrowserContextOptions]>([
    ['in the light', {}],
    ['in the dark', { colorScheme: 'dark' }],
    ['on a phone', { viewport: { width: 360, height: 740 } }],
  ])('has nothing an accessibility checker complains of: %s', async (_, options) => {
    expect(await complaints(await show(DECISIONS.replaced.html, options))).toEqual([]);
  });

  test('has commit and release on paper, too', async () => {
    const page = await show(DECISIONS.wider.html);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.release').textContent()).toMatch(
      /8f3c2d1e.*Ada Example.*main.*0a1b2c3d.*2026-11-23 11:40 UTC/s,
    );
    expect(await page.locator('#answer').isVisible()).toBe(true);
  });
});

import { expect, test } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';
import { evidencePage } from '../../../lib/reports/evidence/evidence-page';
import { evidenceOf, REJECTED, SUCCEEDED } from '../_fixtures/evidence-report';
import { complaints } from '../_helpers/open';
import { quietPages } from '../_helpers/quiet-pages';

const { show } = quietPages();
const PAGE = evidencePage(evidenceOf([REJECTED, SUCCEEDED], [{ place: 'release 1', because: 'it is altered' }]));

test.each<[string, BrowserContextOptions]>([
  ['on a screen', {}],
  ['in the dark', { colorScheme: 'dark' }],
  ['on a phone', { viewport: { width: 360, height: 740 } }],
])('the page for an auditor is accessible, quiet and within the screen %s', async (_, options) => {
  const page = await show(PAGE, options);
  expect(await complaints(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(
    true,
  );
});

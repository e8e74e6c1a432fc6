import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { OwnBrowser } from './browser';

/** A page in a browser, and everything it did that a page must not do. */
export interface Opened {
  readonly page: Page;
  /** Address of the file. */
  readonly address: string;
  /** Requests for anything but the file itself. */
  readonly requests: readonly string[];
  /** Those of them that the page's policy has stopped. */
  readonly blocked: readonly string[];
  /** What it wrote to the console, errors, and dialogs that it opened. */
  readonly noise: readonly string[];
  close(): Promise<void>;
}

/** Opens a document from disk, as a person who has saved it does. */
export const open = async (
  browser: Pick<OwnBrowser, 'newContext'>,
  html: string,
  options: BrowserContextOptions = {},
  hash = '',
): Promise<Opened> => {
  const directory = await mkdtemp(join(tmpdir(), 'page-'));
  const file = join(directory, 'page.html');
  await writeFile(file, html);
  const address = pathToFileURL(file).href;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const requests: string[] = [];
  const blocked: string[] = [];
  const noise: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (url.split('#')[0] !== address && !url.startsWith('data:')) requests.push(url);
  });
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText === 'csp') blocked.push(request.url());
  });
  page.on('console', (message) => noise.push(message.text()));
  page.on('pageerror', (error) => noise.push(error.message));
  page.on('dialog', (dialog) => {
    noise.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(`${address}${hash}`);
  return {
    page,
    address,
    requests,
    blocked,
    noise,
    close: async () => {
      await context.close();
      await rm(directory, { recursive: true });
    },
  };
};

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
  }[];
  readonly passes: readonly unknown[];
}

/** What the accessibility checker axe has against a page, by impact and rule; it has looked only where something passed. */
export const complaints = async (page: Page): Promise<readonly string[]> => {
  const source = await readFile(createRequire(resolve('package.json')).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(source);
  const { violations, passes } = (await page.evaluate('axe.run(document)')) as AxeResult;
  if (passes.length < 10) throw new Error(`axe found only ${passes.length} rules to apply: it has not seen the page`);
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${impact} ${id}: ${html}\n${failureSummary}`),
  );
};

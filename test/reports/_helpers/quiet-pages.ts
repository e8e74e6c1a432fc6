import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { type OwnBrowser, startBrowser } from './browser';
import { type Opened, open } from './open';

/** What tests ask of an element; this repository's other code knows no DOM. */
export interface Box {
  readonly scrollWidth: number;
  readonly clientWidth: number;
  readonly tabIndex: number;
  getBoundingClientRect(): { readonly top: number; readonly height: number };
  checkVisibility(): boolean;
}

/** Shows pages in one browser for all tests of a file; after each test, every page must have asked for nothing and said nothing. */
export const quietPages = (): {
  readonly show: (html: string, options?: BrowserContextOptions, hash?: string) => Promise<Page>;
  /** For a test that looks at the noise itself. */
  readonly openLoud: (html: string) => Promise<Opened>;
} => {
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

  return {
    show: async (html, options, hash) => {
      const it = await open(own, html, options, hash);
      opened.push(it);
      return it.page;
    },
    openLoud: (html) => open(own, html),
  };
};

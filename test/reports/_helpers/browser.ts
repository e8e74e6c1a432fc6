import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type LaunchOptions,
} from 'playwright-core';
import { messageOf } from '../../../lib/ground/message-of';

/** A browser of this test's own. */
export interface OwnBrowser {
  /** A person's windows. Nothing in them ends by time: what hangs is ended with its test. */
  newContext(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** Ends it and removes what it has unpacked. */
  close(): Promise<void>;
}

/** Unpacks the browser of `@sparticuz/chromium` to `$TMPDIR`, and, as if it were on AWS Lambda, its shared libraries. */
const UNPACK = "require('@sparticuz/chromium').executablePath().then((path) => process.stdout.write(path))";

/**
 * Starts a headless browser, with nothing installed by hand: on Linux (x64) the one of the npm package, in a directory of its
 * own and with the package's shared libraries where the machine has none; elsewhere the Chrome that is there.
 *
 * @param options `args`: further flags of the browser
 * @throws {Error} when it cannot start, with what the browser said
 */
export const startBrowser = async ({ args = [] }: { readonly args?: readonly string[] } = {}): Promise<OwnBrowser> => {
  const directory = await mkdtemp(join(tmpdir(), 'browser-'));
  try {
    const browser = await launch(await options(directory, args));
    return {
      newContext: async (given) => {
        const context = await browser.newContext(given);
        context.setDefaultTimeout(0);
        return context;
      },
      close: async () => {
        await browser.close();
        await rm(directory, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw new Error(`the browser for tests cannot start on ${process.platform}/${process.arch}: ${messageOf(error)}`);
  }
};

/** Now and then, on a busy machine, Chromium crashes before it has said a word: then it is started once more. */
const launch = async (options: LaunchOptions): Promise<Browser> => {
  try {
    return await chromium.launch(options);
  } catch (error) {
    if (!messageOf(error).includes('signal=SIGSEGV')) throw error;
    return await chromium.launch(options);
  }
};

const options = async (directory: string, args: readonly string[]): Promise<LaunchOptions> => {
  if (process.platform !== 'linux' || process.arch !== 'x64') return { channel: 'chrome', args: [...args], timeout: 0 };
  const env = { ...process.env, TMPDIR: directory, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' };
  const unpacked = await promisify(execFile)(process.execPath, ['--eval', UNPACK], { cwd: resolve('.'), env });
  return {
    executablePath: unpacked.stdout,
    timeout: 0,
    env: { ...process.env, TMPDIR: directory, LD_LIBRARY_PATH: join(directory, 'al2023', 'lib') },
    args: ['--no-sandbox', '--font-render-hinting=none', '--disable-gpu', ...args],
  };
};

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig, promisedTargets } from '../lib/config';
import { messageOf } from '../lib/ground/message-of';
import { printable } from '../lib/ground/printable';
import { UserError } from '../lib/ground/user-error';
import { stopOnSignals } from './commands/signals';
import { firstContact } from './first-contact/contact';
import { ROWS } from './first-contact/rows';

const USAGE = 'usage: npm run first-contact -- --account ID --region REGION';

/** What the command line says. @throws {UserError} when it is wrong */
const asked = (argv: readonly string[]): { readonly account: string; readonly region: string } => {
  const { account, region } = optionsIn(argv);
  if (!/^\d{12}$/.test(account ?? ''))
    throw new UserError(`--account must be 12 digits, got "${account ?? ''}"; ${USAGE}`);
  if (!/^[a-z]{2}(-[a-z]+)+-\d+$/.test(region ?? '')) {
    throw new UserError(`--region must be one like eu-west-1, got "${region ?? ''}"; ${USAGE}`);
  }
  return { account: account ?? '', region: region ?? '' };
};

const optionsIn = (argv: readonly string[]): { readonly account?: string; readonly region?: string } => {
  try {
    const option = { type: 'string' } as const;
    return parseArgs({ args: [...argv], options: { account: option, region: option } }).values;
  } catch (error) {
    throw new UserError(`${messageOf(error)}; ${USAGE}`);
  }
};

/** `npm run first-contact`: see docs/first-contact.md. */
const main = async (): Promise<number> => {
  const place = asked(process.argv.slice(2));
  const config = await loadConfig(resolve('delivery.config.ts'));
  const inUse = [config.tools.account, ...promisedTargets(config).map(({ account }) => account)];
  const { signal, forget } = stopOnSignals();
  try {
    const endpoint = process.env['AWS_ENDPOINT_URL'];
    return await firstContact({
      ...place,
      inUse,
      endpoint,
      rows: ROWS,
      signal,
      out: (line) => console.log(printable(line)),
    });
  } finally {
    forget();
  }
};

process.exitCode = 2;
main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => console.error(printable(messageOf(error))),
);

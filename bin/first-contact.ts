import { parseArgs } from 'node:util';
import { messageOf } from '../lib/ground/message-of';
import { printable } from '../lib/ground/printable';
import { UserError } from '../lib/ground/user-error';
import { endWith } from './commands/end-with';
import { stopOnSignals } from './commands/signals';
import { placeNamed } from './first-contact/account';
import { firstContact } from './first-contact/contact';
import { ROWS } from './first-contact/rows';

const USAGE = 'usage: npm run first-contact -- --account ID --region REGION';

/** What the command line says. @throws {UserError} when it is wrong */
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
  const { account, region } = optionsIn(process.argv.slice(2));
  const place = await placeNamed(account, region, USAGE);
  const { signal, forget } = stopOnSignals();
  try {
    const endpoint = process.env['AWS_ENDPOINT_URL'];
    const code = await firstContact({
      ...place,
      endpoint,
      rows: ROWS,
      signal,
      out: (line) => console.log(printable(line)),
    });
    signal.throwIfAborted();
    return code;
  } finally {
    forget();
  }
};

endWith(main);

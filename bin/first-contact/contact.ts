import { randomBytes } from 'node:crypto';
import { isAws } from '../../lib/ground/is-aws';
import { messageOf } from '../../lib/ground/message-of';
import { type ContactPlace, sandboxPartition } from './account';
import { contactTable } from './contact-table';
import { type ContactAnswer, type ContactRow, differs, isAsExpected } from './row';
import { Sandbox } from './sandbox';

/** Where AWS is asked, and what. */
export interface ContactOptions extends ContactPlace {
  readonly rows: readonly ContactRow[];
  /** What `AWS_ENDPOINT_URL` says. */
  readonly endpoint: string | undefined;
  readonly signal: AbortSignal;
  readonly out: (line: string) => void;
}

/** Policies and roles are everywhere after seconds; AWS gives no number. */
const PATIENCE = 60_000;
/** An endpoint that is not AWS knows everything at once. */
const PATIENCE_ELSEWHERE = 500;

/**
 * Asks one account what only a real one can answer, and takes away what was made for it, also after an error or a signal.
 *
 * @returns 0 where all is as expected, 1 where something differs, 2 where nobody could look or something could not be removed
 * @throws {UserError} when the account is not one to try things in; nothing has been made then
 */
export const firstContact = async ({ rows, endpoint, signal, out, ...place }: ContactOptions): Promise<0 | 1 | 2> => {
  const partition = await sandboxPartition(place);
  const isReal = endpoint === undefined || endpoint === '' || isAws(endpoint);
  const prefix = `delivery-first-contact-${randomBytes(4).toString('hex')}`;
  const { account, region } = place;
  out(`first contact with account ${account}, ${region}: everything that is made is called ${prefix}-…`);
  const patience = isReal ? PATIENCE : PATIENCE_ELSEWHERE;
  const sandbox = new Sandbox({ account, region, partition, prefix, patience, signal, log: out });
  const answers: ContactAnswer[] = [];
  let left: readonly string[] = [];
  try {
    for (const row of rows) answers.push(await answerTo(row, sandbox));
  } finally {
    left = await sandbox.clean();
  }
  for (const line of contactTable(answers, isReal)) out(line);
  if (!isReal) out(`${endpoint} is not AWS: what was seen there is what our own table says, and proves nothing of AWS`);
  for (const what of left) out(`COULD NOT BE REMOVED: ${what}`);
  if (answers.some(differs)) return 1;
  return left.length === 0 && answers.every(isAsExpected) ? 0 : 2;
};

const answerTo = async (row: ContactRow, sandbox: Sandbox): Promise<ContactAnswer> => {
  try {
    sandbox.at.signal.throwIfAborted();
    return { row, seen: await row.look(sandbox) };
  } catch (error) {
    return { row, seen: { cannot: messageOf(error) } };
  }
};

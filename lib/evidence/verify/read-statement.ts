import type { KeyObject } from 'node:crypto';
import { messageOf } from '../../ground/message-of';
import { type Bundle, lastStatement } from '../bundle/bundle';
import { MOST_STATEMENT_BYTES } from '../bundle/limits';
import type { Statement } from '../statement';
import { examineEnvelope } from './envelope';
import { type Discrepancy, finding } from './finding';

/** The statement of a bundle, before anything that it lists is read. */
export interface ReadStatement {
  /** Its name in the bundle. */
  readonly name: string;
  /** Undefined where it cannot be read. */
  readonly envelope: Buffer | undefined;
  /** Undefined where the trusted key has not signed it: what nobody signed is not understood. */
  readonly statement: Statement | undefined;
  readonly findings: readonly Discrepancy[];
}

/**
 * Reads and proves the statement that closed a bundle's release last.
 *
 * @param pinned SHA-256 of the envelope, where something else that is signed names it
 */
export const readStatement = async (bundle: Bundle, key: KeyObject, pinned?: string): Promise<ReadStatement> => {
  const name = lastStatement(bundle.files);
  // What cannot even be listed has said so, and has nothing else to say.
  if (bundle.problems.some(({ place }) => place === name || place === bundle.path)) {
    return { name, envelope: undefined, statement: undefined, findings: [] };
  }
  const envelope = await whole(bundle, name);
  if (typeof envelope === 'string') {
    return { name, envelope: undefined, statement: undefined, findings: [finding('altered', name, envelope)] };
  }
  return { name, envelope, ...examineEnvelope(name, envelope, key, pinned) };
};

/** The bytes of a file; a text is why it has none, undefined that it is not there. */
const whole = async ({ files }: Bundle, name: string): Promise<Buffer | string | undefined> => {
  const file = files.get(name);
  if (file === undefined) return undefined;
  if (file.size > MOST_STATEMENT_BYTES)
    return `it is ${file.size} bytes long: a statement has at most ${MOST_STATEMENT_BYTES}`;
  try {
    const pieces: Buffer[] = [];
    for await (const piece of file.open()) pieces.push(piece);
    return Buffer.concat(pieces);
  } catch (error) {
    return `it cannot be read: ${messageOf(error)}`;
  }
};

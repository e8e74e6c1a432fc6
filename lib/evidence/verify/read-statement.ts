import type { KeyObject } from 'node:crypto';
import { messageOf } from '../../ground/message-of';
import { sha256 } from '../../ground/sha256';
import { type Bundle, lastStatement } from '../bundle/bundle';
import { MOST_STATEMENT_BYTES } from '../bundle/limits';
import { type Opened, openEnvelope, PAYLOAD_TYPE, preAuthenticationEncoding } from '../dsse';
import { formProblem } from '../ecdsa';
import { NO_JSON, parsedJson, problemsIn } from '../json';
import { fingerprint, fits } from '../public-key';
import { type Statement, statementSchema } from '../statement';
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

/**
 * Opens an envelope, checks its signature with a trusted key and reads its statement. What the key has not signed is not
 * even parsed.
 *
 * @param pinned SHA-256 of the envelope, where something else that is signed names it
 */
const examineEnvelope = (
  place: string,
  bytes: Buffer | undefined,
  key: KeyObject,
  pinned?: string,
): Pick<ReadStatement, 'statement' | 'findings'> => {
  if (bytes === undefined) {
    const because = 'the release is not closed, or its statement was taken away: nothing here is signed';
    return { statement: undefined, findings: [finding('unsigned', place, because)] };
  }
  const opened = openEnvelope(bytes);
  if (typeof opened === 'string') return { statement: undefined, findings: [finding('altered', place, opened)] };
  const { signed, findings } = examineSignature(place, opened, key, pinned === sha256(bytes));
  if (!signed) return { statement: undefined, findings };
  const { statement, problem } = statementIn(opened.payload);
  return {
    statement,
    findings: problem === undefined ? findings : [...findings, finding('altered', place, problem)],
  };
};

/** Whose bytes are known from elsewhere may have either form: nobody can have turned its signature over. */
const examineSignature = (
  place: string,
  { payloadType, payload, signatures }: Opened,
  key: KeyObject,
  known: boolean,
): { readonly signed: boolean; readonly findings: readonly Discrepancy[] } => {
  const no = (kind: Discrepancy['kind'], because: string) => ({
    signed: false,
    findings: [finding(kind, place, because)],
  });
  if (payloadType !== PAYLOAD_TYPE) return no('altered', `its payload is "${payloadType}" and not ${PAYLOAD_TYPE}`);
  const [only, ...more] = signatures;
  if (only === undefined) return no('unsigned', 'it has no signature');
  if (more.length > 0) return no('altered', `it has ${more.length + 1} signatures where one is made`);
  const trusted = fingerprint(key);
  if (!fits(key, preAuthenticationEncoding(payloadType, payload), only.signature)) {
    return no('unsigned', misfit(only.keyId, trusted));
  }
  const problems = [
    only.keyId === trusted ? undefined : `it names the key ${only.keyId}, and ${trusted} signed it`,
    known ? undefined : formProblem(only.signature),
  ];
  return {
    signed: true,
    findings: problems.flatMap((problem) => (problem === undefined ? [] : finding('altered', place, problem))),
  };
};

const misfit = (named: string, trusted: string): string =>
  named === trusted
    ? `its signature does not fit: statement or signature is not what the key ${trusted} signed`
    : `it is signed with the key ${named}, and ${trusted} is trusted`;

const statementIn = (payload: Buffer): { readonly statement?: Statement; readonly problem?: string } => {
  const value = parsedJson(payload);
  if (value === undefined) return { problem: `it holds no record of a release: ${NO_JSON}` };
  const read = statementSchema.safeParse(value);
  if (!read.success) {
    return { problem: `it holds no record of a release: ${problemsIn(read.error)}` };
  }
  // A field that is written twice would be one thing here and another for whoever reads it with other tools.
  return Buffer.from(JSON.stringify(value)).equals(payload)
    ? { statement: read.data }
    : { statement: read.data, problem: 'its statement is not in the form in which one is written' };
};

import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { openEnvelope, PAYLOAD_TYPE, preAuthenticationEncoding } from '../dsse';
import { fingerprint, fits } from '../public-key';
import { type Statement, statementSchema } from '../statement';
import { type Finding, finding } from './finding';

/** What an envelope holds, as far as it can be read, and what speaks against it. */
export interface Examined {
  readonly statement: Statement | undefined;
  readonly findings: readonly Finding[];
}

/** Opens an envelope, checks its signature with a trusted key and reads its statement. */
export const examineEnvelope = (place: string, bytes: Buffer | undefined, key: KeyObject): Examined => {
  if (bytes === undefined) {
    const because = 'the release is not closed, or its statement was taken away: nothing here is signed';
    return { statement: undefined, findings: [finding('unsigned', place, because)] };
  }
  const opened = openEnvelope(bytes);
  if (typeof opened === 'string') return { statement: undefined, findings: [finding('altered', place, opened)] };
  const findings: Finding[] = [];
  if (opened.payloadType !== PAYLOAD_TYPE) {
    findings.push(finding('altered', place, `its payload is "${opened.payloadType}" and not ${PAYLOAD_TYPE}`));
  }
  const signed = preAuthenticationEncoding(opened.payloadType, opened.payload);
  const [only, ...more] = opened.signatures;
  if (only === undefined) findings.push(finding('unsigned', place, 'it has no signature'));
  else if (more.length > 0)
    findings.push(finding('altered', place, `it has ${more.length + 1} signatures where one is made`));
  else if (!fits(key, signed, only.signature))
    findings.push(finding('unsigned', place, misfit(only.keyId, fingerprint(key))));
  else if (only.keyId !== fingerprint(key)) {
    findings.push(finding('altered', place, `it names the key ${only.keyId}, and ${fingerprint(key)} signed it`));
  }
  const { statement, problem } = readStatement(opened.payload);
  if (problem !== undefined) findings.push(finding('altered', place, problem));
  return { statement, findings };
};

const misfit = (named: string, trusted: string): string =>
  named === trusted
    ? `its signature does not fit: statement or signature is not what the key ${trusted} signed`
    : `it is signed with the key ${named}, and ${trusted} is trusted`;

const readStatement = (payload: Buffer): { readonly statement?: Statement; readonly problem?: string } => {
  const read = statementSchema.safeParse(parsed(payload));
  if (read.success) return { statement: read.data };
  return { problem: `it holds no record of a release: ${z.prettifyError(read.error).replaceAll(/\s*\n\s*/g, ' ')}` };
};

/** Undefined for what is not JSON, which is then no statement either. */
const parsed = (payload: Buffer): unknown => {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
};

import { isUtf8 } from 'node:buffer';
import { sha256 } from '../../lib/ground/sha256';
import type { LineVerdict } from './judge-line';
import type { Line } from './split-lines';

/**
 * One line of the quarantine object: where the line stood, why it could not be read, and the line itself, so that nothing is lost.
 * `raw` is text, or base64 where the bytes are not UTF-8. A line longer than the limit has one entry per piece.
 */
export interface QuarantineEntry {
  readonly line: number;
  readonly piece?: { readonly index: number; readonly last: boolean };
  readonly reason: string;
  readonly detail: string;
  /** Of the bytes of `raw`, in hex. */
  readonly sha256: string;
  readonly encoding: 'utf-8' | 'base64';
  readonly raw: string;
}

/** Describes an unreadable line. */
export const quarantineEntry = (
  line: Line,
  { reason, detail }: Extract<LineVerdict, { kind: 'unreadable' }>,
): QuarantineEntry => {
  const bytes = Buffer.from(line.bytes.buffer, line.bytes.byteOffset, line.bytes.byteLength);
  const encoding = isUtf8(bytes) ? 'utf-8' : 'base64';
  return {
    line: line.number,
    ...(line.piece && { piece: line.piece }),
    reason,
    detail,
    sha256: sha256(bytes),
    encoding,
    raw: bytes.toString(encoding),
  };
};

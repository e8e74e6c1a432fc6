import { isUtf8 } from 'node:buffer';
import type { LosslessNumber } from 'lossless-json';
import type { FieldPath } from './identifier-fields';
import { isJsonObject, readExactJson, writeJson } from './json';
import type { Line } from './split-lines';
import { IdentifierShapeError, tokenizeRecord } from './tokenize-record';

/** Why a line could not be read. */
export type Reason = 'line-too-long' | 'not-utf-8' | 'not-json' | 'not-an-object' | 'identifier-shape';

/** What a line is. `detail` may quote the line: it belongs into the quarantine and not into a log. */
export type LineVerdict =
  | { readonly kind: 'record'; readonly json: string }
  | { readonly kind: 'blank' }
  | { readonly kind: 'unreadable'; readonly reason: Reason; readonly detail: string };

/** Replaces an identifier. */
export type Replace = (value: string | LosslessNumber) => string;

/** Without `fatal`: {@link isUtf8} has looked before. It drops a byte order mark. */
const decoder = new TextDecoder('utf-8');

/** Reads a line and replaces its identifiers. */
export const judgeLine = (line: Line, fields: readonly FieldPath[], replace: Replace): LineVerdict => {
  if (line.piece) return unreadable('line-too-long', `piece ${line.piece.index} of a line longer than the limit`);
  if (!isUtf8(line.bytes)) return unreadable('not-utf-8', 'the bytes are not UTF-8');
  const text = decoder.decode(line.bytes);
  if (text.trim() === '') return { kind: 'blank' };
  try {
    const value = readExactJson(text);
    if (!isJsonObject(value)) return unreadable('not-an-object', 'the line is JSON but not an object');
    return { kind: 'record', json: writeJson(tokenizeRecord(value, fields, replace)) };
  } catch (error) {
    if (error instanceof IdentifierShapeError) return unreadable('identifier-shape', error.message);
    if (error instanceof SyntaxError) return unreadable('not-json', error.message);
    if (error instanceof RangeError) return unreadable('not-json', 'objects or lists are nested too deeply');
    throw error;
  }
};

const unreadable = (reason: Reason, detail: string): LineVerdict => ({ kind: 'unreadable', reason, detail });

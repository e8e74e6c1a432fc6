import { LosslessNumber } from 'lossless-json';
import type { FieldPath } from './identifier-fields';
import { type ExactObject, isJsonObject, type Json } from './json';

/** A record has something other than a text or a number where an identifier is configured: it can be neither tokenized nor let through. */
export class IdentifierShapeError extends Error {
  override readonly name = 'IdentifierShapeError';
}

/** UTF-8 cannot express it and would give all such texts one token. */
const HALF_PAIR = /\p{Surrogate}/u;

/**
 * A copy of the record with every identifier replaced; the rest stays as it is.
 *
 * Absent fields and nulls stay. Lists are entered. A name with a dot in it is met both as a nested property and literally:
 * `patient.ssn` covers `{"patient":{"ssn":1}}` and `{"patient.ssn":1}`, because a record in the other spelling must not leak.
 *
 * @throws {IdentifierShapeError} when a field is no identifier, naming it and the kind of value, not the value
 */
export const tokenizeRecord = (
  record: ExactObject,
  fields: readonly FieldPath[],
  replace: (value: string | LosslessNumber) => string,
): ExactObject => fields.reduce((result, path) => descend(result, path, path, replace), record);

type Replace = (value: string | LosslessNumber) => string;

const descend = (object: ExactObject, rest: FieldPath, path: FieldPath, replace: Replace): ExactObject => {
  let result = object;
  for (let length = 1; length <= rest.length; length += 1) {
    const name = rest.slice(0, length).join('.');
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    if (value !== undefined && value !== null) {
      result = { ...result, [name]: replaceIn(value, rest.slice(length), path, replace) };
    }
  }
  return result;
};

const replaceIn = (value: Json, rest: readonly string[], path: FieldPath, replace: Replace): Json => {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map((item) => replaceIn(item, rest, path, replace));
  const [next, ...others] = rest;
  if (next !== undefined) {
    if (isJsonObject(value)) return descend(value, [next, ...others], path, replace);
    throw new IdentifierShapeError(
      `${kind(value)} stands on the way to identifier field "${path.join('.')}": expected an object`,
    );
  }
  if (typeof value === 'string' && HALF_PAIR.test(value)) {
    throw new IdentifierShapeError(
      `identifier field "${path.join('.')}" holds half a surrogate pair: expected Unicode text`,
    );
  }
  if (typeof value === 'string' || value instanceof LosslessNumber) return replace(value);
  throw new IdentifierShapeError(
    `identifier field "${path.join('.')}" holds ${kind(value)}: expected a text or a number`,
  );
};

const kind = (value: Json): string => {
  if (isJsonObject(value)) return 'an object';
  return value instanceof LosslessNumber ? 'a number' : `a ${typeof value}`;
};

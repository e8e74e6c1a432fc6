import { LosslessNumber, parse } from 'lossless-json';

/** A JSON value whose numbers keep the digits they were written with: a 64-bit id must leave as it came. */
export type Json = null | boolean | string | LosslessNumber | readonly Json[] | ExactObject;

/** A JSON object. */
export interface ExactObject {
  readonly [key: string]: Json;
}

/** Reads one JSON text; throws SyntaxError also for a key that stands twice with different values, RangeError for too deep a nesting. */
export const readExactJson = (text: string): Json => parse(text) as Json;

/** True for `{…}`, not for a number, which the parser represents by an object. */
export const isJsonObject = (value: Json): value is ExactObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof LosslessNumber);

/**
 * Writes a value read by {@link readExactJson}. Not the library's `stringify`: that takes any object with a property
 * `isLosslessNumber` for a number, and a record may hold one.
 */
export const writeJson = (value: Json): string => {
  if (value instanceof LosslessNumber) return value.value;
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${writeJson(member)}`);
  return `{${members.join(',')}}`;
};

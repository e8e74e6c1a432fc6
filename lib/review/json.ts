import { isObject, type JsonObject } from '../ground/json';

/** A text that two values share exactly when they are the same JSON, in whatever order their keys stand. */
export const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'undefined';
  const entries = Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${entries.join(',')}}`;
};

/** Are two values the same JSON? */
export const isSame = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);

/** Every key of two objects, sorted. */
export const keysOf = (one: JsonObject, other: JsonObject): readonly string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].toSorted();

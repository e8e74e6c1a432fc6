import { messageOf } from './message-of';
import { printableLine } from './printable';
import { UserError } from './user-error';

/** A JSON object of unknown content. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Is the value an object and not a list? */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object's entries, or none where it is something else. */
export const objectAt = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** What an object itself has under a key; `constructor` and the like are keys as any other. */
export const own = <T>(object: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;

/** A list as it is, one thing as a list of it, nothing as an empty list. */
export const listAt = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

/**
 * A file's content as JSON.
 *
 * @param name of the file, for the message
 * @throws {UserError} when it is none
 */
export const jsonIn = (content: Buffer | string, name: string): unknown => {
  try {
    return JSON.parse(content.toString()) as unknown;
  } catch (error) {
    throw new UserError(printableLine(`${name} is not JSON (${messageOf(error)})`)); // the message cites the content
  }
};

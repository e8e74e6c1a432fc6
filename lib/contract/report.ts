import * as z from 'zod/mini';
import { toDotPath } from 'zod/v4/core';
import { en } from 'zod/v4/locales';
import type { DeepReadonly } from '../ground/deep-readonly';
import { printableLine } from '../ground/printable';
import { UserError } from '../ground/user-error';

const { localeError } = en();

/** A text that says something. */
export const words = z.string().check(z.minLength(1));

/** How many. */
export const natural = z.int().check(z.minimum(0));

/** Of a value that is not as it should be, in a message. */
const LONGEST = 80;

/**
 * A report from parsed JSON; what it has beside the fields of its schema is left out.
 *
 * @param kind what it has to be, for example `gate report`
 * @param name where it was read, for the message
 * @throws {UserError} when a field is not as its schema says, naming it
 */
export const parseReport = <Schema extends z.ZodMiniType>(
  schema: Schema,
  value: unknown,
  kind: string,
  name: string,
): DeepReadonly<z.infer<Schema>> => {
  const { data, error } = schema.safeParse(value, { error: localeError, reportInput: true });
  if (error === undefined) return data as DeepReadonly<z.infer<Schema>>;
  const [{ path = [], message = '', code, input } = {}] = error.issues;
  const got = code === 'custom' || input === undefined ? '' : `, got ${JSON.stringify(input)?.slice(0, LONGEST)}`;
  throw new UserError(
    printableLine(`${name} is no ${kind} of schema 1: ${toDotPath(path) || 'all of it'}: ${message}${got}`),
  );
};

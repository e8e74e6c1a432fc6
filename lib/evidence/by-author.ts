import * as z from 'zod/mini';
import { personIn } from './outcome-word';

/** What people are called in commits, names and addresses, by what they are called in a session with AWS. */
export type People = Readonly<Record<string, readonly string[]>>;

const peopleSchema = z.record(z.string(), z.array(z.string()));

/** Whom an environment variable of JSON knows; nobody where it is not set. @throws {Error} when it is something else */
export const readPeople = (text: string | undefined): People =>
  text === undefined || text === '' ? {} : peopleSchema.parse(JSON.parse(text));

/** Names under which a source's output variables know who has written the commit. */
const AUTHOR_VARIABLES = ['AuthorDisplayName', 'AuthorEmail', 'AuthorId'];

/**
 * Whether who answered has written the commit: by the name of his session or user, which is a name or the beginning of an address
 * of the author, or which belongs to one by the configuration. AWS itself does not know who has written a commit.
 */
export const isByAuthor = (
  by: string | undefined,
  variables: Readonly<Record<string, string>>,
  people: People,
): boolean => {
  if (by === undefined) return false;
  const person = personIn(by);
  const known = Object.hasOwn(people, person) ? (people[person] ?? []) : [];
  const own = new Set([person, ...known].map(plain));
  return AUTHOR_VARIABLES.flatMap((name) => variables[name] ?? [])
    .flatMap((name) => [name, name.replace(/@.*$/, '')])
    .some((name) => name !== '' && own.has(plain(name)));
};

const plain = (text: string): string => text.trim().toLowerCase();

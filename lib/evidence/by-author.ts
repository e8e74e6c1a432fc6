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
/** Who has written it with the author: git's trailer, as its hosts write it into the message. */
const CO_AUTHOR = /^co-authored-by:[ \t]*([^<\r\n]*?)[ \t]*<([^>\r\n]*)>/gim;

/**
 * Everybody who has written a commit, by name and address, as far as its source says: a connection does, CodeCommit and S3 do not.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html
 */
export const authorsIn = (variables: Readonly<Record<string, string>>): readonly string[] =>
  [
    ...AUTHOR_VARIABLES.map((name) => variables[name] ?? ''),
    ...[...(variables['CommitMessage'] ?? '').matchAll(CO_AUTHOR)].flatMap(([, name = '', address = '']) => [
      name,
      address,
    ]),
  ].filter((name) => name.trim() !== '');

/**
 * Whether who answered has written the commit, alone or with others: by the name of his session or user, which is a name or the
 * beginning of an address of an author, or which belongs to one by the configuration. Case says nothing. AWS itself does not know
 * who has written a commit.
 */
export const isByAuthor = (
  by: string | undefined,
  variables: Readonly<Record<string, string>>,
  people: People,
): boolean => {
  if (by === undefined) return false;
  const person = plain(personIn(by));
  const known = Object.entries(people).flatMap(([name, names]) => (plain(name) === person ? names : []));
  const own = new Set([person, ...known.map(plain)]);
  return authorsIn(variables)
    .flatMap((name) => [name, beginningOf(name)])
    .some((name) => name !== '' && own.has(plain(name)));
};

/** `ada` of `ada@example.com`, and of the address that GitHub gives whoever hides his own: `1815+ada@users.noreply.github.com`. */
const beginningOf = (address: string): string => {
  const [, login] = /^(?:\d+\+)?([^@]+)@users\.noreply\.github\.com$/i.exec(address.trim()) ?? [];
  return login ?? address.replace(/@.*$/, '');
};

const plain = (text: string): string => text.trim().toLowerCase();

import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isGone, OWNER, ownerSchema, processIdentity } from '../process/identity';
import { readOrdinary, writeWhole } from '../process/write-whole';

/** What private directories are made for. */
export const PURPOSES = ['rehearsal', 'build', 'review', 'watch'] as const;
export type DirectoryPurpose = (typeof PURPOSES)[number];

const markSchema = z.strictObject({
  schema: z.literal(1),
  purpose: z.enum(PURPOSES),
  owner: ownerSchema,
  /** The app that is rehearsed, where it is one. */
  app: z.string().nullable(),
  /** The emulator that lives in the directory. */
  emulator: processIdentity.nullable(),
  /** ISO 8601 UTC. */
  created: z.string(),
});

/** What a private directory says of itself. */
export type Mark = Readonly<z.infer<typeof markSchema>>;

/** The file that keeps an emulator alive without its parent; written when its session is there. */
export const KEPT = 'kept.json';

const NAME = new RegExp(`^delivery-(${PURPOSES.join('|')})-[A-Za-z0-9]{6}$`);

/** How the name of a private directory begins. */
export const prefixOf = (purpose: DirectoryPurpose): string => `delivery-${purpose}-`;

/** True for the names that private directories have. */
export const isPrivateName = (name: string): boolean => NAME.test(name);

/** True for a directory, itself and no link to one, that belongs to this user and that nobody else can write to. */
export const isOurs = (directory: string): boolean => {
  const found = lstatSync(directory, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
};

/** The mark of a private directory; undefined where it has none, or one in another form. */
export const readMark = (directory: string): Mark | undefined =>
  parseAs(readOrdinary(join(directory, OWNER)), markSchema);

/** Marks a private directory anew. */
export const writeMark = (directory: string, mark: Mark): void => {
  writeWhole(join(directory, OWNER), `${JSON.stringify(mark)}\n`, 0o600);
};

/** True when nobody works in the directory any more, as far as can be seen from here. */
export const isAbandoned = (directory: string, { owner }: Mark): boolean =>
  isGone(owner, [join(directory, OWNER), join(directory, KEPT)]);

/** A document as a schema wants it; undefined where it is absent, no JSON or another one. */
export const parseAs = <T>(text: string | undefined, schema: z.ZodType<T>): T | undefined => {
  if (text === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MAILBOX } from '../rehearsal/record/mailbox';

/** Directories of a record in which pages lie that a release has made, and how deep. */
const PLACES = ['review', 'validation'] as const;

/** What nobody has to write in another way in an address. */
const PAGE = /^[\w.@-]+\.html$/;

/** The pages in a record, by their paths in it: `review/prod.html`, `validation/dev-…/validation.html`. */
export const reportsIn = (record: string): readonly string[] =>
  PLACES.flatMap((place) => {
    if (!existsSync(join(record, place))) return [];
    const entries = readdirSync(join(record, place), { withFileTypes: true });
    return entries.flatMap((entry) => {
      if (entry.isFile()) return PAGE.test(entry.name) ? [`${place}/${entry.name}`] : [];
      if (!entry.isDirectory() || !/^[\w.@-]+$/.test(entry.name)) return [];
      const inside = readdirSync(join(record, place, entry.name), { withFileTypes: true });
      return inside.flatMap(({ name }) => (PAGE.test(name) ? [`${place}/${entry.name}/${name}`] : []));
    });
  }).toSorted();

/** The pages that one approval points to: they are called like its stage. */
export const reviewsOf = (record: string, stageName: string): readonly string[] =>
  reportsIn(record).filter((path) => path === `review/${stageName}.html` || path.startsWith(`review/${stageName}-`));

/** What people were told by e-mail, as text; undefined where nobody was told anything. */
export const mailboxIn = (record: string): string | undefined => {
  const file = join(record, MAILBOX);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};

/** One of the pages; undefined for whatever else lies there. */
export const readReport = async (record: string, path: string): Promise<Buffer | undefined> =>
  reportsIn(record).includes(path) ? readFile(join(record, path)) : undefined;

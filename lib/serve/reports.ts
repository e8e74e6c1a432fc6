import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
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

/**
 * The pages that one approval points to: they are called like its stage, and where it has several targets like their folders.
 *
 * @param stages names of all stages: `review/prod-eu.html` is no page of `prod` where there is a stage `prod-eu`
 */
export const reviewsOf = (record: string, stageName: string, stages: readonly string[]): readonly string[] => {
  const isOf = (path: string, stage: string): boolean =>
    path === `review/${stage}.html` || path.startsWith(`review/${stage}-`);
  const longer = stages.filter((other) => other.startsWith(`${stageName}-`));
  return reportsIn(record).filter((path) => isOf(path, stageName) && !longer.some((other) => isOf(path, other)));
};

/** As much of a page as its title stands in. */
const BEGINNING = 4096;

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };

/** What a page says first, in its title before the first `·`; undefined where it has none. */
export const saidBy = (record: string, path: string): string | undefined => {
  const file = openSync(join(record, path), 'r');
  try {
    const beginning = Buffer.alloc(BEGINNING);
    const text = beginning.subarray(0, readSync(file, beginning)).toString('utf8');
    const [, title] = /<title>([^<]*?)(?: · [^<]*)?<\/title>/.exec(text) ?? [];
    return title?.replaceAll(/&(lt|gt|quot|#39|amp);/g, (entity, name: string) => ENTITIES[name] ?? entity);
  } finally {
    closeSync(file);
  }
};

/** What people were told by e-mail, as text; undefined where nobody was told anything. */
export const mailboxIn = (record: string): string | undefined => {
  const file = join(record, MAILBOX);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};

/** One of the pages; undefined for whatever else lies there. */
export const readReport = async (record: string, path: string): Promise<Buffer | undefined> =>
  reportsIn(record).includes(path) ? readFile(join(record, path)) : undefined;

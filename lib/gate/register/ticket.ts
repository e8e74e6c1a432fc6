import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { didYouMean } from '../../ground/near-misses';

/** A file of the repository, with or without one of its headings. */
const FILE = /^(?!.*(^|\/)\.\.?(\/|$))[\w.-]+(\/[\w.-]+)*\.[a-z]+(#[\w-]+)?$/;

const TICKETS: readonly RegExp[] = [
  /^https:\/\/[^\s/]+\.[^\s/]+\/\S+$/, // a page
  /^[A-Za-z][A-Za-z0-9]*[-#]\d+$|^#\d+$/, // an id: SEC-12, repo#3
  FILE,
];

/** Whether a text has the form of a place where something is decided. */
export const isTicket = (ticket: string): boolean => TICKETS.some((form) => form.test(ticket));

/** What is wrong with a ticket of the right form: a file, or a heading of it, that is not there. Nobody is asked about the others. */
export const flawsOfTicket = (ticket: string, directory: string): readonly string[] => {
  if (!FILE.test(ticket)) return [];
  const [name = '', tag] = ticket.split('#');
  const file = join(directory, name);
  if (!existsSync(file)) {
    const around = join(directory, dirname(name));
    const beside = existsSync(around) ? readdirSync(around).map((each) => join(dirname(name), each)) : [];
    return [
      `its ticket ${name} is no file beside the register: ${didYouMean(name, beside) ?? 'name one that is there'}`,
    ];
  }
  if (tag === undefined) return [];
  const tags = headingsOf(readFileSync(file, 'utf8'));
  return tags.includes(tag)
    ? []
    : [
        `its ticket names #${tag}, and ${name} has no such heading: ${didYouMean(tag, tags) ?? 'name one that is there'}`,
      ];
};

/** Anchors of a Markdown file as code hosts make them: `## Why so?` is `why-so`. */
const headingsOf = (markdown: string): readonly string[] =>
  [...markdown.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );

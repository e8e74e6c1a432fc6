import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type CollectionTag, parse } from 'yaml';
import { UserError } from '../../lib/ground/user-error';

/** A row of the corpus, as far as the document shows it; `emulator/fidelity/case.py` is the whole form. */
interface FidelityRow {
  readonly feature: string;
  readonly state: 'as AWS' | 'differs' | 'absent';
  readonly note?: string;
  readonly source?: string | readonly string[];
  readonly standing?: string;
  readonly cases?: readonly FidelityCase[];
  readonly tests?: readonly string[];
}

interface FidelityCase {
  readonly asks: string;
  readonly source?: string | readonly string[];
  readonly standing?: string;
}

interface Section {
  readonly title: string;
  /** What stands before its rows. */
  readonly before?: string;
}

const SECTIONS = 'sections.yaml';
const NOT_ROWS = [SECTIONS, 'undo.yaml'];

/** What is too long to write says nothing to a reader of the document. */
const LONG_VALUES = ['!text', '!many', '!zip'].flatMap((tag): CollectionTag[] => [
  { tag, collection: 'seq', resolve: (value) => value },
  { tag, collection: 'map', resolve: (value) => value },
]);

const read = (file: string) => parse(readFileSync(file, 'utf8'), { customTags: LONG_VALUES, merge: true });

/**
 * `docs/fidelity.md`: the rows of the corpus by section, as Markdown.
 *
 * @param directory of the corpus
 * @throws {UserError} when a row has neither cases nor tests: it does not exist
 */
export const fidelityDocument = (directory: string): string => {
  const sections: readonly Section[] = read(join(directory, SECTIONS));
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml') && !NOT_ROWS.includes(basename(file)))
    .toSorted()
    .map((file) => ({ file, ...(read(join(directory, file)) as { section: string; rows: readonly FidelityRow[] }) }));
  const titles = sections.map(({ title }) => title);
  const stray = files.find(({ section }) => !titles.includes(section));
  if (stray !== undefined) {
    throw new UserError(`${stray.file}: there is no section "${stray.section}"; ${SECTIONS} has ${titles.join(', ')}`);
  }
  return [
    ...INTRODUCTION,
    ...sections.flatMap(({ title, before }) => [
      '',
      `## ${title}`,
      '',
      ...(before === undefined ? [] : [before, '']),
      '| feature | state | note | cases |',
      '| --- | --- | --- | --- |',
      ...files
        .filter(({ section }) => section === title)
        .flatMap(({ file, rows }) => rows.map((each) => line(each, file))),
    ]),
    '',
  ].join('\n');
};

const INTRODUCTION = [
  '# Fidelity of the emulator',
  '',
  'Written by `npm run docs` from `emulator/cases`. What a rehearsal proves is only as good as the emulator under it. Per',
  'feature: **as AWS**, **differs** (and how), or **absent**: asked for by name, it is refused by name, never ignored. Whatever',
  'is not listed is moto’s own behaviour.',
  '',
  'A row exists by its cases (what is asked, what AWS answers and the page that says so; `npm run fidelity` asks them of any',
  'endpoint) or by unit tests of `emulator/tests`, which its file names. What AWS’s pages do not say is *reported* or *unconfirmed*.',
];

const line = ({ feature, state, note = '', ...row }: FidelityRow, file: string): string => {
  const { cases = [], tests = [] } = row;
  if (cases.length + tests.length === 0) {
    throw new UserError(`${file}: "${feature}" has neither cases nor tests: a row without a case does not exist`);
  }
  return `| ${feature} | ${state} | ${note} | ${cases.length > 0 ? proof(cases, row) : 'tests'} |`;
};

/** How many cases there are, with their pages, and what of them no page says. */
const proof = (cases: readonly FidelityCase[], row: Pick<FidelityRow, 'source' | 'standing'>): string => {
  const pages = [...new Set(cases.flatMap(({ source = row.source ?? [] }) => source))];
  const links = pages.map((page, i) => `[${i + 1}](${page})`).join(' ');
  const doubts = ['reported', 'unconfirmed'].flatMap((word) => {
    const count = cases.filter(({ standing = row.standing }) => standing === word).length;
    return count === 0 ? [] : [count === cases.length ? `, ${word}` : `, ${count} ${word}`];
  });
  return `${cases.length}: ${links}${doubts.join('')}`;
};

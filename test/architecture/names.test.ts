import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, normalize, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { CONFIG_FILE } from '../_helpers/pin-configuration';
import { filesIn, MADE } from './files-in';

interface ImportRule {
  readonly name: string;
  readonly from: { readonly path?: string; readonly pathNot?: string };
  readonly to: { readonly path?: string; readonly pathNot?: string };
}

const { forbidden } = createRequire(resolve('package.json'))('./.dependency-cruiser.cjs') as {
  readonly forbidden: readonly ImportRule[];
};

/** Where something is mentioned, and as what. */
interface Mention {
  readonly file: string;
  readonly name: string;
}

/** Mentions of what is not there, and why each has to be. */
const ALLOWED: Readonly<Record<string, string>> = {
  'CONTRIBUTING.md: functions/reports/index.ts': 'the recipe makes it',
  'docs/data.md: incoming/': 'a prefix of the data bucket',
  'docs/data.md: processed/': 'a prefix of the data bucket',
  'docs/data.md: quarantine/': 'a prefix of the data bucket',
  'docs/decisions/accepted-findings-of-the-stack.md: incoming/': 'a prefix of the data bucket',
  'docs/decisions/accepted-findings-of-the-stack.md: processed/': 'a prefix of the data bucket',
  'docs/decisions/accepted-findings-of-the-stack.md: quarantine/': 'a prefix of the data bucket',
  'docs/threat-model.md: build/templates/': 'a prefix of a record in the evidence bucket',
  'docs/evidence.md: before/': 'a prefix of the evidence bucket',
  'docs/decisions/evidence-is-an-in-toto-statement.md: statement-2.dsse.json': 'a number is put into its name',
  'docs/evidence.md: statement-2.dsse.json': 'a number is put into its name',
  'docs/evidence.md: statement.json': 'what the reader of a record makes by hand',
};

/** Roots whose names need no context: `lib/…` is a path wherever it is written. */
const ROOTED =
  /(?<![\w./@$})\]*-])(?<!from ')(?:\.\/)?(?:bin|lib|functions|bench|emulator|test|docs|\.ci)\/[\w.@*-]*[\w*](?:\/[\w.@*-]*[\w*])*\/?/g;
/** A name between backticks that only a file or folder of some repository can have. */
const NAMED = /^(?:[\w.@-]+\/)*[\w.@-]+(?:\.(?:ts|mjs|cjs|py|md|ya?ml|json|html|sh)|\/)$/;

/** A file of data by its name in a source: `'summary.json'`, `${directory}/summary.json`. */
const WRITTEN = /['"`/]([\w.-]+\.(?:json|html))['"`]/g;

const isDocument = (file: string): boolean => file.endsWith('.md') || file === 'acknowledgements.yaml';

/** What a text mentions: rooted paths everywhere; in documents also short names between backticks, and where links lead. */
const mentionsIn = (file: string, text: string): readonly Mention[] => {
  // `test_<name>.py` stands for many files: what is sure is their folder.
  const rooted = [...text.matchAll(ROOTED)].map(({ 0: name, index }) =>
    normalize(/[<{$]/.test(text[index + name.length] ?? '') ? dirname(name) : name),
  );
  if (!isDocument(file)) return rooted.map((name) => ({ file, name }));
  const fenced = [...text.matchAll(/^```.*\n([\s\S]*?)^```/gm)].flatMap(([, inside = '']) => inside.split(/\s+/));
  const quoted = [...text.matchAll(/`([^`\s]+)`/g)].map(([, name = '']) => name);
  const short = [...quoted, ...fenced]
    .map((name) => name.replace(/^(?:\.{1,2}\/)+/, ''))
    .filter((name) => NAMED.test(name));
  const links = [...text.matchAll(/\]\(([^)#\s]+)[^)\s]*\)/g)]
    .map(([, to = '']) => to)
    .filter((to) => !/^[a-z]+:/.test(to))
    .map((to) => normalize(join(dirname(file), to)));
  return [...rooted, ...short, ...links].map((name) => ({ file, name }));
};

const ENDINGS = ['', '.ts', '.test.ts', '.mjs', '.cjs', '.py', '.md'];

const isRooted = (name: string): boolean => new RegExp(ROOTED.source).test(name);

/** Files that a program writes or reads by their name, `'summary.json'`: where they lie, no source knows. */
const writtenIn = (texts: Iterable<string>): ReadonlySet<string> =>
  new Set([...texts].flatMap((text) => [...text.matchAll(WRITTEN)].map(([, name = '']) => name)));

/**
 * Answers whether something of the repository has a name: a path, with or without its ending, the end of one, or what
 * its programs write.
 */
const knownBy = (files: readonly string[], written: ReadonlySet<string>): ((mention: Mention) => boolean) => {
  const paths = new Set(files);
  for (const file of files) {
    for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) paths.add(folder);
  }
  const tails = new Set([...paths].flatMap((path) => path.split('/').map((_, at, parts) => parts.slice(at).join('/'))));
  return ({ name }) => {
    const path = name.replace(/\/$/, '');
    if (MADE.test(path) || (!isRooted(name) && written.has(basename(path)))) return true;
    if (path.includes('*')) {
      const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\*+/g, '.*')}`);
      return [...paths].some((each) => pattern.test(each));
    }
    return ENDINGS.some((ending) => (isRooted(name) ? paths : tails).has(path + ending));
  };
};

/** Files whose texts and comments speak of files; tests invent names, and are left out. */
const SPEAKING =
  /^((bin|lib|functions|bench|docs|emulator\/delivery_emulator)\/.*|[^/.][^/]*)\.(ts|mjs|cjs|py|md|yaml)$/;

const files = filesIn('.');
const texts = new Map(files.filter((file) => SPEAKING.test(file)).map((file) => [file, readFileSync(file, 'utf8')]));
const written = writtenIn([...texts].filter(([file]) => !isDocument(file)).map(([, text]) => text));

/** Mentions of what is not there. */
const missing = (texts: ReadonlyMap<string, string>, files: readonly string[]): readonly string[] => {
  const isKnown = knownBy(files, written);
  const mentions = [...texts].flatMap(([file, text]) => mentionsIn(file, text)).filter((each) => !isKnown(each));
  return [...new Set(mentions.map(({ file, name }) => `${file}: ${name}`))].toSorted();
};

/** A pattern for each of its alternatives, from the inside out: `^(lib/(a|b)|c)` is `^lib/a`, `^lib/b` and `^c`. */
const alternatives = (pattern: string): readonly string[] => {
  const found = /\(([^()]*)\)/.exec(pattern);
  if (found === null) return [pattern];
  const { 0: group, 1: inside = '', index } = found;
  const one = inside.split('|').map((each) => pattern.slice(0, index) + each + pattern.slice(index + group.length));
  return [...new Set(one.flatMap(alternatives))];
};

/** Paths of this repository that the import rules judge, each alternative by itself. */
const judgedBy = (rules: readonly ImportRule[]): readonly string[] =>
  rules
    .flatMap(({ from, to }) => [from.path, from.pathNot, to.path, to.pathNot])
    .filter((pattern) => pattern !== undefined && !/node_modules|aws-lambda|\$1/.test(pattern))
    .flatMap((pattern = '') => alternatives(pattern));

describe('names of files', () => {
  test('that documents, messages and comments mention are there', () => {
    expect(texts.size).toBeGreaterThan(500);
    expect(missing(texts, files).filter((each) => !(each in ALLOWED))).toEqual([]);
  });

  test('that the import rules judge are there', () => {
    const idle = judgedBy(forbidden).filter(
      (pattern) => ![CONFIG_FILE, ...files].some((file) => new RegExp(pattern).test(file)),
    );
    expect(idle).toEqual([]);
  });

  test('fail in an import rule, one alternative among others', () => {
    const rules = [{ name: 'planted', from: { path: '^lib/(gate/(rules|attic)|config)/' }, to: {} }];
    expect(judgedBy(rules)).toEqual(['^lib/gate/rules/', '^lib/config/', '^lib/gate/attic/']);
  });

  test('are excepted only where they must be', () => {
    const absent = missing(texts, files);
    expect(Object.keys(ALLOWED).filter((each) => !absent.includes(each))).toEqual([]);
  });

  test.each([
    ['a document', 'README.md', 'see `lib/attic/box.ts`', 'lib/attic/box.ts'],
    ['a document, by a short name', 'docs/security.md', 'in `box.py`, or `attic/`', 'box.py'],
    ['a link', 'docs/security.md', '[box](decisions/box.md#lid)', 'docs/decisions/box.md'],
    ['a message', 'lib/gate/gate.ts', "'edit lib/attic/box.ts, and run again'", 'lib/attic/box.ts'],
    ['a comment', 'emulator/delivery_emulator/door.py', '# See docs/decisions/box.md.', 'docs/decisions/box.md'],
    ['a command', 'README.md', '```sh\nnode ./tools/box.mjs --all\n```\n', 'tools/box.mjs'],
    ['a relative name', 'docs/security.md', 'in `../attic/box.ts`', 'attic/box.ts'],
    ['a relative name between quotes', 'lib/gate/gate.ts', "'run ./bin/box'", 'bin/box'],
    ['a name of data', 'README.md', '`attic/box.json`, `box.html` and `box.sh`', 'box.sh'],
    ['a name of data that nobody writes', 'README.md', '`box.html`', 'box.html'],
    ['a pattern', 'README.md', '`lib/attic/*.ts`', 'lib/attic/*.ts'],
  ])('that are not there fail in %s', (_, file, text, name) => {
    expect(missing(new Map([[file, text]]), files)).toContain(`${file}: ${name}`);
  });

  test.each([
    ['without its ending', 'README.md', '`lib/gate/gate`'],
    ['of a folder', 'lib/gate/gate.ts', '// see docs/decisions'],
    ['by its end', 'README.md', '`rules/index.ts`, `rules/`'],
    ['of what a program writes', 'README.md', '`summary.json`'],
    ['behind ./', 'README.md', '`./rules/index.ts`'],
    ['of what is made', 'README.md', '`cdk.out/gate/report.md`'],
    ['in a web address', 'docs/security.md', '[x](https://example.com/lib/x.md), https://example.com/docs/x'],
  ])('pass %s', (_, file, text) => {
    expect(missing(new Map([[file, text]]), files)).toEqual([]);
  });
});

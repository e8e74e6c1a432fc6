import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { declaredTwice, functionDeclarations, functionsOf, otherThrows, spreadLiterals } from './dialect';
import { filesIn } from './files-in';

/** Lines that a file and a function may have: what is longer has a second idea in it. */
const FILE_LINES = 250;
const FUNCTION_LINES = 40;

/** Names that two files declare, and why each must: none has to. */
const SAME_NAMES: Readonly<Record<string, string>> = {};

/** Functions that are longer than the others, and why each must be. */
const LONG_FUNCTIONS: Readonly<Record<string, string>> = {
  'bench/aws-stub/answers.ts: answersFrom': 'a table of what the stub answers, an operation an entry',
  'bench/aws-stub/serve.ts: serveStub': 'one server whose state, counts and ending are its closure',
  'functions/data-processing/s3-object-store.ts: s3ObjectStore': 'an object of four short calls around one client',
  'functions/rotate-key-ring/secrets-manager-store.ts: secretsManagerStore':
    'an object of short calls around one client',
  'lib/reports/gate/proof.ts: proof': 'one section of a page, written down as it is read',
  'lib/reports/kit/page.ts: document': 'one HTML document, written down as it is read',
  'lib/reports/review/gate-changes.ts: acknowledgementSection': 'one section of a page, written down as it is read',
};

/** A rule of the gate and the check of the validation that asks the same of what is deployed. */
const isRuleAndCheck = (files: readonly string[]): boolean =>
  files.length === 2 &&
  files.map(dirname).toString() === 'lib/gate/rules,lib/validation/checks' &&
  new Set(files.map((file) => basename(file))).size === 1;

/** What Lambda calls is named `handler` in each function. */
const isHandler = (name: string, files: readonly string[]): boolean =>
  name === 'handler' && files.every((file) => /^functions\/[\w-]+\/index\.ts$/.test(file));

/** `name: files`, without what is so by design. */
const sharedNames = (sources: ReadonlyMap<string, string>): readonly string[] =>
  [...declaredTwice(sources)]
    .map(([name, files]) => [name, files.toSorted()] as const)
    .filter(([name, files]) => !isRuleAndCheck(files) && !isHandler(name, files))
    .map(([name, files]) => `${name}: ${files.join(', ')}`);

const longFunctions = (sources: ReadonlyMap<string, string>): readonly string[] =>
  [...sources].flatMap(([file, text]) =>
    functionsOf(text)
      .filter(({ lines }) => lines > FUNCTION_LINES)
      .map(({ name }) => `${file}: ${name}`),
  );

const longFiles = (sources: ReadonlyMap<string, string>): readonly string[] =>
  [...sources].filter(([, text]) => text.trimEnd().split('\n').length > FILE_LINES).map(([file]) => file);

/** `file: what`, for each finding in a file. */
const inEach = (sources: ReadonlyMap<string, string>, look: (text: string) => readonly string[]): readonly string[] =>
  [...sources].flatMap(([file, text]) => look(text).map((found) => `${file}: ${found}`));

const readAll = (files: readonly string[]) => new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));

const written = filesIn('.').filter((file) => /\.(ts|mjs|cjs|py)$/.test(file));
const all = readAll(written);
const typescript = new Map([...all].filter(([file]) => file.endsWith('.ts')));
const shipped = new Map([...typescript].filter(([file]) => /^(lib|bin|functions|bench)\//.test(file)));

/** This file, which plants what it refuses. */
const OWN = 'test/architecture/dialect.test.ts';
const ready = new Map([...all].filter(([file]) => !file.endsWith('.py') && file !== OWN));

const subjectOf = (found: string): string => found.slice(0, found.indexOf(':'));

describe('the dialect', () => {
  test('is asked of every file', () => {
    expect(shipped.size).toBeGreaterThan(400);
    expect(all.size).toBeGreaterThan(shipped.size + 300);
  });

  test('has one exported name for one thing', () => {
    expect(sharedNames(shipped).filter((found) => !(subjectOf(found) in SAME_NAMES))).toEqual([]);
    expect(Object.keys(SAME_NAMES).length).toBeLessThan(10);
  });

  test('declares functions as arrow constants', () => {
    expect(inEach(ready, functionDeclarations)).toEqual([]);
  });

  test('spreads no literal', () => {
    expect(inEach(ready, spreadLiterals)).toEqual([]);
  });

  test('says what is thrown in one form', () => {
    expect(inEach(ready, otherThrows)).toEqual([]);
  });

  test(`has functions of at most ${FUNCTION_LINES} lines`, () => {
    expect(longFunctions(shipped).filter((found) => !(found in LONG_FUNCTIONS))).toEqual([]);
    expect(Object.keys(LONG_FUNCTIONS).length).toBeLessThanOrEqual(10);
  });

  test(`has files of at most ${FILE_LINES} lines`, () => {
    expect(longFiles(all)).toEqual([]);
  });

  test('has no exception that is not needed', () => {
    const shared = sharedNames(shipped).map(subjectOf);
    const long = longFunctions(shipped);
    expect(Object.keys(SAME_NAMES).filter((name) => !shared.includes(name))).toEqual([]);
    expect(Object.keys(LONG_FUNCTIONS).filter((name) => !long.includes(name))).toEqual([]);
  });
});

const planted = (...texts: readonly (readonly [file: string, text: string])[]) => new Map(texts);

describe('the dialect refuses', () => {
  test.each([
    ['two values', 'export const box = 1;', 'export const box = (): number => 2;'],
    ['two types', 'export interface box { readonly lid: string }', 'export type box = string;'],
    ['a value and a class', 'const lid = 1, key = 2;\nexport const key2 = 1, box = 2;', 'export class box {}'],
    ['two functions', 'export async function box() {}', 'export function* box() {}'],
  ])('one name for %s', (_, one, other) => {
    expect(sharedNames(planted(['lib/a.ts', one], ['bench/b.ts', other]))).toEqual(['box: bench/b.ts, lib/a.ts']);
  });

  test.each([
    ['is passed on', "export { box } from './a';\nexport type { lid } from './a';"],
    ['is exported nowhere else', 'const box = 1;\nexport const lid = box;'],
  ])('no name that %s', (_, other) => {
    expect(sharedNames(planted(['lib/a.ts', 'export const box = 1;'], ['lib/b.ts', other]))).toEqual([]);
  });

  test('no pair of rule and check, but the same pair elsewhere', () => {
    const text = 'export const tags = 1;';
    expect(sharedNames(planted(['lib/gate/rules/tags.ts', text], ['lib/validation/checks/tags.ts', text]))).toEqual([]);
    expect(
      sharedNames(planted(['lib/gate/rules/tags.ts', text], ['lib/validation/checks/labels.ts', text])),
    ).toHaveLength(1);
    expect(sharedNames(planted(['lib/gate/rules/tags.ts', text], ['lib/review/tags.ts', text]))).toHaveLength(1);
  });

  test('no handler of a Lambda function, but one elsewhere', () => {
    const text = 'export const handler = 1;';
    expect(sharedNames(planted(['functions/a/index.ts', text], ['functions/b/index.ts', text]))).toEqual([]);
    expect(sharedNames(planted(['functions/a/index.ts', text], ['lib/gate/gate.ts', text]))).toHaveLength(1);
  });

  test.each([
    ['at the top', 'export function box(): number { return 1; }'],
    ['that is async', 'async function box() {}'],
    ['inside another', 'const outer = () => { function box() {} return box; };'],
    ['inside an argument', 'each(() => { function box() {} });'],
  ])('a function declaration %s', (_, text) => {
    expect(functionDeclarations(text)).toEqual(['box']);
  });

  test.each([
    ['a generator', 'export async function* box() {}'],
    ['an assertion', 'function box(x: unknown): asserts x is string {}'],
    ['an overload', 'function box(x: 1): 1;\nfunction box(x: 2): 2;\nfunction box(x: number) { return x; }'],
    ['an arrow', 'export const box = async <T>(x: T): Promise<T> => x;'],
  ])('no declaration of %s', (_, text) => {
    expect(functionDeclarations(text)).toEqual([]);
  });

  test.each([
    ['in an object', 'const a = { ...{ b, c }, d };', ['{ b, c }']],
    ['in parentheses', 'const a = { ...({ b }) };', ['{ b }']],
    ['in an argument, after others', 'run(1, { a: 1, ...{ b: { ...{ c } } } });', ['{ b: { ...{ c } } }', '{ c }']],
    ['behind other letters', "const é = 'ü'; const a = { ...{ b } };", ['{ b }']],
  ])('a spread literal %s', (_, text, found) => {
    expect(spreadLiterals(text)).toEqual(found);
  });

  test.each(['const a = { ...b, ...(c ? { d } : {}) };', 'const a = [...[1], ...b({ c })];'])(
    'no other spread: %s',
    (text) => {
      expect(spreadLiterals(text)).toEqual([]);
    },
  );

  test.each([
    '@throws Error when it is',
    '@throws {Error} for nothing',
    '@throws {Error}',
    '@throws when it is',
    'Throws {@link UserError} when it is.',
    'Throws where it is.',
  ])('another form of %s', (text) => {
    expect(otherThrows(`/** Does. ${text} */`)).toHaveLength(1);
    expect(otherThrows(`/** ${text} */`)).toHaveLength(1);
  });

  test('no `@throws {UserError} when …`', () => {
    expect(otherThrows('/** Does.\n *\n * @throws {UserError} when it cannot\n */')).toEqual([]);
  });

  test.each([
    ['an arrow', (body: string) => `export const box = () => {\n${body}};`],
    ['a method', (body: string) => `class A {\n  box() {\n${body}}\n}`],
    ['a constructor', (body: string) => `export class box {\n  constructor() {\n${body}}\n}`],
    ['a generator', (body: string) => `function* box() {\n${body}}`],
    ['a function in an object', (body: string) => `const a = { 'ü': 1, box: async () => {\n${body}} };`],
    ['a function in an argument', (body: string) => `const box = make(1, () => {\n${body}});`],
  ])('%s of more lines than a function may have', (_, text) => {
    const lines = (count: number) => planted(['lib/a.ts', text('  ü();\n'.repeat(count))]);
    expect(longFunctions(lines(FUNCTION_LINES - 2))).toEqual([]);
    expect(longFunctions(lines(FUNCTION_LINES - 1))).toEqual(['lib/a.ts: box']);
  });

  test('a file of more lines than a file may have', () => {
    expect(longFiles(planted(['a.py', 'x = 1\n'.repeat(FILE_LINES)]))).toEqual([]);
    expect(longFiles(planted(['a.py', 'x = 1\n'.repeat(FILE_LINES + 1)]))).toEqual(['a.py']);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { importedInPlace, renamedExports } from './dialect';
import { filesIn } from './files-in';

const typescript = filesIn('.').filter((file) => file.endsWith('.ts'));

/** `file: what`, for each finding in a file. */
const inEach = (files: readonly string[], look: (text: string) => readonly string[]): readonly string[] =>
  files.flatMap((file) => look(readFileSync(file, 'utf8')).map((found) => `${file}: ${found}`));

describe('every file', () => {
  test('exports a thing by the name that it has', () => {
    const shipped = typescript.filter((file) => /^(lib|bin|functions|bench)\/.*(?<!\.d\.ts)$/.test(file));
    expect(shipped.length).toBeGreaterThan(400);
    expect(inEach(shipped, renamedExports)).toEqual([]);
  });

  test('imports types where every import stands', () => {
    expect(inEach(typescript, importedInPlace)).toEqual([]);
  });
});

describe('a file is refused with', () => {
  test.each([
    ['a rename', "export { q as box, lid } from './a';"],
    ['a rename of its own', 'const q = 1;\nexport { q as box };'],
    ['a name for a whole file', "export * as box from './a';"],
  ])('%s', (_, text) => {
    expect(renamedExports(text)).toEqual(['box']);
  });

  test.each(['export default 1;', 'export default class A {}', "export { default } from './a';", 'export = 1;'])(
    'a default: %s',
    (text) => {
      expect(renamedExports(text)).toEqual(['default']);
    },
  );

  test('no export by its own name', () => {
    expect(renamedExports("export { box, type lid } from './a';\nexport * from './b';\nexport const q = 1;")).toEqual(
      [],
    );
  });

  test.each(["type a = import('../stacks/x').S;", "let a: typeof import('../stacks/x');"])('in place: %s', (text) => {
    expect(importedInPlace(text)).toEqual(['../stacks/x']);
  });

  test('no import that is called', () => {
    expect(importedInPlace("const a = await import('./a');")).toEqual([]);
  });
});

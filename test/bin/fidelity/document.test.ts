import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fidelityDocument } from '../../../bin/fidelity/document';

const CASES = 'emulator/cases';

test('docs/fidelity.md says what the cases say: run `npm run docs` where it does not', () => {
  expect(readFileSync('docs/fidelity.md', 'utf8')).toBe(fidelityDocument(CASES));
});

describe('a document of a few rows', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'cases-'));
    cpSync(join(CASES, 'undo.yaml'), join(directory, 'undo.yaml'));
    writeFileSync(join(directory, 'sections.yaml'), '- title: Services\n  before: All of them.\n');
  });
  afterEach(() => rmSync(directory, { recursive: true }));
  const documentOf = (row: string): string => {
    writeFileSync(join(directory, 'some.yaml'), `section: Services\nrows:\n  - ${row}\n`);
    return fidelityDocument(directory);
  };

  test('has a row with the pages of its cases, and what of them no page says', () => {
    const source = 'source: https://a.example';
    const row = `{ feature: names, state: as AWS, note: short, ${source}, standing: documented, cases: [{ asks: a }, { asks: b, standing: reported }] }`;
    expect(documentOf(row)).toContain(
      'All of them.\n\n| feature | state | note | cases |\n| --- | --- | --- | --- |\n| names | as AWS | short | 2: [1](https://a.example), 1 reported |\n',
    );
  });

  test('has a row that unit tests prove', () => {
    expect(documentOf('{ feature: names, state: absent, tests: [test_door.Nobody] }')).toContain(
      '| names | absent |  | tests |\n',
    );
  });

  test('fails on a row that nothing proves', () => {
    expect(() => documentOf('{ feature: names, state: as AWS }')).toThrow(
      'some.yaml: "names" has neither cases nor tests: a row without a case does not exist',
    );
  });

  test('fails on a row of a section that is none', () => {
    writeFileSync(join(directory, 'sections.yaml'), '- title: Others\n');
    expect(() => documentOf('{ feature: names, state: as AWS, tests: [t] }')).toThrow(
      'some.yaml: there is no section "Services"; sections.yaml has Others',
    );
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';

/** A row that says so needs no test: there is nothing to test. */
const NOTHING = '**nothing stops this**';

/** What is wrong with the rows of a threat model: each names tests, by file and title, or says that nothing stops it. */
const faultsIn = (text: string): readonly string[] => {
  const rows = text.split('\n').filter((line) => line.startsWith('| ') && !/^\| (---|what is tried)/.test(line));
  return rows.flatMap((row) => {
    const cells = row.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, ''));
    const [tried = '', stops = '', seen = '', shown = ''] = cells;
    if (cells.length !== 4) return [`${tried}: ${cells.length} columns`];
    if (seen.trim() === '') return [`${tried}: nobody says where it is seen`];
    if (stops.startsWith(NOTHING)) return shown === '-' ? [] : [`${tried}: nothing stops it, and a test shows that`];
    const tests = [...shown.matchAll(/`(test\/[\w./-]+)`: "([^"]+)"/g)];
    if (tests.length === 0) return [`${tried}: no test shows what stops it`];
    return tests
      .filter(([, file = '', title = '']) => !existsSync(file) || !readFileSync(file, 'utf8').includes(title))
      .map(([, file, title]) => `${tried}: ${file} has no "${title}"`);
  });
};

describe('the threat model', () => {
  const text = readFileSync('docs/threat-model.md', 'utf8');

  test('names for every threat a test that is there, or says that nothing stops it', () => {
    expect(faultsIn(text)).toEqual([]);
  });

  test('speaks of everybody', () => {
    const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(
      expect.arrayContaining([
        'A malicious commit',
        'A malicious dependency',
        'A malicious approver',
        'A malicious administrator',
        'A stolen connection',
      ]),
    );
  });

  test('is found wanting where a row has no test, one that is not there, or too few columns', () => {
    const rows = [
      '| what is tried | what stops it | where it is seen | test |',
      '| --- | --- | --- | --- |',
      '| a | a rule | the gate | - |',
      '| b | a rule | the gate | `test/pipeline/approver.test.ts`: "no such title at all" |',
      '| c | a rule | the gate |',
      `| d | ${NOTHING} | nowhere | - |`,
      `| e | ${NOTHING} |  | - |`,
    ];
    expect(faultsIn(rows.join('\n'))).toEqual([
      'a: no test shows what stops it',
      'b: test/pipeline/approver.test.ts has no "no such title at all"',
      'c: 3 columns',
      'e: nobody says where it is seen',
    ]);
  });
});

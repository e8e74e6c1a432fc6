import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { RULES } from '../../lib/gate/rules';
import { declaredExports } from './dialect';
import { filesIn } from './files-in';

/** Names that only CloudFormation knows. */
const FOREIGN = ['ForEach', 'LogsConfig'];

const sources = new Map(
  filesIn('lib')
    .filter((file) => file.endsWith('.ts') && !file.startsWith('lib/gate/rules/'))
    .map((file) => [file, readFileSync(file, 'utf8')]),
);
const words = new Set([...sources.values()].flatMap((text) => text.match(/\b[A-Z]\w+/g) ?? []));

/** Names in a text that no source has; a word that begins a sentence is none. */
const unknownNames = (text: string): readonly string[] =>
  (text.match(/(?<!^|[.;:] )\b[A-Z][a-z]\w*/g) ?? []).filter((name) => !words.has(name) && !FOREIGN.includes(name));

/** What stands before the file that should export it, and is not exported there: `Network (lib/stacks/…/network.ts)`. */
const misplaced = (text: string): readonly string[] =>
  [...text.matchAll(/([A-Z]\w+) \((lib\/[\w/.-]+\.ts)((?:, [\w.-]+\.ts)*)\)/g)].flatMap(
    ([, name = '', file = '', others = '']) => {
      const files = [
        file,
        ...others
          .split(', ')
          .slice(1)
          .map((other) => join(dirname(file), other)),
      ];
      return files.some((each) => declaredExports(sources.get(each) ?? '').includes(name)) ? [] : [name];
    },
  );

describe('what a rule says to do', () => {
  test.each(RULES.map(({ id, fix }) => [id, fix]))('names what is there: %s', (_, fix) => {
    expect([...unknownNames(fix), ...misplaced(fix)]).toEqual([]);
  });

  test('fails with the name of a class that is not there', () => {
    expect(unknownNames('Make the key with RotatedBox or LogsKey.')).toEqual(['RotatedBox']);
  });

  test.each([
    ['Make it with Alarms (lib/stacks/constructs/network.ts).', ['Alarms']],
    ['Make it with Network (lib/stacks/constructs/attic.ts).', ['Network']],
    ['Make it with Network (lib/stacks/constructs/alarms.ts, network.ts).', []],
  ])('fails with the wrong file: %s', (text, found) => {
    expect(misplaced(text)).toEqual(found);
  });
});

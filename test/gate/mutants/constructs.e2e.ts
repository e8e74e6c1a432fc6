import { describe, expect, test } from '@jest/globals';
import { RULES } from '../../../lib/gate/rules';
import { requirementOf } from '../../../lib/gate/rules/rule';
import { edited, findingsWith } from './constructs/mutated-app';
import { eachIsFound, editSources, SOURCE_MUTANTS } from './constructs/source-mutants';

test('the sources as they are make no finding', async () => {
  expect(await findingsWith([])).toEqual([]);
});

test('every rule is broken in the sources, twice and more', () => {
  const times = (id: string): number => SOURCE_MUTANTS.filter(({ rule }) => rule === id).length;
  expect(RULES.filter(({ id }) => times(id) < 2).map(({ id }) => id)).toEqual([]);
  expect(SOURCE_MUTANTS.filter(({ rule }) => !RULES.some(({ id }) => id === rule))).toEqual([]);
});

const requirementOf_ = ({ rule }: { readonly rule: string }): string => requirementOf({ id: rule });

/** All of them are `npm run source-mutants`; in the templates every rule has its mutants. */
const ONE_OF_EACH_REQUIREMENT = SOURCE_MUTANTS.filter(
  (mutant, index) => SOURCE_MUTANTS.findIndex((each) => requirementOf_(each) === requirementOf_(mutant)) === index,
);
eachIsFound(ONE_OF_EACH_REQUIREMENT);

test.each(SOURCE_MUTANTS.map((mutant) => [mutant.rule, mutant.fault, mutant] as const))(
  'the sources have what is edited for %s: %s',
  (_, __, mutant) => expect(() => editSources(mutant)).not.toThrow(),
);

describe('fails', () => {
  test('where an edit no longer matches the source, or matches twice', () => {
    const edit = { file: 'a.ts', find: 'x', put: 'y' };
    expect(() => edited('a.ts', 'no', [edit])).toThrow('a.ts has 0 times, not once: x');
    expect(() => edited('a.ts', 'x x', [edit])).toThrow('a.ts has 2 times, not once: x');
  });

  test('where nobody reads the source that is edited', async () => {
    const edits = [{ file: 'lib/stacks/gone.ts', find: 'x', put: 'y' }];
    await expect(findingsWith(edits)).rejects.toThrow('the app does not read lib/stacks/gone.ts');
  });
});

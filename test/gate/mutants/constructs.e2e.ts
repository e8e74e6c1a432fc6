import { describe, expect, test } from '@jest/globals';
import { RULES } from '../../../lib/gate/rules';
import { requirementOf } from '../../../lib/gate/rules/rule';
import { DATA_AND_ROLES_SOURCES } from './constructs/data-and-roles';
import { KEYS_AND_LOGS_SOURCES } from './constructs/keys-and-logs';
import { edited, findingsWith } from './constructs/mutated-app';
import { NETWORK_SOURCES } from './constructs/network';
import { PIPELINE_SOURCES } from './constructs/pipeline';
import { WATCH_AND_NAMES_SOURCES } from './constructs/watch-and-names';

const MUTANTS = [
  ...NETWORK_SOURCES,
  ...KEYS_AND_LOGS_SOURCES,
  ...DATA_AND_ROLES_SOURCES,
  ...WATCH_AND_NAMES_SOURCES,
  ...PIPELINE_SOURCES,
];

test('the sources as they are make no finding', async () => {
  expect(await findingsWith([])).toEqual([]);
}, 60_000);

test('every requirement is broken in the sources, by forty mutants and more', () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(40);
  const broken = new Set(MUTANTS.map(requirementOf_));
  expect([...new Set(RULES.map(requirementOf))].filter((requirement) => !broken.has(requirement))).toEqual([]);
});

const requirementOf_ = ({ rule }: { readonly rule: string }): string => requirementOf({ id: rule });

describe('fails', () => {
  test.each(MUTANTS.map((mutant) => [mutant.rule, mutant.fault, mutant.edits] as const))(
    '%s: %s',
    async (rule, _, edits) => {
      const rules = (await findingsWith(edits)).map((finding) => finding.split(' ')[0]);
      expect(rules).toContain(rule);
    },
    30_000,
  );

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

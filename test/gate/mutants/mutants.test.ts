import { beforeAll, expect, test } from '@jest/globals';
import { judgeTemplates } from '../../../lib/gate/judge-templates';
import { requirementOf } from '../../../lib/gate/rule';
import { RULES } from '../../../lib/gate/rules';
import type { StackTemplate } from '../../../lib/gate/template';
import { templatesOfDev } from '../_helpers/target';
import { DATA_AND_ROLES } from './data-and-roles';
import { KEYS_AND_LOGS } from './keys-and-logs';
import { Workbench } from './mutant';
import { NETWORK } from './network';
import { WATCH_AND_NAMES } from './watch-and-names';

const MUTANTS = [...NETWORK, ...KEYS_AND_LOGS, ...DATA_AND_ROLES, ...WATCH_AND_NAMES];

let stacks: readonly StackTemplate[];
beforeAll(() => {
  stacks = templatesOfDev();
});

const found = (judged: readonly StackTemplate[]) => judgeTemplates([{ name: 'dev', kind: 'target', stacks: judged }]);

test('the target as it is has no finding', () => {
  expect(found(stacks).map(({ rule, logicalId, because }) => `${rule.id} ${logicalId}: ${because}`)).toEqual([]);
});

test('there are sixty mutants and more, several of every requirement', () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(60);
  const few = [...new Set(RULES.map(requirementOf))].filter(
    (requirement) => MUTANTS.filter(({ rule }) => rule.startsWith(requirement)).length < 2,
  );
  expect(few).toEqual([]);
  const unknown = MUTANTS.filter(({ rule }) => !RULES.some(({ id }) => id === rule));
  expect(unknown).toEqual([]);
});

test.each(MUTANTS.map((mutant) => [mutant.rule, mutant.fault, mutant] as const))(
  '%s finds that %s',
  (id, _, mutant) => {
    const target = new Workbench(stacks);
    mutant.break(target);
    expect(found(target.stacks).map(({ rule }) => rule.id)).toContain(id);
  },
);

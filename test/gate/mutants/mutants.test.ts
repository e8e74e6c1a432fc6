import { beforeAll, expect, test } from '@jest/globals';
import { judgeTemplates, RULES } from '../../../lib/gate/rules';
import { NEVER } from '../../../lib/gate/rules/roles-keep-to-their-resources';
import { type Rule, requirementOf } from '../../../lib/gate/rules/rule';
import type { Promises, TargetStacks } from '../../../lib/gate/templates/template';
import table from '../../../lib/policy/condition-keys.json';
import { templatesOfDelivery } from '../_helpers/target';
import { describeActions } from './actions';
import { ADDED } from './added';
import { ASSETS } from './assets';
import { describeBenign } from './benign';
import { BROKEN_BESIDE } from './beside-faults';
import { CLOSING } from './closing';
import { DATA_AND_ROLES } from './data-and-roles';
import { EFFECT } from './effect';
import { EVIDENCE } from './evidence';
import { describeExceptions } from './exceptions';
import { describeGrants } from './grants';
import { HOLES_IN_DATA } from './holes-in-data';
import { HOLES_IN_ROLES } from './holes-in-roles';
import { HOLES_IN_TEMPLATES } from './holes-in-templates';
import { describeJobs } from './jobs';
import { KEYS_AND_LOGS } from './keys-and-logs';
import { type FoundBy, type Place, Workbench } from './mutant';
import { NETWORK } from './network';
import { OUTLIVED } from './outlived';
import { describeOutsiders, type SaidBy } from './outsiders';
import { PIPELINE } from './pipeline';
import { PROD } from './prod';
import { ABOVE_QUOTAS } from './quotas';
import { REVALIDATION } from './revalidation';
import { ROLES_ELSEWHERE } from './roles-elsewhere';
import { TELLING } from './telling';
import { WATCH_AND_NAMES } from './watch-and-names';

const MUTANTS = [
  ...NETWORK,
  ...KEYS_AND_LOGS,
  ...DATA_AND_ROLES,
  ...WATCH_AND_NAMES,
  ...HOLES_IN_DATA,
  ...HOLES_IN_ROLES,
  ...HOLES_IN_TEMPLATES,
  ...PROD,
  ...PIPELINE,
  ...ASSETS,
  ...EVIDENCE,
  ...CLOSING,
  ...TELLING,
  ...OUTLIVED,
  ...ROLES_ELSEWHERE,
  ...ADDED,
  ...EFFECT,
  ...BROKEN_BESIDE,
  ...ABOVE_QUOTAS,
  ...REVALIDATION,
];

let groups: readonly TargetStacks[];
beforeAll(async () => {
  groups = await templatesOfDelivery();
});

/** The pipeline's stacks lie in two regions and are judged together with what is deployed beside them. */
const groupsOf = (place: Place): readonly TargetStacks[] =>
  groups.filter(({ kind, name }) => (place === 'pipeline' ? kind === 'pipeline' : name.endsWith(`-${place}`)));

const found = (judged: readonly TargetStacks[], rules = RULES) => judgeTemplates(judged, rules, groups);

test('the delivery as it is has no finding', () => {
  expect(groups).toHaveLength(4);
  expect(found(groups).map(({ rule, logicalId, because }) => `${rule.id} ${logicalId}: ${because}`)).toEqual([]);
});

/** The same with other promises, or with none. */
const promising = (promises: Promises | undefined): readonly TargetStacks[] =>
  groups.map((group) => ({
    ...group,
    stacks: group.stacks.map(({ promises: _, ...stack }) => (promises === undefined ? stack : { ...stack, promises })),
  }));

test('nothing is held against a release of which nobody has promised anything', () => {
  expect(judgeTemplates(promising(undefined))).toEqual([]);
});

test.each<[Promises['evidence'], readonly string[]]>([
  [{ mode: 'GOVERNANCE', days: 1 }, []],
  [{ mode: 'COMPLIANCE', days: 1 }, ['what comes is locked by "GOVERNANCE", and COMPLIANCE is promised']],
  [{ mode: 'GOVERNANCE', days: 2192 }, ['what comes is locked for 1 days, and 2192 are promised']],
])('evidence is held to the lock that is promised: %j', (evidence, said) => {
  const rules = RULES.filter(({ id }) => id === 'ZT-08-EvidenceLocked');
  const promised = promising({ targets: [], ...(evidence && { evidence }) });
  expect(judgeTemplates(promised, rules).map(({ because }) => because)).toEqual(said);
});

test('a target that is promised and not there is missed', () => {
  const targets = [{ environment: 'qa', account: '555555555555', region: 'us-east-1' }];
  const said = judgeTemplates(promising({ targets })).map(({ because }) => because);
  expect(said).toEqual(
    expect.arrayContaining([
      'nothing of qa goes to 555555555555/us-east-1',
      'no action deploys qa, which the configuration promises',
    ]),
  );
});

test('there are sixty mutants and more, several of every requirement', () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(60);
  const few = [...new Set(RULES.map(requirementOf))].filter(
    (requirement) => MUTANTS.filter(({ rule }) => requirementOf({ id: rule }) === requirement).length < 2,
  );
  expect(few).toEqual([]);
  const unknown = MUTANTS.filter(({ rule }) => !RULES.some(({ id }) => id === rule));
  expect(unknown).toEqual([]);
});

/** What rules find in a place with something changed. */
const foundByThese = (rules: readonly Rule[], change: (target: Workbench) => void, place: Place) => {
  const own = groupsOf(place);
  const bench = new Workbench(
    own.flatMap(({ stacks }) => stacks),
    place,
  );
  change(bench);
  const mutated = own.map((group) => ({
    ...group,
    stacks: group.stacks.map(({ path }) => bench.stacks.find((stack) => stack.path === path) ?? fail(path)),
  }));
  return found(mutated, rules);
};

const foundBy: FoundBy = (id, change, place) =>
  foundByThese(
    RULES.filter((rule) => rule.id === id),
    change,
    place,
  );

const saidBy: SaidBy = (id, change, place = 'dev') => foundBy(id, change, place).map(({ because }) => because);

test.each(MUTANTS.map((mutant) => [mutant.rule, mutant.in ?? 'dev', mutant.fault, mutant] as const))(
  '%s finds in %s that %s',
  (id, place, _, mutant) => {
    expect(saidBy(id, mutant.break, place)).not.toEqual([]);
  },
);

describeOutsiders(saidBy);
describeExceptions(saidBy);
describeActions(saidBy, () => groups);
describeJobs(foundBy, () => groups);
describeGrants(foundBy, () => groups);
describeBenign((change) => foundByThese(RULES, change, 'dev').map(({ because }) => because));

/** Under each key of the table, an action that no role does: a condition is met by whoever can choose. */
test('no condition excuses what no role of a target does', () => {
  const granted = table.rows.map(({ keys: [key = ''] }, at) => ({
    Effect: 'Allow',
    Action: NEVER[at % NEVER.length],
    Resource: 'arn:aws:any:us-east-1:222222222222:one',
    Condition: { StringEquals: { [key.replace(/\*$/, 'team')]: 'x' } },
  }));
  for (let at = 0; at < granted.length; at += NEVER.length) {
    const some = granted.slice(at, at + NEVER.length);
    const said = saidBy('ZT-09-RolesKeepToTheirResources', (bench) =>
      bench.statements('ProcessingWorkloadPermissions', '', 'PolicyDocument').push(...some),
    );
    expect(some.filter(({ Action: action }) => !said.includes(`it may ${action}, or nobody can tell`))).toEqual([]);
  }
});

const fail = (path: string): never => {
  throw new Error(`the mutant has lost stack ${path}`);
};

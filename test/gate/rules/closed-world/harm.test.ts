import { beforeAll, describe, expect, test } from '@jest/globals';
import { judgeTemplates, RULES } from '../../../../lib/gate/rules';
import { NOTHING_UNJUDGED, type PropertyState } from '../../../../lib/gate/rules/closed-world/state';
import type { StackTemplate, TargetStacks } from '../../../../lib/gate/templates/template';
import { templatesOfDelivery } from '../../_helpers/target';
import { BESIDE } from '../../mutants/beside';
import { Workbench } from '../../mutants/mutant';
import { rowsOf } from './rows';
import { withItem, withValue } from './specification';

let groups: readonly TargetStacks[];
beforeAll(async () => {
  groups = (await templatesOfDelivery()).map((stacks) => (stacks.kind === 'target' ? granted(stacks) : stacks));
});

/** A policy that lets in whoever comes, to whatever there is. */
const OPEN = { Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] };

/** Values one of which does harm in any property that means something. */
const HARM: readonly unknown[] = [
  'somebody-elses',
  OPEN,
  false,
  true,
  0,
  100_000,
  'arn:aws:iam::999999999999:role/of-somebody',
  [{ 'Fn::ImportValue': 'of-somebody' }],
  'NONE',
];

/** We have no nested stacks; test/gate/other-apps.test.ts puts them to the rules. */
const NESTED = 'AWS::CloudFormation::Stack';

/** What else must be true of a resource for a property to count. */
const WITH: Readonly<Record<string, (properties: Readonly<Record<string, unknown>>) => Record<string, unknown>>> = {
  'AWS::SecretsManager::RotationSchedule.RotationRules.ScheduleExpression': (properties) => ({
    ...properties,
    RotationRules: {},
  }),
};

/** Resources of types that our own targets have not: what the CDK makes for whoever grants something, and what may stand beside. */
const granted = (stacks: TargetStacks): TargetStacks => ({
  ...stacks,
  stacks: withBeside(stacks).map((stack) => {
    const [role] =
      Object.entries(stack.template.Resources ?? {}).find(([, { Type }]) => Type === 'AWS::IAM::Role') ?? [];
    const Properties = { PolicyName: 'Granted', PolicyDocument: { Statement: [] }, Roles: [{ Ref: role }] };
    const Resources = { ...stack.template.Resources, Granted: { Type: 'AWS::IAM::Policy', Properties } };
    return { ...stack, template: { ...stack.template, Resources } };
  }),
});

const withBeside = ({ name, stacks }: TargetStacks): readonly StackTemplate[] => {
  if (!name.endsWith('-dev')) return stacks;
  const bench = new Workbench(stacks);
  for (const add of Object.values(BESIDE)) add(bench);
  return bench.stacks;
};

/** The templates with a value at a property of one resource. */
const broken = (
  stacks: TargetStacks,
  at: { readonly stack: StackTemplate; readonly id: string },
  properties: Readonly<Record<string, unknown>>,
): TargetStacks => ({
  ...stacks,
  stacks: stacks.stacks.map((stack) => {
    const resource = stack.template.Resources?.[at.id];
    if (stack !== at.stack || resource === undefined) return stack;
    const changed = { ...resource, Properties: properties };
    return { ...stack, template: { ...stack.template, Resources: { ...stack.template.Resources, [at.id]: changed } } };
  }),
});

/** Resources of a type in the stacks of a place, those that have the property first. */
const candidates = (type: string, path: string, row: PropertyState) => {
  const [top = ''] = path.split('.');
  return groups
    .filter(({ kind }) => row.in === undefined || kind === row.in)
    .flatMap((stacks) =>
      stacks.stacks.flatMap((stack) =>
        Object.entries(stack.template.Resources ?? {})
          .filter(([, resource]) => resource.Type === type)
          .map(([id, resource]) => ({ stacks, at: { stack, id }, properties: resource.Properties ?? {} })),
      ),
    )
    .toSorted((one, other) => Number(top in other.properties) - Number(top in one.properties));
};

test('nothing is found before anything is broken', () => {
  expect(judgeTemplates(groups)).toEqual([]);
});

const judged = rowsOf('judged', ({ by }) => by !== NOTHING_UNJUDGED).filter(({ type }) => type !== NESTED);

/** Whether rules find something in a mutant; a rule that cannot look has found nothing. */
const isFound = (mutant: TargetStacks, ids: readonly string[]): boolean => {
  const said = judgeTemplates(
    [mutant],
    RULES.filter(({ id }) => ids.includes(id)),
  );
  return said.length > 0 && !said.some(({ because }) => because.includes('could not look'));
};

describe('every property that a rule judges is judged by it: a value that does harm is found', () => {
  test.each(judged.map(({ type, path, row }) => [`${type}.${path}`, row.by ?? '', { type, path, row }] as const))(
    '%s by %s',
    (_, by, { type, path, row }) => {
      const found = candidates(type, path, row)
        .slice(0, 3)
        .some(({ stacks, at, properties }) =>
          HARM.some((value) => {
            const ready = WITH[`${type}.${path}`]?.(properties) ?? properties;
            return isFound(broken(stacks, at, withValue(type, ready, path, value)), [by]);
          }),
        );
      expect(found).toBe(true);
    },
  );
});

/** Why one item more in a list does no harm, by the beginning of a path. */
const MORE: Readonly<Record<string, string>> = {
  Tags: 'a tag more says more',
  'EventSelectors.': 'a trail records what matches any of its selectors',
  'LifecycleConfiguration.': 'what is kept is kept by ZT-15-KeptInProd, whatever rules there are',
  'SecurityGroupEgress.': "a copy of the CDK's rule for nothing is for nothing, too: ICMP of a code that nobody sends",
};

test('one item more in a list, which does harm, is found beside the good one', () => {
  const passed = judged
    .filter(({ path }) => !Object.keys(MORE).some((beginning) => path.startsWith(beginning)))
    .filter(({ type, path, row }) => {
      const [first] = candidates(type, path, row);
      if (first === undefined || withItem(first.properties, path, 'x') === undefined) return false;
      return !HARM.some((value) => {
        const properties = withItem(first.properties, path, value);
        const mutant = properties && broken(first.stacks, first.at, properties);
        return mutant !== undefined && isFound(mutant, [row.by ?? '', NOTHING_UNJUDGED]);
      });
    });
  expect(passed.map(({ type, path }) => `${type}.${path}`)).toEqual([]);
});

import { beforeAll, describe, expect, test } from '@jest/globals';
import { judgeTemplates, RULES } from '../../../../lib/gate/rules';
import { CLOSED_WORLD } from '../../../../lib/gate/rules/closed-world/known';
import { NOTHING_UNJUDGED, type PropertyState } from '../../../../lib/gate/rules/closed-world/state';
import type { StackTemplate, TargetStacks, TemplateResource } from '../../../../lib/gate/templates/template';
import { templatesOfDelivery } from '../../_helpers/target';
import { allTypes, withValue } from './specification';

let groups: readonly TargetStacks[];
beforeAll(() => {
  groups = templatesOfDelivery();
});

const ruleOf = (id: string) => RULES.filter((rule) => rule.id === id);

/** A stack of a target with one resource. */
const alone = (resource: TemplateResource): TargetStacks => ({
  name: 'one',
  kind: 'target',
  stacks: [
    {
      path: 'One',
      templateFile: 'one.template.json',
      account: '222222222222',
      region: 'us-east-1',
      template: { Resources: { One: resource } },
    },
  ],
});

const saidOf = (stacks: TargetStacks): readonly string[] =>
  judgeTemplates([stacks], ruleOf(NOTHING_UNJUDGED)).map(({ because }) => because);

const rowsOf = (state: PropertyState['state'], isAsked: (row: PropertyState) => boolean = () => true) =>
  Object.entries(CLOSED_WORLD).flatMap(([type, rows]) =>
    rows
      .filter((row) => row.state === state && isAsked(row))
      .flatMap((row) => row.paths.map((path) => ({ type, path, row }))),
  );

test('every type that our stacks do not use is found', () => {
  const passed = allTypes
    .filter((type) => !Object.hasOwn(CLOSED_WORLD, type))
    .filter((type) => !saidOf(alone({ Type: type })).includes(`nobody judges ${type}`));
  expect(passed).toEqual([]);
});

test('every property that is not allowed is found, wherever it stands', () => {
  const passed = rowsOf('not allowed').filter(({ type, path }) => {
    const properties = withValue(type, {}, path, 'anything');
    const named = `nobody judges ${type}.${path.replace(/\.\*$/, '.ANOTHER')} `;
    return !saidOf(alone({ Type: type, Properties: properties })).some((said) => said.startsWith(named));
  });
  expect(passed.map(({ type, path }) => `${type}.${path}`)).toEqual([]);
});

test.each<[string, Partial<TemplateResource> & Record<string, unknown>]>([
  ['Condition', { Condition: 'OnlyThere' }],
  ['CreationPolicy', { CreationPolicy: { AutoScalingCreationPolicy: {} } }],
  ['UpdatePolicy', { UpdatePolicy: { UseOnlineResharding: true } }],
  ['DeletionPolicy', { DeletionPolicy: 'Retain' }],
  ['UpdateReplacePolicy', { UpdateReplacePolicy: 'Snapshot' }],
  ['Metadata.AWS::CloudFormation::Init', { Metadata: { 'AWS::CloudFormation::Init': { config: {} } } }],
  ['Anything', { Anything: 'else' }],
])('%s of a resource is found', (name, attributes) => {
  const said = saidOf(alone({ Type: 'AWS::EC2::VPC', ...attributes }));
  expect(said.filter((each) => each.startsWith(`nobody judges ${name} `))).toHaveLength(1);
});

test.each([
  ['Hooks', { Hooks: { Green: { Type: 'AWS::CodeDeploy::BlueGreen' } } }],
  ['Anything', { Anything: {} }],
  ['Outputs', { Outputs: { Secret: { Value: '{{resolve:ssm:/of/somebody}}' } } }],
])('%s of a template is found', (name, sections) => {
  const { stacks, ...one } = alone({ Type: 'AWS::EC2::VPC' });
  const found = judgeTemplates(
    [{ ...one, stacks: stacks.map((stack) => ({ ...stack, template: { ...stack.template, ...sections } })) }],
    ruleOf(NOTHING_UNJUDGED),
  );
  expect(found.map(({ logicalId }) => logicalId)).toEqual([`(${name})`]);
});

/** Values that no template determines, or that lead to somebody else. */
const FOREIGN = [
  { 'Fn::ImportValue': 'of-somebody' },
  { Ref: 'Parameter' },
  '{{resolve:ssm:/of/somebody}}',
  'arn:aws:any:us-east-1:999999999999:thing/of-somebody',
];

test('every property that is held to a form refuses what the deployment decides, and what is of others', () => {
  const passed = [...rowsOf('harmless'), ...rowsOf('judged', ({ by }) => by === NOTHING_UNJUDGED)].flatMap(
    ({ type, path, row }) =>
      FOREIGN.filter((value, at) => {
        if (at === 3 && row.state === 'harmless') return false; // a description may say what it likes
        const stacks = alone({ Type: type, Properties: withValue(type, {}, path, value) });
        const place = row.in ?? 'target';
        const named = `nobody judges ${type}.${path.replace(/\.\*$/, '.ANOTHER')} as `;
        return !saidOf({ ...stacks, kind: place }).some((said) => said.startsWith(named));
      }).map((value) => `${type}.${path}: ${JSON.stringify(value)}`),
  );
  expect(passed).toEqual([]);
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

/** A resource of a type that the CDK makes for whoever grants something, and our own targets have not. */
const granted = (stacks: TargetStacks): TargetStacks => ({
  ...stacks,
  stacks: stacks.stacks.map((stack) => {
    const [role] =
      Object.entries(stack.template.Resources ?? {}).find(([, { Type }]) => Type === 'AWS::IAM::Role') ?? [];
    const Properties = { PolicyName: 'Granted', PolicyDocument: { Statement: [] }, Roles: [{ Ref: role }] };
    const Resources = { ...stack.template.Resources, Granted: { Type: 'AWS::IAM::Policy', Properties } };
    return { ...stack, template: { ...stack.template, Resources } };
  }),
});

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
    .map((stacks) => (stacks.kind === 'target' ? granted(stacks) : stacks))
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
  expect(judgeTemplates(groups.map((stacks) => (stacks.kind === 'target' ? granted(stacks) : stacks)))).toEqual([]);
});

describe('every property that a rule judges is judged by it: a value that does harm is found', () => {
  const judged = rowsOf('judged', ({ by }) => by !== NOTHING_UNJUDGED).filter(({ type }) => type !== NESTED);
  test.each(judged.map(({ type, path, row }) => [`${type}.${path}`, row.by ?? '', { type, path, row }] as const))(
    '%s by %s',
    (_, by, { type, path, row }) => {
      const rules = ruleOf(by);
      const found = candidates(type, path, row)
        .slice(0, 3)
        .some(({ stacks, at, properties }) =>
          HARM.some((value) => {
            const ready = WITH[`${type}.${path}`]?.(properties) ?? properties;
            const mutant = broken(stacks, at, withValue(type, ready, path, value));
            const said = judgeTemplates([mutant], rules).map(({ because }) => because);
            return said.length > 0 && !said.some((each) => each.includes('could not look'));
          }),
        );
      expect(found).toBe(true);
    },
  );
});

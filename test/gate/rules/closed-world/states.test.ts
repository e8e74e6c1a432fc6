import { expect, test } from '@jest/globals';
import { judgeTemplates, RULES } from '../../../../lib/gate/rules';
import { CLOSED_WORLD } from '../../../../lib/gate/rules/closed-world/known';
import { NOTHING_UNJUDGED } from '../../../../lib/gate/rules/closed-world/state';
import type { TargetStacks, TemplateResource } from '../../../../lib/gate/templates/template';
import { rowsOf } from './rows';
import { allTypes, withValue } from './specification';

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
  const passed = [...rowsOf('harmless'), ...rowsOf('judged', ({ shape }) => shape !== undefined)].flatMap(
    ({ type, path, row }) =>
      FOREIGN.filter((value, at) => {
        if (at === 3 && row.by !== NOTHING_UNJUDGED) return false; // a rule says more, or a description may say what it likes
        const stacks = alone({ Type: type, Properties: withValue(type, {}, path, value) });
        const place = row.in ?? 'target';
        const named = `nobody judges ${type}.${path.replace(/\.\*$/, '.ANOTHER')} as `;
        return !saidOf({ ...stacks, kind: place }).some((said) => said.startsWith(named));
      }).map((value) => `${type}.${path}: ${JSON.stringify(value)}`),
  );
  expect(passed).toEqual([]);
});

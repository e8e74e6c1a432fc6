import { expect, test } from '@jest/globals';
import { judgeTemplates, RULES } from '../../../lib/gate/rules';
import { CLOSED_WORLD } from '../../../lib/gate/rules/closed-world/known';
import type { StackTemplate, TargetStacks, TemplateResource } from '../../../lib/gate/templates/template';

/** Names that every object of JavaScript has, and what is looked up by a name that a template chose must not find there. */
const ODD = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'] as const;

const KINDS = ['target', 'pipeline'] as const;
const TYPES = [...Object.keys(CLOSED_WORLD), 'AWS::RDS::DBInstance', 'AWS::Events::EventBusPolicy', 'Custom::Thing'];

/** An object with one entry whose name may be any, `__proto__` too. */
const entry = (name: string, value: unknown): Record<string, unknown> => Object.fromEntries([[name, value]]);

/** A policy that has a name wherever one may stand. */
const policyOf = (name: string) => ({
  Version: name,
  Statement: [
    {
      Effect: 'Allow',
      Principal: entry(name, name),
      Action: `${name}:${name}`,
      Resource: `arn:aws:${name}:us-east-1:222222222222:${name}`,
      Condition: { ...entry(name, entry(name, name)), StringEquals: entry(name, name) },
    },
    { Effect: 'Deny', Principal: '*', Action: name, Resource: '*', Condition: { Bool: entry(name, 'false') } },
    entry(name, name),
  ],
});

/** Values that lead to a name: what stands there, what it is called, and what is asked of it. */
const valuesOf = (name: string): readonly unknown[] => [
  name,
  { Ref: name },
  { 'Fn::GetAtt': [name, name] },
  { 'Fn::Sub': `\${${name}} \${${name}.${name}}` },
  { 'Fn::FindInMap': [name, name, name] },
  { 'Fn::If': [name, name, name] },
  { 'Fn::ImportValue': name },
  entry(`Fn::${name}`, [name]),
  entry(name, entry(name, name)),
  [entry(name, name)],
  policyOf(name),
  `com.amazonaws.us-east-1.${name}`,
];

const stackOf = (Resources: Record<string, TemplateResource>, name: string): StackTemplate => ({
  path: name,
  templateFile: `${name}.template.json`,
  account: '222222222222',
  region: 'us-east-1',
  template: {
    Resources,
    Parameters: entry(name, entry(name, name)),
    Conditions: entry(name, entry(name, name)),
    Mappings: entry(name, entry(name, entry(name, name))),
    Outputs: entry(name, { Value: { Ref: name }, Export: { Name: name } }),
  },
});

/** Rules that could not look. */
const lost = (kind: TargetStacks['kind'], stack: StackTemplate) =>
  judgeTemplates([{ name: 'odd', kind, stacks: [stack] }])
    .filter(({ because }) => because.includes('could not look'))
    .map(({ rule, because }) => `${rule.id}: ${because}`);

const pathsOf = (type: string) =>
  (Object.hasOwn(CLOSED_WORLD, type) ? (CLOSED_WORLD[type] ?? []) : []).flatMap(({ paths }) => paths);

/** Sets every known property of a type, nested ones too, and one more that is called by the name. */
const filled = (type: string, name: string, value: unknown): TemplateResource => {
  const properties = entry(name, value);
  for (const path of pathsOf(type)) {
    const keys = path.replace('*', name).split('.');
    const last = keys.pop() ?? '';
    let here = properties;
    for (const key of keys) {
      if (!Object.hasOwn(here, key)) Object.assign(here, entry(key, {}));
      here = here[key] as Record<string, unknown>;
    }
    Object.defineProperty(here, last, { value, enumerable: true, configurable: true, writable: true });
  }
  return { Type: type, Properties: properties, DependsOn: name, Metadata: entry(name, name) };
};

test.each(ODD)('no rule stumbles over a type, logical id or property called %s', (name) => {
  expect(RULES.length).toBeGreaterThan(30);
  for (const kind of KINDS) {
    for (const condition of [{}, { Condition: name }]) {
      const resource = { ...filled(name, name, name), ...condition };
      expect(lost(kind, stackOf(Object.fromEntries([[name, resource]]), name))).toEqual([]);
    }
  }
});

test.each(ODD.slice(0, 3))(
  'no rule stumbles over %s as a value, reference, key or statement of any property',
  (name) => {
    for (const kind of KINDS) {
      for (const value of valuesOf(name)) {
        const resources = TYPES.map((type) => [type.replaceAll(':', ''), filled(type, name, value)] as const);
        expect(lost(kind, stackOf(Object.fromEntries(resources), name))).toEqual([]);
      }
    }
  },
);

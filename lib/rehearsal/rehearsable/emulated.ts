import { isObject, type JsonObject, objectAt } from '../../ground/json';
import { ABILITIES, type Abilities, type TypeAbilities } from './abilities';
import { unknownFunctions } from './functions';
import type { Limit } from './limit';
import { absentParameters } from './parameters';
import { unsupportedProperties } from './properties';
import { certainCallsIn, referencesOf } from './references';
import type { Declared, ReadTemplate } from './templates';
import { callOf, chosen, isExpanded, isMade, plain, statedAt } from './values';

/** What of an app bears on each of its templates. */
export interface AppAround {
  readonly accounts: ReadonlySet<string>;
  /** Names of parameters that an action of its pipeline gives a value. */
  readonly overridden: ReadonlySet<string>;
}

const CUSTOM = 'AWS::CloudFormation::CustomResource';

/**
 * What of a template our emulator cannot do; nothing that only the deployment can tell is held against it. Resources whose condition only
 * the deployment knows are among it with that condition, for who has stubs made of them.
 */
export const notEmulated = (
  read: ReadTemplate,
  { accounts, overridden }: AppAround,
  abilities: Abilities = ABILITIES,
): readonly Limit[] => [
  ...transformsOf(read.template)
    .filter((name) => !abilities.transforms.includes(name))
    .map((what) => read.limit({ kind: 'transform', what, why: 'the emulator expands no such transform' })),
  ...read.resources.flatMap((declared) => [...ofResource(declared, read, accounts, abilities)]),
  ...read.perhaps.flatMap((declared) =>
    [...ofResource(declared, read, accounts, abilities)].map((limit) => ({
      ...limit,
      provided: String(declared.resource['Condition']),
    })),
  ),
  ...ofFunctions(read, abilities),
  ...absentParameters(read, abilities.publicParameters, overridden),
];

const transformsOf = ({ Transform: declared = [] }: JsonObject): readonly string[] =>
  (Array.isArray(declared) ? declared : [declared]).map((one) => (isObject(one) ? String(one['Name']) : String(one)));

const abilitiesOf = (type: string, { types }: Abilities): TypeAbilities | undefined => {
  const name = type.startsWith('Custom::') ? CUSTOM : type;
  return Object.hasOwn(types, name) ? types[name] : undefined;
};

function* ofResource(
  declared: Declared,
  read: ReadTemplate,
  accounts: ReadonlySet<string>,
  abilities: Abilities,
): Generator<Limit> {
  const { type: what, resource } = declared;
  const can = abilitiesOf(what, abilities);
  if (can === undefined) {
    yield read.limit({ kind: 'type', what, why: 'the emulator has no such resource type' }, declared);
    return;
  }
  const lacks = (why: string): Limit => read.limit({ kind: 'property', what, why }, declared);
  for (const name of abilities.absentAttributes.filter((each) => each in resource)) {
    yield lacks(`the emulator has no resource attribute ${name}`);
  }
  const policies = [resource['DeletionPolicy'], resource['UpdateReplacePolicy']];
  for (const policy of abilities.absentPolicies.filter((each) => policies.includes(each))) {
    yield lacks(`the emulator has no policy ${policy}`);
  }
  const properties = chosen(declared.properties, read.known);
  for (const path of unsupportedProperties(properties, can.properties)) {
    yield lacks(`the emulator has no property ${path}`);
  }
  yield* ofValues(declared, properties, read, can);
  for (const name of can.arnsHere ?? []) {
    const found = statedAt(properties, name.split('.'), (stated) => ofOthers(plain(stated, read.known), accounts));
    for (const one of new Set(found)) {
      yield read.limit(
        { kind: 'type', what, why: `the emulator has no ${one} (${name}): no account of this app has it` },
        declared,
      );
    }
  }
}

/** What an ARN names that is of none of the accounts, without its version; nothing where its account is known later. */
const ofOthers = (arn: unknown, accounts: ReadonlySet<string>): readonly string[] => {
  const [, account = '', name = ''] = /^arn:[^:]+:[^:]+:[^:]*:(\d{12}):(.+?)(?::\d+)?$/.exec(String(arn)) ?? [];
  return account === '' || accounts.has(account) ? [] : [name];
};

/** What the properties of a resource say that the emulator has not. */
function* ofValues(declared: Declared, properties: unknown, read: ReadTemplate, can: TypeAbilities): Generator<Limit> {
  const lacks = (why: string): Limit => read.limit({ kind: 'type', what: declared.type, why }, declared);
  for (const [name, most] of Object.entries(can.mostEntries ?? {})) {
    const entries = objectAt(properties)[name];
    const stated = Array.isArray(entries) ? entries.filter((each) => callOf(each) === undefined).length : 0;
    if (stated > most) yield lacks(`the emulator has no ${name} with ${stated} entries`);
  }
  for (const [name, absent] of Object.entries(can.absentValues ?? {})) {
    if (absent.includes('') && isMissing(name, properties)) yield lacks(`the emulator has no resource without ${name}`);
    const found = statedAt(properties, name.split('.'), (stated) => (isObject(stated) ? [] : [String(stated)]));
    for (const one of new Set(found.filter((each) => absent.includes(each)))) {
      yield lacks(`the emulator has no ${name} ${one}`);
    }
  }
  for (const [name, expression] of Object.entries(can.absentTexts ?? {})) {
    const texts = statedAt(plain(properties, read.known), name.split('.'), (stated) => [
      typeof stated === 'string' ? stated : JSON.stringify(stated),
    ]);
    for (const one of new Set(texts.flatMap((text) => text.match(new RegExp(expression, 'g')) ?? []))) {
      yield lacks(`the emulator does not run ${one.replace(/^:/, '')} in ${name}`);
    }
  }
}

/** Whether properties are known not to have one. */
const isMissing = (name: string, properties: unknown): boolean =>
  callOf(properties) === undefined &&
  !(name in objectAt(properties)) &&
  !Object.keys(objectAt(properties)).some(isExpanded);

/** Functions that are unknown, and attributes that no resource of their type returns. */
const ofFunctions = (read: ReadTemplate, abilities: Abilities): readonly Limit[] => {
  const { template, resources, known } = read;
  const extended = transformsOf(template).some((name) => abilities.transforms.includes(name));
  const functions = new Set([...abilities.functions, ...(extended ? abilities.extendedFunctions : [])]);
  const types = new Map(resources.map(({ logicalId, type }) => [logicalId, type]));
  const inside = (value: unknown, of?: Declared): readonly Limit[] =>
    certainCallsIn(value).flatMap(([name, argument]) =>
      referencesOf(name, argument).flatMap(([logicalId, attribute]) => {
        const type = types.get(logicalId);
        const returned = type === undefined ? undefined : abilitiesOf(type, abilities)?.attributes;
        if (type === undefined || returned === undefined || isReturned(attribute, returned)) return [];
        const why = `the emulator returns no attribute ${attribute}`;
        return [read.limit({ kind: 'attribute', what: type, why }, of)];
      }),
    );
  const outputs = Object.values(objectAt(template['Outputs'])).filter((output) => isMade(objectAt(output), known));
  return [
    ...unknownFunctions(read, functions),
    ...resources.flatMap((declared) => inside(chosen(declared.properties, known), declared)),
    ...inside(chosen(outputs, known)),
  ];
};

const isReturned = (attribute: string, returned: readonly string[]): boolean =>
  returned.some((name) => name === '*' || name === attribute || attribute.startsWith(`${name}.`));

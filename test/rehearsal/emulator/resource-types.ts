import type { Property, PropertyType, Resource, SpecDatabase } from '@aws-cdk/service-spec-types';
import { askEmulator } from '../../../bin/documents/abilities';

/** What a resource type of the emulator lists: nested properties are dotted, `.*` covers all below. */
export interface ListedType {
  readonly properties: readonly string[];
  readonly replacedBy: readonly string[];
  readonly customName: string | null;
  readonly attributes: readonly string[];
}

/** By name, what each resource type of the emulator lists, as Python tells it. */
export const listedTypes = async (): Promise<Readonly<Record<string, ListedType>>> =>
  (await askEmulator('emulator/tests/resource_types.py')) as Readonly<Record<string, ListedType>>;

type Properties = Readonly<Record<string, Property>>;

const TAG: Properties = { Key: { type: { type: 'string' } }, Value: { type: { type: 'string' } } };

/** The properties below a property, or `anything` where the specification leaves open what stands there. */
const below = (type: PropertyType, spec: SpecDatabase): Properties | 'anything' => {
  if (type.type === 'array' || type.type === 'map') return below(type.element, spec);
  if (type.type === 'ref') return spec.get('typeDefinition', type.reference.$ref).properties;
  if (type.type === 'union') {
    const each = type.types.map((one) => below(one, spec));
    return each.includes('anything') ? 'anything' : Object.assign({}, ...each);
  }
  if (type.type === 'json') return 'anything';
  return type.type === 'tag' ? TAG : {};
};

const isThere = (path: string, resource: Resource, spec: SpecDatabase): boolean => {
  let here: Properties | 'anything' = resource.properties;
  for (const part of path.replace(/\.\*$/, '').split('.')) {
    if (here === 'anything') return true;
    const found: Property | undefined = here[part];
    if (found === undefined) return false;
    here = below(found.type, spec);
  }
  return true;
};

const topOf = (path: string): string => path.split('.')[0] ?? path;

/**
 * What the specification of CloudFormation's types says against a list. Where it calls a replacement conditional, the
 * list may say either.
 */
export const objections = (type: string, listed: ListedType, spec: SpecDatabase): readonly string[] => {
  const [resource] = spec.lookup('resource', 'cloudFormationType', 'equals', type);
  if (resource === undefined) return [`${type} is no type`];
  const tops = [...new Set(listed.properties.map(topOf))].filter((name) => name in resource.properties);
  const replaces = (name: string) => resource.properties[name]?.causesReplacement ?? 'no';
  const { customName } = listed;
  return [
    ...listed.properties
      .filter((path) => !isThere(path, resource, spec))
      .map((path) => `${type} has no property ${path}`),
    ...listed.attributes
      .filter((name) => !(name in resource.attributes))
      .map((name) => `${type} has no attribute ${name}`),
    ...listed.replacedBy.filter((name) => !tops.includes(name)).map((name) => `${type} does not list ${name}`),
    ...tops
      .filter((name) => replaces(name) !== 'maybe')
      .filter((name) => listed.replacedBy.includes(name) !== (replaces(name) === 'yes'))
      .map((name) => `${type} is ${replaces(name) === 'yes' ? '' : 'not '}replaced by ${name}`),
    ...(customName === null || listed.replacedBy.includes(customName)
      ? []
      : [`${type} can be renamed by ${customName}`]),
  ];
};

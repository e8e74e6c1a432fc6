import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Property, PropertyType, SpecDatabase } from '@aws-cdk/service-spec-types';

type Properties = Readonly<Record<string, Property>>;

/** CloudFormation's types, as the CDK publishes AWS's schemas. */
export const specification: SpecDatabase = loadAwsServiceSpecSync();

/** Types of CloudFormation. */
export const allTypes: readonly string[] = specification
  .all('resource')
  .map(({ cloudFormationType: type }) => type)
  .toSorted();

/** What stands below a property. Of a union every member counts; where anything may stand there is nothing to name. */
const below = (type: PropertyType): Properties => {
  if (type.type === 'array') return below(type.element);
  if (type.type === 'map') return { '*': { type: type.element } };
  if (type.type === 'ref') return specification.get('typeDefinition', type.reference.$ref).properties;
  if (type.type === 'union') return Object.assign({}, ...type.types.map(below));
  return {};
};

/** Whether a list stands there, or may. */
const isList = (type: PropertyType): boolean =>
  type.type === 'array' || (type.type === 'union' && type.types.every(isList));

const topOf = (type: string): Properties | undefined =>
  specification.lookup('resource', 'cloudFormationType', 'equals', type)[0]?.properties;

/** Whether a type may have a property at a path; below what is open, any path may stand. */
export const isThere = (type: string, path: string): boolean => {
  let here = topOf(type) ?? {};
  for (const name of path.split('.')) {
    const found = here[name] ?? here['*'];
    if (found === undefined) return false;
    if (found.type.type === 'json') return true;
    here = below(found.type);
  }
  return true;
};

/** Paths of a type that a list of paths neither names nor goes below. */
export const missingFrom = (type: string, paths: readonly string[]): readonly string[] => {
  const walk = (properties: Properties, above: string): readonly string[] =>
    Object.entries(properties).flatMap(([name, property]) => {
      const path = above === '' ? name : `${above}.${name}`;
      if (paths.includes(path)) return [];
      const goesBelow = paths.some((each) => each.startsWith(`${path}.`));
      if (!goesBelow) return [path];
      return property.type.type === 'json' ? [] : walk(below(property.type), path);
    });
  return walk(topOf(type) ?? {}, '');
};

/** Properties with a value at a path; what stands there already stays, and every item of a list gets it. */
export const withValue = (type: string, properties: unknown, path: string, value: unknown): Record<string, unknown> => {
  const set = (here: unknown, known: Properties, [name = '', ...more]: readonly string[]): Record<string, unknown> => {
    const held = (typeof here === 'object' && here !== null ? here : {}) as Record<string, unknown>;
    const found = known[name];
    const key = name === '*' ? 'ANOTHER' : name;
    if (more.length === 0) return { ...held, [key]: value };
    const nested = found === undefined ? {} : below(found.type);
    const inside = held[key];
    if (Array.isArray(inside) || (inside === undefined && found !== undefined && isList(found.type))) {
      const items = Array.isArray(inside) && inside.length > 0 ? inside : [undefined];
      return { ...held, [key]: items.map((item) => set(item, nested, more)) };
    }
    return { ...held, [key]: set(inside, nested, more) };
  };
  return set(properties, topOf(type) ?? {}, path.split('.'));
};

/** Properties with one item more in the innermost list on a path: a copy of the first with a value; undefined where no list is. */
export const withItem = (
  properties: Readonly<Record<string, unknown>>,
  path: string,
  value: unknown,
): Record<string, unknown> | undefined => {
  const [name = '', ...more] = path.split('.');
  const here = properties[name];
  const rest = more.join('.');
  if (!Array.isArray(here)) {
    const nested = more.length > 0 && isRecord(here) ? withItem(here, rest, value) : undefined;
    return nested && { ...properties, [name]: nested };
  }
  const inside = here.map((item) => (more.length > 0 && isRecord(item) ? withItem(item, rest, value) : undefined));
  if (inside.some((item) => item !== undefined)) {
    return { ...properties, [name]: here.map((item, at) => inside[at] ?? item) };
  }
  const added = more.length === 0 ? value : withPlain(isRecord(here[0]) ? here[0] : {}, more, value);
  return { ...properties, [name]: [...here, added] };
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const withPlain = (
  here: Readonly<Record<string, unknown>>,
  [name = '', ...more]: readonly string[],
  value: unknown,
): Record<string, unknown> => {
  const inside = here[name];
  return { ...here, [name]: more.length === 0 ? value : withPlain(isRecord(inside) ? inside : {}, more, value) };
};

import { type App, type CfnResource, Stack } from 'aws-cdk-lib';
import { isObject } from '../../../ground/json';
import type { FinalResource, FinalStack } from '../final-stacks';
import { remembering } from '../remembered';

/**
 * Properties that a template has otherwise than the construct says which cdk-nag's packs have read: by a raw override, or
 * by whatever else writes below the construct. What the packs have not found there means nothing.
 */
export const overridden = (app: App, stacks: readonly FinalStack[]): readonly string[] =>
  remembering(app, {}, () => stacks.flatMap(overriddenIn));

const overriddenIn = ({ resources }: FinalStack): readonly string[] =>
  [...resources.values()].flatMap((resource) => {
    const { construct } = resource;
    if (construct === undefined || !('CFN_RESOURCE_TYPE_NAME' in construct.constructor)) return [];
    return differing(construct, resource).map(
      (what) =>
        `${what} of ${construct.node.path} is not in the template as its construct has it, which the packs have read: set it on the construct, without an override`,
    );
  });

const differing = (construct: CfnResource, { type, properties }: FinalResource): readonly string[] => {
  const final = new Map(Object.entries(properties).map(([name, value]) => [name.toLowerCase(), value]));
  const names = propertiesOf(construct);
  const hidden = [...final.keys()].filter((name) => !names.has(name) && !TAGS.test(name));
  const changed = [...names].filter(([name, attribute]) => !isAsSaid(construct, attribute, final.get(name)));
  return [
    ...(type === construct.cfnResourceType ? [] : [`the type ${type}`]),
    ...changed.map(([, attribute]) => attribute),
    ...hidden,
  ];
};

/** A value that cannot be read has not been read by a pack either. */
const isAsSaid = (construct: CfnResource, attribute: string, is: unknown): boolean => {
  try {
    const said: unknown = Reflect.get(construct, attribute);
    if (said === is) return true;
    const resolved: unknown = Stack.of(construct).resolve(said);
    return isSame(resolved, is) || text(resolved) === text(is);
  } catch {
    return false;
  }
};

/** Tags have a manager of their own, and ZT-14 reads them in the template. */
const TAGS = /tags(raw)?$/i;

const known = new Map<unknown, ReadonlyMap<string, string>>();

/** What can be set on a construct of this class or of those above it: the property's name in lower case, and the attribute's. */
const propertiesOf = (construct: CfnResource): ReadonlyMap<string, string> => {
  const found = known.get(construct.constructor) ?? new Map(attributesOf(Object.getPrototypeOf(construct)));
  known.set(construct.constructor, found);
  return found;
};

const attributesOf = (prototype: object): readonly (readonly [string, string])[] => {
  if (!('CFN_RESOURCE_TYPE_NAME' in prototype.constructor)) return [];
  const own = Object.entries(Object.getOwnPropertyDescriptors(prototype))
    .filter(([name, { get, set }]) => get && set && !TAGS.test(name))
    .map(([name]) => [name.toLowerCase(), name] as const);
  return [...attributesOf(Object.getPrototypeOf(prototype)), ...own];
};

/** Whether values have the same text because they are written the same, as nearly all are: making the texts takes longer. */
const isSame = (one: unknown, other: unknown): boolean => {
  if (one === other) return true;
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((each, at) => isSame(each, other[at]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const [names, others] = [Object.keys(one), Object.keys(other)];
  return (
    names.length === others.length &&
    names.every((name, at) => {
      const known = others[at] ?? '';
      return (name === known || name.toLowerCase() === known.toLowerCase()) && isSame(one[name], other[known]);
    })
  );
};

/** Values as one text: the CDK's names differ from CloudFormation's in their case, and what is empty is left out. */
const text = (value: unknown): string => JSON.stringify(plain(value)) ?? '';

const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain).filter((each) => each !== undefined);
  if (!isObject(value)) return value ?? undefined;
  const entries = Object.entries(value)
    .map(([name, each]) => [name.toLowerCase(), plain(each)] as const)
    .filter(([, each]) => each !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
};

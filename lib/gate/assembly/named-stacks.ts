import { dirname } from 'node:path';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { environmentInStackName, environmentOfStage } from '../../contract/names';
import { own } from '../../ground/json';
import type { Found } from '../register/doubts-of-register';
import type { NamedStack } from '../register/resolve-register';
import type { StackTemplate } from '../templates/template';
import type { Assembly } from './read-assembly';

/** The stacks of an assembly with the construct paths of their resources, from the templates and from what was found in them. */
export const namedStacks = ({ root, stacks }: Assembly, found: readonly Found[]): readonly NamedStack[] => {
  const placed = stacks.map((stack) => ({ stack, path: constructPath(stack, stacks) }));
  const homes = placed.filter(({ stack, path }) => path === stack.path).map(({ path }) => path);
  const homeOf = (path: string) => longest(homes.filter((home) => `${path}/`.startsWith(`${home}/`)));
  const properties = propertiesIn(stacks);
  const has = (path: string, property: string) => properties.get(path)?.[property] !== undefined;
  const pool = new Set([...stacks.flatMap(pathsIn), ...found.map(({ resource }) => resource)]);
  return placed.map(({ stack, path }) => ({
    path,
    has,
    place: placeOf(stack, root),
    resources: [...pool].filter((each) => each.startsWith(`${path}/`) && homeOf(each) === homeOf(path)),
  }));
};

/** Properties of every resource that says its construct's path. */
const propertiesIn = (stacks: readonly StackTemplate[]): ReadonlyMap<unknown, Readonly<Record<string, unknown>>> =>
  new Map(
    stacks
      .flatMap(({ template }) => Object.values(template.Resources ?? {}))
      .map(({ Metadata: about, Properties: properties = {} }) => [about?.['aws:cdk:path'], properties]),
  );

const longest = (texts: readonly string[]): string | undefined =>
  texts.toSorted((one, other) => other.length - one.length)[0];

const pathsIn = ({ template }: StackTemplate): readonly string[] =>
  Object.values(template.Resources ?? {})
    .map(({ Metadata: about }) => about?.['aws:cdk:path'])
    .filter((path) => typeof path === 'string');

/** A nested stack is known by its logical id in its parent; the resource there says the path of its construct. */
const constructPath = ({ path }: StackTemplate, stacks: readonly StackTemplate[]): string => {
  const cut = path.lastIndexOf('/');
  const parent = stacks.find((each) => each.path === path.slice(0, cut));
  const resource = own(parent?.template.Resources ?? {}, path.slice(cut + 1));
  const said = resource?.Type === 'AWS::CloudFormation::Stack' ? resource.Metadata?.['aws:cdk:path'] : undefined;
  return typeof said === 'string' ? said.replace(/\/([^/]+)\.NestedStack\/\1\.NestedStackResource$/, '/$1') : path;
};

const placeOf = (
  { path, templateFile, account, region, stackName = '' }: StackTemplate,
  root: string,
): NamedStack['place'] => {
  const stage = dirname(templateFile) === root ? '' : (path.split('/').at(-2) ?? '');
  return {
    account,
    region,
    stackName,
    partition: RegionInfo.get(region).partition ?? 'aws',
    environment: environmentInStackName(stackName, environmentOfStage(stage, { account, region })),
  };
};

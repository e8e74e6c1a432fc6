import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isObject, type JsonObject, listAt, objectAt } from '../../ground/json';
import type { StackTemplate, Template } from '../templates/template';
import { buildSpecsBeside } from './build-specs';
import { type AssemblyPlace, pathInside, readJson, refusal } from './inside';
import { publishedBy } from './published';

/** Major versions of the cloud assembly schema that are understood; the shape of stacks has not changed between them. */
const SCHEMA = { oldest: 2, newest: 55 };

/** An account and region that no stack has, for stacks that may be deployed anywhere. */
const ANYWHERE = { account: '000000000000', region: 'any-region-1' };

/** Every stack of an assembly: of its stages too, and nested ones. */
export interface Assembly {
  /** Real path of its directory. */
  readonly root: string;
  readonly stacks: readonly StackTemplate[];
}

/**
 * Reads a cloud assembly directory that nobody vouches for.
 *
 * @throws {UserError} when something is missing, malformed, of an unknown version, too large, or leads outside
 */
export const readAssembly = (directory: string): Assembly => {
  const root = rootOf(directory);
  const stacks = stacksIn({ root, directory: root }, new Set());
  if (stacks.length === 0) throw refusal(`${root} has no stack: nothing can be said about it`);
  return { root, stacks };
};

const rootOf = (directory: string): string => {
  const real = realPathOf(directory);
  if (real === undefined || !statSync(real).isDirectory()) {
    throw refusal(`there is no assembly ${directory}, which must be a directory: run npm run synth, or name one`);
  }
  return real;
};

const realPathOf = (path: string): string | undefined => {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
};

const stacksIn = (place: AssemblyPlace, visited: Set<string>): readonly StackTemplate[] => {
  if (visited.has(place.directory)) throw refusal(`the assembly ${place.directory} contains itself`);
  visited.add(place.directory);
  const file = pathInside(place, 'manifest.json', `the assembly ${place.directory}`);
  const manifest = readJson(file);
  assertVersion(manifest['version'], file);
  assertComplete(manifest['missing'], file);
  if (manifest['artifacts'] !== undefined && !isObject(manifest['artifacts'])) {
    throw refusal(`artifacts in ${file} must be an object`);
  }
  const artifacts = Object.entries(objectAt(manifest['artifacts']));
  const assets = assetsOf(artifacts, place);
  return artifacts.flatMap(([id, artifact]) => {
    const { type, properties, environment, displayName } = objectAt(artifact);
    const saidBy = `artifact ${id} of ${file}`;
    if (!isObject(artifact) || typeof type !== 'string') throw refusal(`${saidBy} has no type`);
    if (type === 'cdk:cloud-assembly') {
      const nested = pathInside(place, objectAt(properties)['directoryName'], saidBy);
      return stacksIn({ root: place.root, directory: nested }, visited);
    }
    if (type !== 'aws:cloudformation:stack') return [];
    const path = typeof displayName === 'string' ? displayName : id;
    const { templateFile: name, stackName } = objectAt(properties);
    const templateFile = pathInside(place, name, saidBy);
    const named = typeof stackName === 'string' ? { stackName } : {};
    const about = { ...named, ...assets, ...locationOf(environment, saidBy) };
    return stackAndNested({ path, templateFile, ...about }, place, 0);
  });
};

/** What the stacks of a directory publish; an assembly of older kind does not say it. */
const assetsOf = (
  artifacts: readonly (readonly [id: string, artifact: unknown])[],
  place: AssemblyPlace,
): Pick<StackTemplate, 'publications'> => {
  const manifests = artifacts
    .map(([id, artifact]) => ({ id, about: objectAt(artifact) }))
    .filter(({ about }) => about['type'] === 'cdk:asset-manifest')
    .map(({ id, about }) => readJson(pathInside(place, objectAt(about['properties'])['file'], `artifact ${id}`)));
  return manifests.length === 0 ? {} : { publications: publishedBy(manifests) };
};

const assertVersion = (version: unknown, file: string): void => {
  const major = typeof version === 'string' ? Number(/^(\d+)\.\d+\.\d+$/.exec(version)?.[1]) : Number.NaN;
  if (major >= SCHEMA.oldest && major <= SCHEMA.newest) return;
  throw refusal(
    `${file} has schema version ${JSON.stringify(version)}, understood are ${SCHEMA.oldest} to ${SCHEMA.newest}: use a newer gate, or synthesize again`,
  );
};

/** Where a look-up has no answer yet, the CDK writes templates with made-up values. */
const assertComplete = (missing: unknown, file: string): void => {
  const keys = listAt(missing).map((each) => String(objectAt(each)['key'] ?? JSON.stringify(each)));
  if (keys.length === 0) return;
  throw refusal(
    `${file} was synthesized without the answers to ${keys.join(', ')}: its templates are not final; give the values in the configuration and synthesize again`,
  );
};

const locationOf = (environment: unknown, saidBy: string): { readonly account: string; readonly region: string } => {
  const [, account = '', region = ''] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(String(environment)) ?? [];
  if (account === '') throw refusal(`${saidBy} has the environment ${JSON.stringify(environment)}, not aws://…/…`);
  return {
    account: account === 'unknown-account' ? ANYWHERE.account : account,
    region: region === 'unknown-region' ? ANYWHERE.region : region,
  };
};

/** Nested stacks nest, but not without end. */
const DEEPEST = 10;

const stackAndNested = (
  stack: Omit<StackTemplate, 'template'>,
  place: AssemblyPlace,
  depth: number,
): readonly StackTemplate[] => {
  if (depth > DEEPEST) throw refusal(`${stack.templateFile} nests stacks more than ${DEEPEST} levels deep`);
  const template = templateIn(stack.templateFile);
  const nested = Object.entries(template.Resources ?? {}).flatMap(([id, { Type: type, Metadata: metadata }]) => {
    if (type !== 'AWS::CloudFormation::Stack') return [];
    const saidBy = `nested stack ${id} of ${stack.templateFile}`;
    const asset = metadata?.['aws:asset:path'];
    if (asset === undefined) {
      throw refusal(`${saidBy} does not say where its template is: synthesize with aws:cdk:enable-asset-metadata`);
    }
    const templateFile = pathInside(place, asset, saidBy);
    return stackAndNested({ ...stack, path: `${stack.path}/${id}`, templateFile }, place, depth + 1);
  });
  return [{ ...stack, template, ...buildSpecsBeside(template, dirname(stack.templateFile), place.root) }, ...nested];
};

const SECTIONS = ['Resources', 'Parameters', 'Conditions', 'Mappings', 'Outputs'];

const templateIn = (file: string): Template => {
  const template = readJson(file);
  for (const section of SECTIONS) {
    if (template[section] !== undefined && !isObject(template[section])) {
      throw refusal(`${section} in ${file} must be an object`);
    }
  }
  for (const [id, resource] of Object.entries(objectAt(template['Resources']))) assertResource(id, resource, file);
  return template as Template;
};

const assertResource = (id: string, resource: unknown, file: string): void => {
  const { Type: type, Properties: properties, Metadata: metadata } = objectAt(resource) as JsonObject;
  if (typeof type !== 'string') throw refusal(`resource ${id} of ${file} has no Type`);
  for (const [name, value] of Object.entries({ Properties: properties, Metadata: metadata })) {
    if (value !== undefined && !isObject(value)) throw refusal(`${name} of ${id} in ${file} must be an object`);
  }
};

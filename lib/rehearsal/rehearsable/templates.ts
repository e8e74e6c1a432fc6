import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AssemblyStack } from '../assembly/read-assembly';
import { placesIn } from './places';
import type { Problem } from './problem';
import { isObject, type Json, type Known, knownOf } from './values';

/** A resource as a template declares it. */
export interface Declared {
  readonly logicalId: string;
  readonly type: string;
  readonly resource: Json;
  readonly properties: Json;
}

/** A template of an assembly with what is known of its stack. */
export interface ReadTemplate {
  readonly stack: AssemblyStack;
  /** Logical ids of the nested stacks that it is the template of, the outermost first. */
  readonly nestedIn: readonly string[];
  readonly template: Json;
  readonly known: Known;
  /** All but those whose condition does not hold, or can only be told by the deployment. */
  readonly resources: readonly Declared[];
  /** A problem of a resource, or of the template itself where there is none. */
  problem(about: Pick<Problem, 'kind' | 'what' | 'why'>, resource?: Pick<Declared, 'logicalId' | 'resource'>): Problem;
}

const NESTED = 'AWS::CloudFormation::Stack';

/**
 * The templates of a stack: its own and those of the stacks nested in it.
 *
 * @param root directory of the app's files
 */
export const templatesOf = (stack: AssemblyStack, root: string): readonly ReadTemplate[] => {
  const places = placesIn(stack.templateFile, root);
  const read = (file: string, nestedIn: readonly string[]): readonly ReadTemplate[] => {
    const template: Json = JSON.parse(readFileSync(file, 'utf8'));
    const own = readTemplate(stack, template, nestedIn, (about, of) => {
      const path = of === undefined ? stack.id : (pathIn(of.resource) ?? places.pathOf(of.logicalId));
      const known = path ?? [stack.id, ...nestedIn, of?.logicalId].join('/');
      const at = places.at(known);
      const place = { stack: stack.id, path: known, ...(at !== undefined && { at }) };
      return { ...about, ...place, ...(of !== undefined && { logicalId: of.logicalId }) };
    });
    const below = own.resources.flatMap(({ logicalId, type, resource }) => {
      const asset = type === NESTED ? metadataOf(resource, 'aws:asset:path') : undefined;
      if (!asset?.endsWith('.json')) return [];
      return read(join(dirname(stack.templateFile), asset), [...nestedIn, logicalId]);
    });
    return [own, ...below];
  };
  return read(stack.templateFile, []);
};

/** A template as it was read, with the resources that a deployment would make. */
export const readTemplate = (
  stack: AssemblyStack,
  template: Json,
  nestedIn: readonly string[],
  problem: ReadTemplate['problem'],
): ReadTemplate => {
  const known = knownOf(template, stack.environment);
  const declared = isObject(template['Resources']) ? Object.entries(template['Resources']) : [];
  const resources = declared.flatMap(([logicalId, resource]) => {
    if (!isObject(resource) || typeof resource['Type'] !== 'string') return [];
    if (resource['Condition'] !== undefined && known.holds(resource['Condition']) !== true) return [];
    const properties = isObject(resource['Properties']) ? resource['Properties'] : {};
    return [{ logicalId, type: resource['Type'], resource, properties }];
  });
  return { stack, nestedIn, template, known, resources, problem };
};

const metadataOf = ({ Metadata: metadata }: Json, key: string): string | undefined => {
  const value = isObject(metadata) ? metadata[key] : undefined;
  return typeof value === 'string' ? value : undefined;
};

const pathIn = (resource: Json): string | undefined => metadataOf(resource, 'aws:cdk:path');

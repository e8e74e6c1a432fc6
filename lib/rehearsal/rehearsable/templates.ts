import { readFileSync } from 'node:fs';
import { isObject, type JsonObject, objectAt } from '../../ground/json';
import { nestedTemplate } from '../assembly/nested-template';
import type { AssemblyStack } from '../assembly/read-assembly';
import type { Limit } from './limit';
import { notedPlaces } from './places';
import { dependentsOf } from './references';
import { isMade, type KnownBefore, knownOf } from './values';

/** A resource as a template declares it. */
export interface Declared {
  readonly logicalId: string;
  readonly type: string;
  readonly resource: JsonObject;
  readonly properties: JsonObject;
}

/** A template of an assembly with what is known of its stack. */
export interface ReadTemplate {
  readonly stack: AssemblyStack;
  /** Logical ids of the nested stacks that it is the template of, the outermost first. */
  readonly nestedIn: readonly string[];
  readonly template: JsonObject;
  readonly known: KnownBefore;
  /** All but those whose condition does not hold, or can only be told by the deployment. */
  readonly resources: readonly Declared[];
  /** Those whose condition can only be told by the deployment. */
  readonly perhaps: readonly Declared[];
  /** A limit that a resource meets, or the template itself without one. */
  limit(about: Pick<Limit, 'kind' | 'what' | 'why'>, resource?: Pick<Declared, 'logicalId' | 'resource'>): Limit;
}

/**
 * The templates of a stack: its own and those of the stacks nested in it.
 *
 * @param root directory of the app's files
 */
export const stackTemplates = (stack: AssemblyStack, root: string): readonly ReadTemplate[] => {
  const places = notedPlaces(stack.templateFile, root);
  const read = (file: string, nestedIn: readonly string[], above: readonly string[]): readonly ReadTemplate[] => {
    const template = objectAt(JSON.parse(readFileSync(file, 'utf8')));
    const own = asRead(stack, template, nestedIn, (about, of) => {
      const path = of === undefined ? stack.id : (pathIn(of.resource) ?? places.pathOf(of.logicalId));
      const known = path ?? [stack.id, ...nestedIn, of?.logicalId].join('/');
      const at = places.at(known);
      const place = { stack: stack.id, path: known, ...(at !== undefined && { at }) };
      if (of === undefined) return { ...about, ...place };
      const dependents = dependentsOf(of.logicalId, template).map((each) => {
        const other = objectAt(template['Resources'])[each];
        return (isObject(other) ? pathIn(other) : undefined) ?? places.pathOf(each) ?? each;
      });
      return { ...about, ...place, logicalId: of.logicalId, dependents };
    });
    const below = own.resources.flatMap(({ logicalId, type, resource }) => {
      const files = [file, ...above];
      const inner = nestedTemplate(stack, type, metadataOf(resource, 'aws:asset:path'), files);
      return inner === undefined ? [] : read(inner, [...nestedIn, logicalId], files);
    });
    return [own, ...below];
  };
  return read(stack.templateFile, [], []);
};

/** A template as it was read, with the resources that a deployment would make. */
export const asRead = (
  stack: AssemblyStack,
  template: JsonObject,
  nestedIn: readonly string[],
  limit: ReadTemplate['limit'],
): ReadTemplate => {
  const known = knownOf(template, stack.environment);
  const declared = Object.entries(objectAt(template['Resources'])).flatMap(([logicalId, resource]) => {
    if (!isObject(resource) || typeof resource['Type'] !== 'string') return [];
    const properties = objectAt(resource['Properties']);
    return [{ logicalId, type: resource['Type'], resource, properties }];
  });
  const resources = declared.filter(({ resource }) => isMade(resource, known));
  const perhaps = declared.filter(
    ({ resource: { Condition: condition } }) => condition !== undefined && known.holds(condition) === undefined,
  );
  return { stack, nestedIn, template, known, resources, perhaps, limit };
};

const metadataOf = ({ Metadata: metadata }: JsonObject, key: string): string | undefined => {
  const value = objectAt(metadata)[key];
  return typeof value === 'string' ? value : undefined;
};

const pathIn = (resource: JsonObject): string | undefined => metadataOf(resource, 'aws:cdk:path');

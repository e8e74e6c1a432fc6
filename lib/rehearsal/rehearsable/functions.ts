import { isObject, objectAt } from '../../ground/json';
import type { Limit } from './limit';
import { callsIn } from './references';
import type { ReadTemplate } from './templates';
import { isExpanded } from './values';

/**
 * The functions of a template that are not known, wherever it is read before any condition is: a branch that no condition chooses is
 * refused as any other. One that puts something in its own place (a loop, a macro) may stand for a resource, or in one.
 *
 * @param known names of functions
 */
export const unknownFunctions = (read: ReadTemplate, known: ReadonlySet<string>): readonly Limit[] => {
  // Rules have functions of their own, and every stack of the CDK has one; parameters have none.
  const { Resources: resources, Metadata: _, Rules: __, Parameters: ___, ...sections } = read.template;
  const about = (name: string) =>
    ({ kind: 'function', what: name, why: 'the emulator knows no such function' }) as const;
  const unknownIn = (value: unknown): readonly string[] =>
    [...new Set(functionsIn(value))].filter((each) => !known.has(each));
  return [
    ...Object.entries(objectAt(resources)).flatMap(([logicalId, declared]) => {
      if (isExpanded(logicalId)) return [read.limit(about(functionOf(logicalId)))];
      const { Metadata: _, ...resource } = objectAt(declared);
      return unknownIn(resource).map((name) => read.limit(about(name), { logicalId, resource: objectAt(declared) }));
    }),
    ...unknownIn(sections).map((name) => read.limit(about(name))),
  ];
};

const functionsIn = (value: unknown): readonly string[] => [
  ...callsIn(value).map(([name]) => functionOf(name)),
  ...expandedIn(value),
];

/** Loops and macros stand beside other keys. */
const expandedIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(expandedIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, one]) => [
    ...(isExpanded(key) ? [functionOf(key)] : []),
    ...expandedIn(one),
  ]);
};

/** `Fn::ForEach` of `Fn::ForEach::Topics`, in which a loop has its name. */
const functionOf = (key: string): string => key.split('::').slice(0, 2).join('::');

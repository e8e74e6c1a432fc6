import { whyItHolds } from '../contract/data-holders';
import type { ResourceReview } from '../contract/review';
import { objectAt, own } from '../ground/json';
import { canonical, isSame, keysOf } from './json';
import { constructPath, type ReviewedTemplate, resourcesOf, typeOf } from './template';

/** Resources that are as they were, and whose condition is not: whether they are there is another question now. */
export const underOtherConditions = (before: ReviewedTemplate, after: ReviewedTemplate): readonly ResourceReview[] => {
  const others = otherConditions(before, after);
  if (others.size === 0) return [];
  const had = resourcesOf(before);
  return Object.entries(resourcesOf(after)).flatMap(([logicalId, resource]) => {
    const condition = objectAt(resource)['Condition'];
    if (typeof condition !== 'string' || !others.has(condition) || !isSame(own(had, logicalId), resource)) return [];
    const [type, path] = [typeOf(resource), constructPath(resource)];
    const holds = whyItHolds(type);
    return {
      logicalId,
      type,
      ...(path !== undefined && { path }),
      change: 'changed',
      effect: 'unknown',
      about: 'configuration',
      ...(holds !== undefined && { holds }),
      notes: [`its condition ${condition} asks something else: it may appear or disappear`],
      properties: [],
    };
  });
};

/** Names of the conditions that ask something else, and of those made of them. */
const otherConditions = (before: ReviewedTemplate, after: ReviewedTemplate): ReadonlySet<string> => {
  const [was, is] = [objectAt(before['Conditions']), objectAt(after['Conditions'])];
  const names = keysOf(was, is);
  const found = new Set(names.filter((name) => !isSame(own(was, name), own(is, name))));
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const name of names) {
      const text = canonical(own(is, name));
      if ([...found].some((other) => text.includes(canonical({ Condition: other })))) found.add(name);
    }
  }
  return found;
};

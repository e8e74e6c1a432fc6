import { isObject } from '../../ground/json';
import { callOf, certain, isExpanded } from './values';

/**
 * The paths of a resource's properties that its type does not honour, as the emulator's `unsupported_properties` answers them,
 * whichever branch of a condition is taken.
 */
export const unsupportedProperties = (properties: unknown, supported: readonly string[]): readonly string[] => {
  if (supported.includes('*')) return [];
  const honoured = new Set(supported);
  const inner = new Set(supported.flatMap(partsAbove));
  const walk = (value: unknown, path: string): readonly string[] => certain(value, (stated) => inside(stated, path));
  const inside = (value: unknown, path: string): readonly string[] => {
    if (path !== '' && (honoured.has(`${path}.*`) || (path === 'Tags' && honoured.has('Tags')))) return [];
    if (path !== '' && !honoured.has(path) && !inner.has(path)) return [path];
    if (Array.isArray(value)) return value.flatMap((item) => walk(item, path));
    if (!isObject(value) || callOf(value) !== undefined) return [];
    const below = (key: string): string => (path === '' ? key : `${path}.${key}`);
    const keys = Object.entries(value).filter(([key]) => !isExpanded(key));
    if (path !== '' && !inner.has(path)) return keys.map(([key]) => below(key));
    return keys.flatMap(([key, item]) => walk(item, below(key)));
  };
  return [...new Set(walk(properties, ''))];
};

/** `A.B` and `A` of `A.B.C`. */
const partsAbove = (name: string): readonly string[] => {
  const parts = name.split('.');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('.'));
};

import { isObject, type JsonObject, own } from '../ground/json';
import { canonical } from './json';
import { constructPath, propertiesOf, typeOf } from './template';

/** How the note of a resource begins that comes anew under another logical id. */
export const MOVED = 'the very same comes anew as ';

/** Logical ids that are gone, with those under which the very same comes anew: another version of the CDK may name it otherwise. */
export const movedIn = (before: JsonObject, after: JsonObject): ReadonlyMap<string, string> => {
  const moved = new Map<string, string>();
  const gone = Object.keys(before).filter((id) => own(after, id) === undefined);
  const fresh = new Set(Object.keys(after).filter((id) => own(before, id) === undefined));
  // What names a moved resource is the same only when that is known.
  for (let size = -1; size !== moved.size && fresh.size > 0; ) {
    size = moved.size;
    const heirs = [...fresh].map((id) => ({ id, is: after[id], text: contentOf(after[id]) }));
    for (const id of gone.filter((each) => !moved.has(each))) {
      const text = contentOf(renamed(before[id], moved));
      const alike = heirs.filter((heir) => heir.text === text && fresh.has(heir.id));
      const heir = alike.find(({ is }) => constructPath(is) === constructPath(before[id])) ?? alike[0];
      if (heir === undefined) continue;
      moved.set(id, heir.id);
      fresh.delete(heir.id);
    }
  }
  return moved;
};

const contentOf = (resource: unknown): string =>
  canonical([typeOf(resource), propertiesOf(resource), isObject(resource) ? resource['Condition'] : null]);

/** A value of a template in which what has moved is called as it is called now. */
export const renamed = (value: unknown, moved: ReadonlyMap<string, string>): unknown => {
  const now = (id: unknown): unknown => (typeof id === 'string' ? (moved.get(id) ?? id) : id);
  if (moved.size === 0) return value;
  if (Array.isArray(value)) return value.map((each) => renamed(each, moved));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key === 'Ref') return [key, now(inner)];
      if (key === 'Fn::GetAtt' && Array.isArray(inner)) return [key, [now(inner[0]), ...inner.slice(1)]];
      if (key === 'Fn::GetAtt' && typeof inner === 'string') return [key, inner.replace(/^\w+/, (id) => `${now(id)}`)];
      if (key === 'Fn::Sub' && typeof inner === 'string')
        return [key, inner.replaceAll(/(?<=\$\{)\w+/g, (id) => `${now(id)}`)];
      return [key, renamed(inner, moved)];
    }),
  );
};

/** Resources by the logical ids that they have now. */
export const underNewIds = (resources: JsonObject, moved: ReadonlyMap<string, string>): JsonObject =>
  Object.fromEntries(
    Object.entries(resources).map(([id, resource]) => [moved.get(id) ?? id, renamed(resource, moved)]),
  );

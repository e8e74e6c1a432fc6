/** A JSON object of unknown content. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Is the value an object and not a list? */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object as it is; something else has no entries. */
export const objectAt = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** What an object itself has under a key; `constructor` and the like are keys as any other. */
export const own = <T>(object: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;

/** A list as it is, one thing as a list of it, nothing as an empty list. */
export const listAt = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

/** A text that two values share exactly when they are the same JSON, in whatever order their keys stand. */
export const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'undefined';
  const entries = Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${entries.join(',')}}`;
};

/** Are two values the same JSON? */
export const isSame = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);

/** Every key of two objects, sorted. */
export const keysOf = (one: JsonObject, other: JsonObject): readonly string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].toSorted();

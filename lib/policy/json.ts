/** A text or a list of texts as a list; undefined for anything else. */
export const strings = (value: unknown): readonly string[] | undefined => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.every((item): item is string => typeof item === 'string') ? list : undefined;
};

/** Like `strings`, for condition values, which may also be written as JSON booleans and numbers. */
export const scalars = (value: unknown): readonly string[] | undefined => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return strings(list.map((item) => (typeof item === 'boolean' || typeof item === 'number' ? String(item) : item)));
};

/** How a value reads in a sentence. */
export const said = (value: unknown): string => (value === undefined ? 'missing' : JSON.stringify(value));

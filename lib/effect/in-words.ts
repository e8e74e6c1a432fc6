/** How a value reads in a sentence. */
export const inWords = (value: unknown): string => (value === undefined ? 'missing' : JSON.stringify(value));

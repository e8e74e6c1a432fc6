/** One thing wrong with a configuration. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  /** What holds of right values, `must be 12 digits`. */
  readonly must: string;
  /** What to do. @default - edit the file */
  readonly cure?: string;
}

/** The one sentence a user reads: where, what must hold, the value, what to do. */
export const sentence = ({ path, must, cure }: Problem, input: unknown): string => {
  const value = valueAt(input, path);
  const got = value === undefined ? '' : `, got ${shown(value)}`;
  return `${place(path, input)} ${must}${got}: ${cure ?? 'edit delivery.config.ts'}`;
};

const LONGEST = 200;

/** A value as it would be written, as far as it helps to find it. */
const shown = (value: unknown): string => {
  const text =
    JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? `${each}n` : each)) ?? `a ${typeof value}`;
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
};

/** What stands at a path; undefined where nothing does. */
export const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), input);

/** `environments.prod.targets[0].account`: environments are called by name where they have one of their own. */
const place = (path: readonly PropertyKey[], input: unknown): string =>
  path.reduce<string>((text, key, depth) => {
    if (typeof key !== 'number') return text === '' ? String(key) : `${text}.${String(key)}`;
    const name = text === 'environments' ? valueAt(input, [...path.slice(0, depth + 1), 'name']) : undefined;
    return typeof name === 'string' && isOnly(name, input) ? `${text}.${name}` : `${text}[${key}]`;
  }, '') || 'the configuration';

const isOnly = (name: string, input: unknown): boolean => {
  const environments = valueAt(input, ['environments']);
  return Array.isArray(environments) && environments.filter((each) => valueAt(each, ['name']) === name).length === 1;
};

const isRecord = (value: unknown): value is Readonly<Record<PropertyKey, unknown>> =>
  typeof value === 'object' && value !== null;

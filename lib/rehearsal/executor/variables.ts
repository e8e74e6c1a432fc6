import { Failure } from './failure';

/** Values by namespace and name, as `#{Namespace.Name}` refers to them. */
export type Namespaces = ReadonlyMap<string, Readonly<Record<string, string>>>;

const REFERENCE = /#\{([^}]*)\}/g;

/**
 * Replaces every `#{Namespace.Name}` of a text.
 *
 * @throws {Failure} when a reference has no value, naming the first and where it stands
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html
 */
export const resolveText = (text: string, namespaces: Namespaces, where: string): string =>
  text.replaceAll(REFERENCE, (reference, path: string) => {
    const dot = path.indexOf('.');
    const namespace = path.slice(0, Math.max(dot, 0));
    const values = namespaces.get(namespace);
    const value = values?.[path.slice(dot + 1)];
    if (value === undefined) {
      const known = values === undefined ? [...namespaces.keys()] : Object.keys(values);
      const level = values === undefined ? 'namespaces' : `variables of ${namespace}`;
      throw new Failure(
        `${where} refers to ${reference}, which has no value: known ${level} are ${known.join(', ') || 'none'}`,
      );
    }
    return value;
  });

/** Configuration values that are JSON documents: references are replaced inside their strings, so quotes cannot break them. */
const DOCUMENTS: ReadonlySet<string> = new Set(['EnvironmentVariables', 'ParameterOverrides']);

/** Replaces the references in every value of the configuration of `owner`, an action or a rule. */
export const resolveConfiguration = (
  configuration: Readonly<Record<string, string>>,
  namespaces: Namespaces,
  owner: string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(configuration).map(([key, value]) => {
      const where = `${key} of ${owner}`;
      if (!value.includes('#{')) return [key, value];
      if (!DOCUMENTS.has(key)) return [key, resolveText(value, namespaces, where)];
      return [key, JSON.stringify(resolveStrings(parseDocument(value, where), namespaces, where))];
    }),
  );

const parseDocument = (text: string, where: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Failure(`${where} must be JSON, got ${text}`, { cause: error });
  }
};

const resolveStrings = (value: unknown, namespaces: Namespaces, where: string): unknown => {
  if (typeof value === 'string') return resolveText(value, namespaces, where);
  if (Array.isArray(value)) return value.map((item) => resolveStrings(item, namespaces, where));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, resolveStrings(v, namespaces, where)]));
};

import { type core, z } from 'zod';
import { schema } from '../../lib/config/schema';

/** A setting as a table shows it. */
interface Row {
  readonly path: string;
  readonly form: string;
  readonly unless: string;
  readonly meaning: string;
}

/** A type without what only says that it may be left out, with what that was. */
interface Bare {
  readonly type: core.$ZodType;
  /** As JSON, `left out`, or `required`. */
  readonly unless: string;
}

const bare = (type: core.$ZodType, unless = '**required**'): Bare => {
  if (type instanceof z.ZodOptional) return bare(type.def.innerType, 'left out');
  if (type instanceof z.ZodDefault) return bare(type.def.innerType, code(JSON.stringify(type.def.defaultValue)));
  if (type instanceof z.ZodPrefault) return bare(type.def.innerType, 'see below');
  return { type, unless };
};

const code = (text: string): string => `\`${text}\``;
const listed = (values: readonly unknown[]): string =>
  values.map((each) => code(typeof each === 'string' ? `'${each}'` : String(each))).join(', ');

/** What its checks want, in the words of their errors: `must be 12 digits` is `12 digits`. */
const bounds = (type: core.$ZodType): string =>
  [
    ...new Set((type._zod.def.checks ?? []).map((each) => said(each._zod.def.error)).filter((each) => each !== '')),
  ].join('; ');

const said = (error: unknown): string => {
  const words: unknown = typeof error === 'function' ? error({}) : error;
  return typeof words === 'string' ? words.replace(/^must (be |have )?/, '') : '';
};

const form = (type: core.$ZodType): string => {
  if (type instanceof z.ZodEnum) return listed(Object.values(type.def.entries));
  if (type instanceof z.ZodLiteral) return listed([...type.def.values]);
  if (type instanceof z.ZodBoolean) return listed([true, false]);
  if (type instanceof z.ZodNumber) return `number: ${[said(type.def.error), bounds(type)].filter(Boolean).join('; ')}`;
  if (type instanceof z.ZodEmail) return 'text: an e-mail address';
  if (type instanceof z.ZodString) return `text${bounds(type) === '' ? '' : `: ${bounds(type)}`}`;
  if (type instanceof z.ZodArray) return withBounds(`list of ${plural(type.def.element)}`, type);
  if (type instanceof z.ZodRecord) return withBounds(`by name, ${form(bare(type.def.valueType).type)}`, type);
  if (type instanceof z.ZodObject) return withBounds('settings', type);
  if (type instanceof z.ZodDiscriminatedUnion) return 'settings, by `kind`';
  if (type instanceof z.ZodUnion) return said(type.def.error);
  if (type instanceof z.ZodCustom) return said(type.def.error);
  throw new Error(
    `docs/settings.md cannot tell a setting of type ${type._zod.def.type}: teach bin/documents/settings.ts`,
  );
};

const plural = (element: core.$ZodType): string => {
  const { type } = bare(element);
  return type instanceof z.ZodObject ? 'settings' : form(type).replace(/^text/, 'texts');
};

const withBounds = (text: string, type: core.$ZodType): string => [text, bounds(type)].filter(Boolean).join('; ');

/** The nearest meaning: a type that may be left out has its meaning inside. */
const meaningOf = (type: core.$ZodType): string | undefined => {
  const { description } = z.globalRegistry.get(type) ?? {};
  if (description !== undefined) return description;
  if (type instanceof z.ZodOptional || type instanceof z.ZodDefault || type instanceof z.ZodPrefault) {
    return meaningOf(type.def.innerType);
  }
  return undefined;
};

/** Settings of an object, those of objects in it after each. */
const rowsOf = (object: z.ZodObject, before: string): readonly Row[] =>
  Object.entries(object.shape).flatMap(([name, given]) => {
    const { type, unless } = bare(given);
    const path = `${before}${name}`;
    const meaning = meaningOf(given);
    if (meaning === undefined) throw new Error(`${path} has no meaning: give it one in lib/config by means(…)`);
    return [{ path, form: form(type), unless, meaning }, ...below(type, path)];
  });

const below = (type: core.$ZodType, path: string): readonly Row[] => {
  if (type instanceof z.ZodObject) return rowsOf(type, `${path}.`);
  if (type instanceof z.ZodArray && type.def.element instanceof z.ZodObject)
    return rowsOf(type.def.element, `${path}[].`);
  if (!(type instanceof z.ZodDiscriminatedUnion)) return [];
  return type.def.options.flatMap((each) => {
    if (!(each instanceof z.ZodObject)) throw new Error(`${path} is of a kind that is no object`);
    const kind = each.shape['kind'];
    const name = kind instanceof z.ZodLiteral ? String(kind.value) : '';
    return rowsOf(each, `${path}(${name}).`);
  });
};

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const table = (rows: readonly Row[]): string =>
  [
    '| setting | what it is | unless it says so | meaning |',
    '| --- | --- | --- | --- |',
    ...rows.map((row) => `| ${code(row.path)} | ${cell(row.form)} | ${cell(row.unless)} | ${cell(row.meaning)} |`),
  ].join('\n');

/** The configuration itself of a source, without what belongs to the place where it lies. */
export const exampleOf = (source: string): string => {
  const body = source.slice(source.indexOf('const config'));
  return `import type { DeliveryConfigInput } from './lib/config/schema';\n\n${body}`;
};

/**
 * `docs/settings.md`: every setting, from the schema that reads it.
 *
 * @param example source of a whole configuration
 * @throws {Error} when a setting has no meaning, or is of a type that this does not know
 */
export const settingsDocument = (example: string, of: z.ZodObject = schema): string => {
  const rows = rowsOf(of, '');
  const isOfEnvironment = ({ path }: Row): boolean => path.startsWith('environments[].');
  return `${[
    '# Settings',
    'Everything that `delivery.config.ts` may say, generated from its schema by `npm run docs`; do not edit. A setting that is not here is\nrefused, with the one that was meant. What settings must hold together (accounts that differ, ranges that do not overlap, zones of their\nregion) is said when it does not, with the value and what to do; `npm run synth` checks it all.',
    '## The delivery',
    table(rows.filter((row) => !isOfEnvironment(row))),
    '## An environment',
    table(rows.filter(isOfEnvironment).map((row) => ({ ...row, path: row.path.replace('environments[].', '') }))),
    '## An example',
    `\`\`\`ts\n${example.trim()}\n\`\`\``,
  ].join('\n\n')}\n`;
};

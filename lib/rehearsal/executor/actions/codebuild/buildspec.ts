import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type ParseOptions, parse as parseYaml, type SchemaOptions } from 'yaml';
import { z } from 'zod';
import { messageOf } from '../../../../ground/message-of';
import { describeError, Failure } from '../../failure';

/** Whether a variable's name is CodeBuild's own. */
export const isReserved = (name: string): boolean => name.startsWith('CODEBUILD_');

/** The reader of YAML leaves every scalar as it is written: `1.10` is no number. */
const text = z.string();
/** A variable that is given no value is empty. */
const value = text.nullable().transform((given) => given ?? '');
const flag = z
  .string()
  .refine((given) => /^(yes|no|true|false)$/i.test(given), { error: 'must be yes or no' })
  .transform((given) => /^(yes|true)$/i.test(given));
const list = z.array(text);
/** One text may stand for a list of one. */
const texts = z.union([list, text.transform((one) => [one])]);
const commands = z.union([text.transform((one) => [one]), list], {
  error: ({ input }) =>
    Array.isArray(input)
      ? 'each must be a text: quote a command that has a colon and a blank in it'
      : 'must be a text or a list of texts',
});
const runAs = z.literal('root', { error: 'only root can be rehearsed' }).optional();
const onFailure = z.enum(['ABORT', 'CONTINUE'], {
  error: ({ input }) =>
    /^retry/i.test(String(input))
      ? 'RETRY, which starts the build again, cannot be rehearsed'
      : 'must be ABORT or CONTINUE',
});
/** Variables by name. */
const variables = <Value extends z.ZodType>(of: Value) =>
  z
    .record(z.string(), of)
    .refine((named) => !Object.keys(named).some(isReserved), {
      error: 'CODEBUILD_ begins only names of CodeBuild’s own',
    })
    .prefault({});
const exportedName = z
  .string()
  .regex(/^[A-Za-z_]\w*$/, { error: 'must be the name of a variable' })
  .refine((name) => !name.startsWith('AWS_'), { error: 'CodeBuild exports no variable whose name begins with AWS_' });

const phase = z.strictObject({
  'run-as': runAs,
  'on-failure': onFailure.optional(),
  commands: commands.default([]),
  finally: commands.default([]),
});
const installPhase = phase.extend({ 'runtime-versions': z.record(z.string(), text).optional() });

const files = {
  files: texts,
  name: text.optional(),
  'discard-paths': flag.default(false),
  'base-directory': text.optional(),
  'exclude-paths': texts.default([]),
  'enable-symlinks': flag.default(false),
  's3-prefix': text.optional(),
};

/** @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#reports-buildspec-file */
const REPORT_FORMATS: readonly string[] = [
  ...['CUCUMBERJSON', 'JUNITXML', 'NUNITXML', 'NUNIT3XML', 'TESTNGXML', 'VISUALSTUDIOTRX'],
  ...['CLOVERXML', 'COBERTURAXML', 'JACOCOXML', 'SIMPLECOV'],
];

const report = z.strictObject({
  files: texts,
  'base-directory': text.optional(),
  'discard-paths': flag.default(false),
  'file-format': text
    .transform((format) => format.toUpperCase())
    .refine((format) => REPORT_FORMATS.includes(format), { error: `must be one of ${REPORT_FORMATS.join(', ')}` })
    .default('JUNITXML'),
});

/** What of a buildspec can be rehearsed; any other key is refused by name. */
const buildspec = z.strictObject({
  version: text.refine((version) => version === '0.2', { error: 'only version 0.2 can be rehearsed' }),
  'run-as': runAs,
  env: z
    .strictObject({
      shell: z.enum(['bash', 'sh', '/bin/sh', '/bin/bash']).default('sh'),
      variables: variables(value),
      'parameter-store': variables(text),
      'secrets-manager': variables(text),
      'exported-variables': z.array(exportedName).default([]),
      'git-credential-helper': flag.optional(),
    })
    .prefault({}),
  // Both say what becomes of a build behind an explicit proxy server, and there is none before the emulator.
  proxy: z.strictObject({ 'upload-artifacts': flag.optional(), logs: flag.optional() }).optional(),
  phases: z
    .strictObject({
      install: installPhase.optional(),
      pre_build: phase.optional(),
      build: phase.optional(),
      post_build: phase.optional(),
    })
    .refine((phases) => Object.keys(phases).length > 0, { error: 'at least one phase is needed' }),
  reports: z
    .record(z.string(), report)
    .refine((reports) => Object.keys(reports).length <= 5, { error: 'a project has at most 5 report groups' })
    .default({}),
  artifacts: z
    .strictObject({
      ...files,
      files: texts.optional(),
      'secondary-artifacts': z.record(z.string(), z.strictObject(files)).default({}),
    })
    .optional(),
  cache: z
    .strictObject({
      key: text.optional(),
      'fallback-keys': texts
        .refine((keys) => keys.length <= 5, { error: 'at most 5 fallback keys are supported' })
        .default([]),
      action: z.enum(['save', 'restore']).optional(),
      paths: texts.default([]),
    })
    .optional(),
});

/** A buildspec with every default filled in. */
export type Buildspec = z.output<typeof buildspec>;

/** One phase of a buildspec. */
export type BuildspecPhase = z.output<typeof phase>;

/** Which files make one artifact. */
export type ArtifactFiles = Omit<z.output<z.ZodObject<typeof files>>, 'name'>;

const SCALARS_AS_WRITTEN = { schema: 'failsafe', customTags: ['null', 'merge'] } satisfies ParseOptions & SchemaOptions;

/** A key without a value says nothing, but for phases, which are there, and variables, which are empty. */
const withoutEmptyKeys = (document: unknown, path: readonly string[] = []): unknown => {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return document;
  const kept = Object.entries(document).flatMap(([key, value]) => {
    if (value !== null) return [[key, withoutEmptyKeys(value, [...path, key])]];
    if (path.join('.') === 'phases') return [[key, {}]];
    return path.join('.') === 'env.variables' ? [[key, null]] : [];
  });
  return Object.fromEntries(kept);
};

/**
 * Reads a buildspec in YAML or JSON.
 *
 * @throws {Failure} when there are keys and values that cannot be rehearsed, naming each
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
 */
export const parseBuildspec = (content: string, where: string): Buildspec => {
  let document: unknown;
  try {
    document = withoutEmptyKeys(parseYaml(content, SCALARS_AS_WRITTEN));
  } catch (error) {
    throw new Failure(`${where} is not YAML: ${messageOf(error)}`, { cause: error });
  }
  const read = buildspec.safeParse(document);
  if (read.success) return read.data;
  const issues = read.error.issues.map(({ path, message }) => `${path.join('.') || 'buildspec'}: ${message}`);
  throw new Failure(`${where} cannot be rehearsed: ${issues.join('; ')}`);
};

/** Reads a project's buildspec: inline text, a path in the source, or `buildspec.yml` where the project names none. */
export const findBuildspec = async (declared: string | undefined, sourceDirectory: string): Promise<Buildspec> => {
  if (declared !== undefined && isInline(declared)) return parseBuildspec(declared, "the project's inline buildspec");
  if (declared?.startsWith('arn:')) throw new Failure(`buildspec ${declared} lies in S3, which cannot be rehearsed`);
  const name = declared === undefined || declared === '' ? 'buildspec.yml' : declared;
  const path = join(sourceDirectory, name);
  if (relative(sourceDirectory, path).startsWith('..'))
    throw new Failure(`buildspec ${name} lies outside of the source`);
  const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'does not exist in the source' : `cannot be read: ${describeError(error)}`;
    throw new Failure(`YAML_FILE_ERROR: buildspec ${name} ${why}`, { cause: error });
  });
  return parseBuildspec(content, `buildspec ${name}`);
};

const isInline = (declared: string): boolean =>
  declared.trimStart().startsWith('{') || declared.includes('\n') || /^\s*version\s*:/.test(declared);

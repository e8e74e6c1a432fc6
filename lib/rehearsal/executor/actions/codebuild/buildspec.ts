import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { messageOf } from '../../../../ground/message-of';
import { Failure } from '../../failure';

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const flag = z.union([z.boolean(), z.enum(['yes', 'no'])]).transform((value) => value === true || value === 'yes');
const list = z.array(z.string());
/** One pattern may stand for a list of one; the CDK writes it so. */
const patterns = z.union([list, z.string().transform((pattern) => [pattern])]);
const runAs = z.literal('root', { error: 'only root can be rehearsed' }).optional();

const phase = z
  .strictObject({
    'run-as': runAs,
    'on-failure': z.enum(['ABORT', 'CONTINUE']).optional(),
    'runtime-versions': z.record(z.string(), text).optional(),
    commands: list.default([]),
    finally: list.default([]),
  })
  .nullable()
  .transform((value) => value ?? { commands: [], finally: [] });

const files = {
  files: patterns,
  name: z.string().optional(),
  'discard-paths': flag.default(false),
  'base-directory': z.string().optional(),
  'exclude-paths': patterns.default([]),
  'enable-symlinks': flag.default(false),
};

const report = z.strictObject({
  files: patterns,
  'base-directory': z.string().optional(),
  'discard-paths': flag.default(false),
  'file-format': z.string().default('JUNITXML'),
});

/** What of a buildspec can be rehearsed; any other key is refused by name. */
const buildspec = z.strictObject({
  version: text.refine((version) => version === '0.2', { error: 'only version 0.2 can be rehearsed' }),
  'run-as': runAs,
  env: z
    .strictObject({
      shell: z.enum(['bash', 'sh', '/bin/sh', '/bin/bash']).default('sh'),
      variables: z.record(z.string(), text).default({}),
      'parameter-store': z.record(z.string(), z.string()).default({}),
      'secrets-manager': z.record(z.string(), z.string()).default({}),
      'exported-variables': z.array(z.string().regex(/^[A-Za-z_]\w*$/)).default([]),
      'git-credential-helper': flag.optional(),
    })
    .prefault({}),
  phases: z
    .strictObject({
      install: phase.optional(),
      pre_build: phase.optional(),
      build: phase.optional(),
      post_build: phase.optional(),
    })
    .refine((phases) => Object.keys(phases).length > 0, { error: 'at least one phase is needed' }),
  reports: z.record(z.string(), report).default({}),
  artifacts: z
    .strictObject({
      ...files,
      files: patterns.optional(),
      'secondary-artifacts': z.record(z.string(), z.strictObject(files)).default({}),
    })
    .optional(),
  cache: z
    .strictObject({
      key: z.string().optional(),
      'fallback-keys': list.default([]),
      action: z.enum(['save', 'restore']).optional(),
      paths: patterns.default([]),
    })
    .optional(),
});

/** A buildspec with every default filled in. */
export type Buildspec = z.output<typeof buildspec>;

/** One phase of a buildspec. */
export type BuildspecPhase = z.output<typeof phase>;

/** Which files make one artifact. */
export type ArtifactFiles = Omit<z.output<z.ZodObject<typeof files>>, 'name'>;

/**
 * Reads a buildspec in YAML or JSON.
 *
 * @throws {Failure} when there are keys and values that cannot be rehearsed, naming each
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
 */
export const parseBuildspec = (content: string, where: string): Buildspec => {
  let document: unknown;
  try {
    document = parseYaml(content);
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
    if (error.code !== 'ENOENT') throw error;
    throw new Failure(`YAML_FILE_ERROR: buildspec ${name} does not exist in the source`, { cause: error });
  });
  return parseBuildspec(content, `buildspec ${name}`);
};

const isInline = (declared: string): boolean =>
  declared.trimStart().startsWith('{') || declared.includes('\n') || /^\s*version\s*:/.test(declared);

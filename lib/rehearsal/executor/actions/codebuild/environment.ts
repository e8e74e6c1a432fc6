import { basename, delimiter, dirname, join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../../../../ground/message-of';
import type { Access, ExecutorCloud, Project, SigningCredentials } from '../../cloud/cloud';
import { Failure } from '../../failure';
import type { ExecutorOptions } from '../../options';
import { streamOf } from '../../service-permissions';
import { type Buildspec, isReserved } from './buildspec';
import type { BuildDirectories } from './directories';

/** Variables of a build, and which of their values must not be shown. */
export interface BuildVariables {
  readonly values: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

interface Variable {
  readonly name: string;
  readonly type: 'PLAINTEXT' | 'PARAMETER_STORE' | 'SECRETS_MANAGER';
  readonly value: string;
}

const actionVariables = z.array(
  z.strictObject({
    name: z.string().refine((name) => !isReserved(name), { error: 'CODEBUILD_ begins only names of CodeBuild’s own' }),
    value: z.string(),
    type: z.enum(['PLAINTEXT', 'PARAMETER_STORE', 'SECRETS_MANAGER']).default('PLAINTEXT'),
  }),
);

/** Variables of buildspec, project and action: the later win. Parameters and secrets are read as the build's own role. */
export const buildVariables = async (
  { env }: Buildspec,
  project: Project,
  ofAction: string | undefined,
  cloud: ExecutorCloud,
  access: Access,
): Promise<BuildVariables> => {
  const variables: readonly Variable[] = [
    ...named(env.variables, 'PLAINTEXT'),
    ...named(env['parameter-store'], 'PARAMETER_STORE'),
    ...named(env['secrets-manager'], 'SECRETS_MANAGER'),
    ...(project.environment?.environmentVariables ?? []).map(({ name = '', value = '', type = 'PLAINTEXT' }) => ({
      name,
      value,
      type,
    })),
    ...parseActionVariables(ofAction),
  ];
  const last = new Map(variables.map((variable) => [variable.name, variable]));
  const resolved = await Promise.all(
    [...last.values()].map(async (variable) => ({ ...variable, value: await resolve(variable, cloud, access) })),
  );
  return {
    values: Object.fromEntries(resolved.map(({ name, value }) => [name, value])),
    secrets: resolved.filter(({ type }) => type !== 'PLAINTEXT').map(({ value }) => value),
  };
};

const named = (values: Readonly<Record<string, string>>, type: Variable['type']): readonly Variable[] =>
  Object.entries(values).map(([name, value]) => ({ name, type, value }));

const parseActionVariables = (text: string | undefined): readonly Variable[] => {
  try {
    return actionVariables.parse(text === undefined ? [] : JSON.parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : error;
    throw new Failure(`the action's EnvironmentVariables cannot be read: ${why}`, { cause: error });
  }
};

const resolve = async ({ name, type, value }: Variable, cloud: ExecutorCloud, access: Access): Promise<string> => {
  try {
    switch (type) {
      case 'PLAINTEXT':
        return value;
      case 'PARAMETER_STORE':
        return await cloud.getParameter(access, value);
      case 'SECRETS_MANAGER':
        return await readSecret(value, cloud, access);
    }
  } catch (error) {
    const why = messageOf(error);
    throw new Failure(`environment variable ${name}: ${type} ${value} cannot be read: ${why}`, { cause: error });
  }
};

/** Reads `secret-id:json-key:version-stage:version-id`, of which all but the first may be left out. */
const readSecret = async (reference: string, cloud: ExecutorCloud, access: Access): Promise<string> => {
  const parts = reference.split(':');
  const secretId = parts.splice(0, reference.startsWith('arn:') ? 7 : 1).join(':');
  const [jsonKey = '', versionStage = '', versionId = ''] = parts;
  const secret = await cloud.getSecret(access, {
    secretId,
    ...(versionStage === '' ? {} : { versionStage }),
    ...(versionId === '' ? {} : { versionId }),
  });
  if (jsonKey === '') return secret;
  const value: unknown = JSON.parse(secret)?.[jsonKey];
  if (value === undefined) throw new Failure(`the secret has no key ${jsonKey}`);
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** What makes one build. */
export interface StartedBuild {
  readonly buildId: string;
  readonly project: Project;
  readonly region: string;
  readonly credentials: SigningCredentials;
  readonly directories: BuildDirectories;
  /** Directories of the input artifacts by name; the primary source's among them. */
  readonly inputs: ReadonlyMap<string, string>;
  /** Directories with the image's own version of a runtime. */
  readonly runtime: readonly string[];
  readonly sourceVersion: string;
  /** Of the primary source. */
  readonly commitId: string;
  readonly startTime: number;
  /** Counts the builds of the project. */
  readonly buildNumber: number;
}

/** Everything a build finds in its environment before its own variables; nothing of the user's but what `buildEnvironment` names. */
export const standardEnvironment = (
  build: StartedBuild,
  { endpoint, pipelineName, npmCache, buildEnvironment = {} }: ExecutorOptions,
): Readonly<Record<string, string>> => {
  const { directories } = build;
  return {
    ...buildEnvironment,
    // By its bare name, as which the build has the one that asks no registry of ECR.
    ...(buildEnvironment['CDK_DOCKER'] && { CDK_DOCKER: basename(buildEnvironment['CDK_DOCKER']) }),
    PATH: buildPath(directories, build.runtime, buildEnvironment),
    HOME: directories.home,
    TMPDIR: directories.temporary,
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    NO_COLOR: '1',
    CI: 'true',
    DELIVERY_REHEARSAL: '1',
    ...npmSettings(npmCache, directories),
    ...cdkSettings,
    ...awsSettings(build, endpoint),
    ...codeBuildSettings(build, pipelineName),
  };
};

const awsSettings = ({ credentials, region }: StartedBuild, endpoint: string): Readonly<Record<string, string>> => ({
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ENDPOINT_URL: endpoint,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
});

/**
 * What CodeBuild sets for a build that CodePipeline starts. Others are set for batches, webhooks and public builds only.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
 * @see https://github.com/codecov/codecov-bash/issues/345 (`CODEBUILD_SOURCE_REPO_URL` is empty in a pipeline)
 */
const codeBuildSettings = (
  { buildId, buildNumber, project, directories, inputs, sourceVersion, commitId, startTime }: StartedBuild,
  pipelineName: string,
): Readonly<Record<string, string>> => ({
  CODEBUILD_BUILD_ARN: `${(project.arn ?? '').replace(':project/', ':build/')}:${buildId}`,
  CODEBUILD_BUILD_ID: `${project.name ?? ''}:${buildId}`,
  CODEBUILD_BUILD_IMAGE: project.environment?.image ?? '',
  CODEBUILD_BUILD_NUMBER: String(buildNumber),
  CODEBUILD_BUILD_SUCCEEDING: '1',
  CODEBUILD_INITIATOR: `codepipeline/${pipelineName}`,
  CODEBUILD_KMS_KEY_ID: project.encryptionKey ?? '',
  CODEBUILD_LOG_PATH: streamOf(project, buildId),
  CODEBUILD_PROJECT_ARN: project.arn ?? '',
  CODEBUILD_RESOLVED_SOURCE_VERSION: commitId,
  CODEBUILD_SOURCE_REPO_URL: '',
  CODEBUILD_SOURCE_VERSION: sourceVersion,
  CODEBUILD_SRC_DIR: directories.source,
  CODEBUILD_START_TIME: String(startTime),
  ...Object.fromEntries([...inputs].map(([name, directory]) => [`CODEBUILD_SRC_DIR_${name}`, directory])),
});

const npmSettings = (npmCache: string, { tools }: BuildDirectories): Readonly<Record<string, string>> => ({
  npm_config_cache: npmCache,
  npm_config_prefix: tools,
  npm_config_prefer_offline: 'true',
  npm_config_update_notifier: 'false',
  npm_config_fund: 'false',
  npm_config_audit: 'false',
});

/** The CDK's command line would ask the network for news, and wait for an answer. */
const cdkSettings = { CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_DISABLE_VERSION_CHECK: '1' } as const;

/** The build's own tools, then the image's, then the machine's. */
const buildPath = (
  { commands, tools }: BuildDirectories,
  runtime: readonly string[],
  environment: Readonly<Record<string, string>>,
): string => {
  const machine = [dirname(process.execPath), ...machinePath(environment)];
  return [commands, join(tools, 'bin'), ...runtime, ...machine].join(delimiter);
};

/** What npm needs to bring what an image has, before there is a build. */
export const installationEnvironment = (
  { home, temporary }: BuildDirectories,
  { npmCache, buildEnvironment = {} }: ExecutorOptions,
): Readonly<Record<string, string>> => ({
  ...buildEnvironment,
  PATH: [...machinePath(buildEnvironment), dirname(process.execPath)].join(delimiter),
  HOME: home,
  TMPDIR: temporary,
  npm_config_cache: npmCache,
  npm_config_prefer_offline: 'true',
  npm_config_update_notifier: 'false',
  npm_config_fetch_retries: '1',
});

/** Where programs lie on this machine; the `node_modules/.bin` that `npm run` adds is the working tree's. */
export const machinePath = (environment: Readonly<Record<string, string>> = {}): readonly string[] => {
  const path = environment['PATH'] ?? process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin';
  return path.split(delimiter).filter((entry) => entry !== '' && !/node_modules[\\/]\.bin$|node-gyp-bin$/.test(entry));
};

import { delimiter, dirname, join } from 'node:path';
import type { Credentials, Project } from '../../cloud/cloud';
import type { ExecutorOptions } from '../../options';
import type { BuildDirectories } from './directories';

/** What makes one build. */
export interface BuildIdentity {
  readonly buildId: string;
  readonly project: Project;
  readonly region: string;
  readonly credentials: Credentials;
  readonly directories: BuildDirectories;
  /** Directories of the input artifacts by name; the primary source's among them. */
  readonly inputs: ReadonlyMap<string, string>;
  readonly sourceVersion: string;
  readonly startTime: number;
}

/** Everything a build finds in its environment before its own variables; nothing of the user's but what `buildEnvironment` names. */
export function standardEnvironment(
  build: BuildIdentity,
  { endpoint, pipelineName, revision, npmCache, buildEnvironment = {} }: ExecutorOptions,
): Readonly<Record<string, string>> {
  const { buildId, project, region, credentials, directories, inputs } = build;
  const projectName = project.name ?? '';
  return {
    ...buildEnvironment,
    PATH: buildPath(directories, buildEnvironment),
    HOME: directories.home,
    TMPDIR: directories.temporary,
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    NO_COLOR: '1',
    CI: 'true',
    DELIVERY_REHEARSAL: '1',
    ...npmSettings(npmCache, directories),
    ...cdkSettings,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    CODEBUILD_BUILD_ARN: `${(project.arn ?? '').replace(':project/', ':build/')}:${buildId}`,
    CODEBUILD_BUILD_ID: `${projectName}:${buildId}`,
    CODEBUILD_BUILD_IMAGE: project.environment?.image ?? '',
    CODEBUILD_BUILD_SUCCEEDING: '1',
    CODEBUILD_INITIATOR: `codepipeline/${pipelineName}`,
    CODEBUILD_KMS_KEY_ID: project.encryptionKey ?? '',
    CODEBUILD_LOG_PATH: buildId,
    CODEBUILD_PROJECT_ARN: project.arn ?? '',
    CODEBUILD_RESOLVED_SOURCE_VERSION: revision.commitId,
    CODEBUILD_SOURCE_VERSION: build.sourceVersion,
    CODEBUILD_SRC_DIR: directories.source,
    CODEBUILD_START_TIME: String(build.startTime),
    ...Object.fromEntries([...inputs].map(([name, directory]) => [`CODEBUILD_SRC_DIR_${name}`, directory])),
  };
}

function npmSettings(npmCache: string, { tools }: BuildDirectories): Readonly<Record<string, string>> {
  return {
    npm_config_cache: npmCache,
    npm_config_prefix: tools,
    npm_config_prefer_offline: 'true',
    npm_config_update_notifier: 'false',
    npm_config_fund: 'false',
    npm_config_audit: 'false',
  };
}

/** The CDK's command line would ask the network for news, and wait for an answer. */
const cdkSettings = { CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_DISABLE_VERSION_CHECK: '1' } as const;

/** The build's own tools, then the machine's. */
function buildPath({ commands, tools }: BuildDirectories, environment: Readonly<Record<string, string>>): string {
  return [commands, join(tools, 'bin'), dirname(process.execPath), ...machinePath(environment)].join(delimiter);
}

/** Where programs lie on this machine; the `node_modules/.bin` that `npm run` adds is the working tree's. */
export function machinePath(environment: Readonly<Record<string, string>> = {}): readonly string[] {
  const path = environment['PATH'] ?? process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin';
  return path.split(delimiter).filter((entry) => entry !== '' && !/node_modules[\\/]\.bin$|node-gyp-bin$/.test(entry));
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The program that runs containers, as the CDK finds it. @see https://docs.aws.amazon.com/cdk/v2/guide/build-containers.html */
export const engineIn = (env: Environment): string => env['CDK_DOCKER'] || 'docker';

/** By what an engine is found. */
export const ENGINE = ['CDK_DOCKER', 'DOCKER_HOST'] as const;

/** What the CDK says where there is none: nothing can be started, or what was started reaches no daemon. */
const NONE = (engine: string): readonly string[] => [
  `spawnSync ${engine} ENOENT`,
  'Cannot connect to the Docker daemon',
];

/** Says, where a synthesis has failed for want of an engine, what it wanted to do in a container. */
export const wantsEngine = (output: string, env: Environment): string | undefined => {
  const engine = engineIn(env);
  if (!NONE(engine).some((words) => output.includes(words))) return undefined;
  // The CDK's own source stands above the message, with a placeholder in its place.
  const [, asset] = /Failed to bundle asset ([^\s,$]+),/.exec(output) ?? [];
  const what = asset === undefined ? 'something' : asset.replace(/\/Stage$/, '');
  return `the app bundles ${what} in a container, which cannot be rehearsed here: no engine answers to ${engine}. Start one, or name it in CDK_DOCKER`;
};

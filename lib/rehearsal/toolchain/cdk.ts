import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BootstrapTarget, targetName, toolkitStack } from '../assembly/read-assembly';
import { type Outcome, run } from '../process/run';

/** Where the CDK's command line runs, and as whom. */
export interface CdkContext {
  readonly cwd: string;
  /** `node_modules` that may hold the CLI, the app's own first. */
  readonly nodeModules: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** `KEY=VALUE` each, for syntheses. */
  readonly context?: readonly string[];
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

const SYNTH_MINUTES = 10;

/**
 * `cdk synth`, as an engineer and the pipeline's build do it, but for what it would look up: that is left missing. A synth that never ends
 * (aws-cdk#38425) is ended.
 */
export const cdkSynth = (context: CdkContext, output: string): Promise<Outcome> =>
  synth(context, '--no-lookups', '--output', output);

/** The same, with everything looked up in the accounts of an endpoint. */
export const cdkSynthLookingUp = (
  context: CdkContext,
  { url, secret }: { readonly url: string; readonly secret: string },
  output: string,
): Promise<Outcome> => {
  const plugin = `${output}.credentials.cjs`;
  writeFileSync(plugin, CREDENTIALS_PLUGIN);
  const signing = { ...context, env: { ...context.env, AWS_ENDPOINT_URL: url, [SECRET]: secret } };
  return synth(signing, '--plugin', plugin, '--output', output);
};

const synth = (context: CdkContext, ...options: readonly string[]): Promise<Outcome> => {
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(SYNTH_MINUTES * 60_000)]);
  const told = (context.context ?? []).flatMap((each) => ['--context', each]);
  return cdk({ ...context, signal }, ['synth', '--quiet', ...told, ...options]);
};

/** `cdk deploy` of stacks, and what they depend on, from a synthesized assembly. */
export const cdkDeploy = (context: CdkContext, assembly: string, ...stackIds: readonly string[]): Promise<Outcome> => {
  const options = [
    '--require-approval',
    'never',
    '--progress',
    'events',
    '--outputs-file',
    join(context.cwd, 'outputs.json'),
  ];
  return cdk(context, ['deploy', '--app', assembly, ...options, ...stackIds]);
};

/** `cdk bootstrap` by one qualifier of all accounts and regions in one process: a credential plug-in makes the CLI the root of each account. */
export const cdkBootstrap = (
  context: CdkContext,
  secret: string,
  tools: BootstrapTarget,
  qualifier: string,
  targets: readonly BootstrapTarget[],
): Promise<Outcome> => {
  const plugin = join(context.cwd, 'credentials.cjs');
  writeFileSync(plugin, CREDENTIALS_PLUGIN);
  const policy = 'arn:aws:iam::aws:policy/AdministratorAccess';
  const trust = ['--trust', tools.account, '--cloudformation-execution-policies', policy];
  const signing = { ...context, env: { ...context.env, [SECRET]: secret } };
  const named = ['--qualifier', qualifier, '--toolkit-stack-name', toolkitStack(qualifier)];
  return cdk(signing, ['bootstrap', '--plugin', plugin, ...trust, ...named, ...targets.map(targetName)]);
};

/** Through the environment: command lines and files may be read by others. */
const SECRET = 'REHEARSAL_ROOT_SECRET';

const CREDENTIALS_PLUGIN = `module.exports = {
  version: '1',
  init: (host) =>
    host.registerCredentialProviderSource({
      name: 'rehearsal',
      isAvailable: async () => true,
      canProvideCredentials: async () => true,
      getProvider: async (account) => ({ accessKeyId: account, secretAccessKey: process.env.${SECRET} }),
    }),
};
`;

/** The CDK's command line, as it is installed. */
export const cdk = (context: CdkContext, args: readonly string[]): Promise<Outcome> => {
  const found = context.nodeModules.map((directory) => join(directory, 'aws-cdk', 'bin', 'cdk')).find(existsSync);
  if (found === undefined) throw new Error(`aws-cdk is in none of ${context.nodeModules.join(', ')}`);
  return run({ ...context, argv: [process.execPath, found, '--no-notices', ...args] });
};

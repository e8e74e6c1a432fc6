import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ENGINE } from './engine';
import { type NpmSettings, npmrc } from './npm-settings';
import { proxies } from './proxies';

/** What is known at once of where a rehearsal was started. */
export interface Surroundings {
  /** Variables of the process that started the rehearsal. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `node_modules` of this project: the tools that an app does not bring itself. */
  readonly nodeModules: string;
  /** This project's `emulator/` directory. */
  readonly emulatorDirectory: string;
}

/** What the user's npm tells of itself. */
export interface UsersNpm {
  readonly npmCache: string;
  /** How it reaches its registries. */
  readonly npm: NpmSettings;
}

/** What the commands of a rehearsal may see of this machine; read once at the entry point. */
export interface Machine extends Surroundings, UsersNpm {}

/** The variable by which a command knows that it runs inside a rehearsal. */
export const INSIDE = 'DELIVERY_REHEARSAL';

/** `npm run` puts the working tree's tools in front; a commit brings its own. */
const machinePath = (path = '/usr/local/bin:/usr/bin:/bin'): string =>
  path
    .split(delimiter)
    .filter((entry) => !/node_modules[\\/]\.bin$|node-gyp-bin$/.test(entry))
    .join(delimiter);

/** Certificates of a company, and node's own switch for proxies. `NODE_TLS_REJECT_UNAUTHORIZED` is not among them. */
const CERTIFICATES = [
  ...['NODE_EXTRA_CA_CERTS', 'NODE_USE_SYSTEM_CA', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'CURL_CA_BUNDLE'],
  ...['REQUESTS_CA_BUNDLE', 'PIP_CERT', 'GIT_SSL_CAINFO', 'NODE_USE_ENV_PROXY'],
];
const LOCALE = ['LANG', 'LC_ALL', 'TMPDIR'];

const named = (names: readonly string[], { env }: Machine): Readonly<Record<string, string>> =>
  Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));

/** What reaches a network from this machine, by name: its proxies, its certificates, its npm registries. */
export const networkEnvironment = (machine: Machine, privateDirectory: string): Readonly<Record<string, string>> => {
  const file = join(privateDirectory, 'npmrc');
  writeFileSync(file, npmrc(machine.npm), { mode: 0o600 });
  return { ...proxies(machine.env), ...named(CERTIFICATES, machine), npm_config_globalconfig: file };
};

/** What builds get of this machine; everything else in their environment is CodeBuild's. */
export const environmentOfBuilds = (machine: Machine, privateDirectory: string): Readonly<Record<string, string>> => ({
  ...networkEnvironment(machine, privateDirectory),
  ...named(ENGINE, machine),
  PATH: machinePath(machine.env['PATH']),
});

/**
 * Variables for an app's commands: a private HOME, npm's cache and registries, proxies, no AWS credentials, no look-ups of
 * newer versions, no telemetry.
 */
export const buildEnvironment = (machine: Machine, privateDirectory: string): Readonly<Record<string, string>> => {
  const home = join(privateDirectory, 'home');
  mkdirSync(home, { recursive: true });
  return {
    ...named(LOCALE, machine),
    ...environmentOfBuilds(machine, privateDirectory),
    HOME: home,
    [INSIDE]: '1',
    npm_config_cache: machine.npmCache,
    npm_config_prefer_offline: 'true',
    npm_config_update_notifier: 'false',
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_DISABLE_VERSION_CHECK: '1',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    NO_COLOR: '1',
  };
};

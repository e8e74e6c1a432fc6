import { mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What the commands of a rehearsal may see of this machine; read once at the entry point. */
export interface Machine {
  /** Variables of the process that started the rehearsal. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly npmCache: string;
  /** `node_modules` of this project: the tools that an app does not bring itself. */
  readonly nodeModules: string;
  /** This project's `emulator/` directory. */
  readonly emulatorDirectory: string;
}

/** The variable by which a command knows that it runs inside a rehearsal. */
export const INSIDE = 'DELIVERY_REHEARSAL';

/** `npm run` puts the working tree's tools in front; a commit brings its own. */
const machinePath = (path = '/usr/local/bin:/usr/bin:/bin'): string =>
  path
    .split(delimiter)
    .filter((entry) => !/node_modules[\\/]\.bin$|node-gyp-bin$/.test(entry))
    .join(delimiter);

const PASSED_ON = ['LANG', 'LC_ALL', 'TMPDIR', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS'];

/**
 * Variables for an app's commands: a private HOME, npm's cache and registry, no AWS credentials, no look-ups of
 * newer versions, no telemetry.
 */
export function buildEnvironment(machine: Machine, privateDirectory: string): Readonly<Record<string, string>> {
  const home = join(privateDirectory, 'home');
  mkdirSync(home, { recursive: true });
  const passedOn = PASSED_ON.flatMap((name) => [name, name.toLowerCase()]).concat('npm_config_registry');
  return {
    ...Object.fromEntries(
      passedOn.flatMap((name) => (machine.env[name] === undefined ? [] : [[name, machine.env[name]]])),
    ),
    PATH: machinePath(machine.env['PATH']),
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
}

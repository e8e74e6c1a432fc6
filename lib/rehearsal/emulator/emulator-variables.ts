import { withoutProxy } from '../toolchain/proxies';
import type { Environment } from './python';

/** Nothing of the user's AWS, moto, Python, node or proxy settings reaches the emulator. */
const KEPT_FROM_IT =
  /^(AWS_|MOTO_|PYTHON|NODE_(OPTIONS|EXTRA_CA_CERTS|TLS_REJECT_UNAUTHORIZED|USE_ENV_PROXY)$|DELIVERY_)|_proxy$/i;

/** The variables the emulator's process gets. It calls nobody but itself, so it has no proxy and says so to its functions. */
export const emulatorVariables = (env: Environment, emulatorDirectory: string): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => !KEPT_FROM_IT.test(name))),
  ...withoutProxy({}),
  PYTHONPATH: emulatorDirectory,
  AWS_EC2_METADATA_DISABLED: 'true',
});

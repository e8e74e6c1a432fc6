import type { Environment } from './python';

/** Nothing of the user's AWS, moto or Python settings reaches the emulator. */
const KEPT_FROM_IT = /^(AWS_|MOTO_|PYTHON|NODE_OPTIONS$|DELIVERY_)/;

/** The variables the emulator's process gets. */
export function emulatorVariables(env: Environment, emulatorDirectory: string): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !KEPT_FROM_IT.test(name))),
    PYTHONPATH: emulatorDirectory,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

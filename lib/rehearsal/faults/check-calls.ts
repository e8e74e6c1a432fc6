import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from '../../ground/user-error';
import { emulatorVariables } from '../emulator/emulator-variables';
import { readyPython } from '../emulator/virtual-environment';
import type { Surroundings } from '../toolchain/build-environment';
import type { Fault } from './parse-fault';

/**
 * Asks the emulator's Python, which knows the services of AWS, before anything is started.
 *
 * @throws {UserError} when a fault names a service or an operation that does not exist, or there is no Python
 */
export const checkFaultCalls = async (
  faults: readonly Fault[],
  { env, emulatorDirectory }: Pick<Surroundings, 'env' | 'emulatorDirectory'>,
  log: (line: string) => void,
): Promise<void> => {
  const calls = faults.filter(
    ({ arguments: { service, operation } }) => service !== undefined && operation !== undefined,
  );
  if (calls.length === 0) return;
  const { executable } = await readyPython(env, log);
  const names = calls.map(({ arguments: { service, operation } }) => `${service}:${operation}`);
  const { stdout } = await promisify(execFile)(executable, ['-m', 'delivery_emulator.fault_names', ...names], {
    env: emulatorVariables(env, emulatorDirectory),
  });
  for (const [index, problem] of (JSON.parse(stdout) as readonly (string | null)[]).entries()) {
    if (problem !== null) throw new UserError(`--fault "${calls[index]?.text}": ${problem}`);
  }
};

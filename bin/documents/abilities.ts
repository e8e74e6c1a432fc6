import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { emulatorVariables } from '../../lib/rehearsal/emulator/emulator-variables';
import { readyPython } from '../../lib/rehearsal/emulator/virtual-environment';

const execute = promisify(execFile);

/** Where what the emulator can do stands for a rehearsal, which holds templates against it without any Python. */
export const ABILITIES_FILE = 'lib/rehearsal/rehearsable/abilities.json';

/**
 * What a program of the emulator's Python prints, as JSON.
 *
 * @param program the arguments of `python3`
 * @throws {UserError} when there is no Python with moto
 */
export const askEmulator = async (...program: readonly string[]): Promise<unknown> => {
  const { executable } = await readyPython(process.env, (line) => process.stderr.write(`${line}\n`));
  const env = emulatorVariables(process.env, 'emulator');
  const { stdout } = await execute(executable, program, { env, maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout);
};

/** What the emulator can do, as its resource types say now. */
export const abilitiesNow = (): Promise<unknown> => askEmulator('-m', 'delivery_emulator.abilities');

import { type EmulatorOptions, startEmulator } from './emulator/start-emulator';
import type { Endpoint } from './endpoint';

/** Starts our own emulator. Its last words are one line: how it ended, and the last that it wrote. */
export async function ownEndpoint(options: EmulatorOptions): Promise<Endpoint> {
  const { endpoint, pid, exited, stop } = await startEmulator(options);
  const lastWords = exited.then(({ code, signal, lastLines }) => {
    const how = signal === null ? `exit code ${code}` : `ended by ${signal}`;
    const last = lastLines.split('\n').at(-1) ?? '';
    return last === '' ? how : `${how}: ${last}`;
  });
  return { url: endpoint, pid, exited: lastWords, stop };
}

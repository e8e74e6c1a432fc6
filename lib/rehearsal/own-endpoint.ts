import { type EmulatorOptions, lastWords, startEmulator } from './emulator/start-emulator';
import type { Endpoint } from './endpoint';

/** Starts our own emulator. */
export async function ownEndpoint(options: EmulatorOptions): Promise<Endpoint> {
  const { endpoint, secret, functions, pid, exited, stop } = await startEmulator(options);
  return { url: endpoint, secret, functions, pid, exited: exited.then(lastWords), stop };
}

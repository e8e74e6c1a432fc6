import { type EmulatorOptions, lastWords, startEmulator } from './emulator/start-emulator';
import type { Endpoint } from './endpoint';

/** Starts our own emulator. */
export async function ownEndpoint(options: EmulatorOptions): Promise<Endpoint> {
  const { endpoint, pid, exited, stop } = await startEmulator(options);
  return { url: endpoint, pid, exited: exited.then(lastWords), stop };
}

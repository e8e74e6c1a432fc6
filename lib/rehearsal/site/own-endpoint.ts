import type { Endpoint } from '../emulator/endpoint';
import { type EmulatorOptions, lastWords, startEmulator } from '../emulator/start-emulator';

/** Starts our own emulator. */
export const ownEndpoint = async (options: EmulatorOptions): Promise<Endpoint> => {
  const { endpoint, secret, functions, pid, exited, stop } = await startEmulator(options);
  return { url: endpoint, secret, functions, pid, exited: exited.then(lastWords), stop };
};

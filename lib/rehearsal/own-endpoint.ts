import { type EmulatorOptions, startEmulator } from './emulator/start-emulator';
import type { Endpoint } from './endpoint';

/** Starts our own emulator; with `keep` it can outlive this process. */
export async function ownEndpoint(options: EmulatorOptions): Promise<Endpoint> {
  const { endpoint, secret, pid, exited, stop } = await startEmulator(options);
  const lastWords = exited.then(({ code, lastLines }) => [`exit code ${code}`, lastLines].join('\n').trim());
  return { url: endpoint, secret, pid, exited: lastWords, stop };
}

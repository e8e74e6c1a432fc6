import type { SessionCredentials } from '../../aws/assume-role';
import { PacedClients } from '../../validation/calls/clients';
import { doctorClients } from './clients';
import type { DoctorCloud } from './doctor-cloud';
import { accountCalls } from './sdk-account';
import { resourceCalls } from './sdk-resources';

/** Which region is asked, and as whom. */
export interface DoctorCloudOptions {
  readonly region: string;
  readonly credentials: () => Promise<SessionCredentials>;
  /** @default AWS itself */
  readonly endpoint?: string;
  readonly signal: AbortSignal;
}

/** Asks AWS, or an emulator. Each question once, whoever asks it. */
export const sdkDoctorCloud = (options: DoctorCloudOptions): DoctorCloud => {
  const { region, signal, endpoint } = options;
  const credentials = once(options.credentials);
  const paced = new PacedClients({ region, credentials, signal });
  const clients = doctorClients(paced, { region, credentials, signal, ...(endpoint !== undefined && { endpoint }) });
  return askedOnce({ ...accountCalls(clients), ...resourceCalls(clients) });
};

const once = <T>(work: () => Promise<T>): (() => Promise<T>) => {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work();
    return result;
  };
};

/** The same cloud, which answers a question that was asked before as it did then. */
export const askedOnce = (cloud: DoctorCloud): DoctorCloud => {
  const answers = new Map<string, unknown>();
  return new Proxy(cloud, {
    get:
      (target, name: keyof DoctorCloud) =>
      (...args: readonly string[]) => {
        const question = JSON.stringify([name, ...args]);
        if (!answers.has(question))
          answers.set(question, (target[name] as (...args: readonly string[]) => unknown)(...args));
        return answers.get(question);
      },
  });
};

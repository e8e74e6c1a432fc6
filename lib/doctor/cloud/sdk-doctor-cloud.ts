import { assumeRole, type SessionCredentials } from '../../aws/assume-role';
import { partitionOf } from '../../execution-policy/template-arns';
import { messageOf } from '../../ground/message-of';
import { UserError } from '../../ground/user-error';
import { PacedClients } from '../../validation/calls/clients';
import { doctorClients } from './clients';
import type { DoctorCloud } from './doctor-cloud';
import { accountCalls } from './sdk-account';
import { resourceCalls } from './sdk-resources';

/** Which account and region is asked, and how it is reached. */
export interface DoctorCloudOptions {
  readonly account: string;
  readonly region: string;
  /** Credentials of the account; without them those at hand, and a role of its bootstrap where they are another account's. */
  readonly credentials?: () => Promise<SessionCredentials>;
  /** Where the look-up role is: the bootstrap's qualifier. */
  readonly qualifier: string;
  /** @default AWS itself */
  readonly endpoint?: string;
  readonly signal: AbortSignal;
}

/** Asks AWS, or an emulator. Each question once, whoever asks it. */
export const sdkDoctorCloud = (options: DoctorCloudOptions): DoctorCloud => {
  const { region, signal, endpoint } = options;
  const credentials = once(options.credentials ?? (() => lookUpSession(options)));
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

/** Few attempts: who cannot be reached must be said soon. */
const settings = (region: string) => ({
  region,
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 10_000 },
});

/** Credentials at hand where they are the account's; else the role that every bootstrap has for looking. */
const lookUpSession = async ({ account, region, qualifier }: DoctorCloudOptions): Promise<SessionCredentials> => {
  const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  const client = new STSClient(settings(region));
  const { Account: caller } = await client.send(new GetCallerIdentityCommand({}));
  if (caller === account) return client.config.credentials();
  const roleArn = `arn:${partitionOf(region)}:iam::${account}:role/cdk-${qualifier}-lookup-role-${account}-${region}`;
  try {
    return await assumeRole({ roleArn, sessionName: 'delivery-doctor' }, (Client) => new Client(settings(region)));
  } catch (error) {
    throw new UserError(
      `the credentials at hand are of account ${caller}, and ${roleArn} cannot be assumed with them (${messageOf(error)})`,
      { cause: error },
    );
  }
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

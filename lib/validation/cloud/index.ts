import { assumeRole } from '../../aws/assume-role';
import { permitted } from '../../aws/call-refused';
import { type CallListener, PacedClients } from '../calls/clients';
import { patientWithKeys, type Wait } from '../calls/patience';
import type { Rate } from '../calls/rates';
import { type Clock, MINUTE, systemClock } from '../clock';
import { alarmCalls } from './alarms';
import { type Api, type Bound, bound, present } from './api';
import { auditCalls } from './audit';
import { functionCalls } from './functions';
import { gatewayCalls } from './gateways';
import { identityCalls } from './identity';
import { keyCalls } from './keys';
import { logCalls } from './logs';
import { networkCalls } from './network';
import { packetFilterCalls } from './packet-filters';
import { principalCalls } from './principals';
import { cloudFormationCalls } from './stacks';
import { storageCalls } from './storage';
import { tableCalls } from './tables';
import { workloadCalls } from './workload';

/** Every call; each file of this folder has those of a few services, and what they answer. */
const CALLS = {
  ...alarmCalls,
  ...auditCalls,
  ...functionCalls,
  ...gatewayCalls,
  ...identityCalls,
  ...keyCalls,
  ...logCalls,
  ...networkCalls,
  ...packetFilterCalls,
  ...principalCalls,
  ...cloudFormationCalls,
  ...storageCalls,
  ...tableCalls,
  ...workloadCalls,
};

/**
 * Everything a validation asks of AWS, one method per API call.
 *
 * Every method throws `CallRefused` when the caller lacks the permission, and whatever else went wrong otherwise;
 * `undefined` means that AWS says the thing does not exist.
 */
export interface LiveCloud extends Bound<typeof CALLS> {
  /** ARN of the identity that asks. */
  callerArn(): Promise<string>;
  /** Milliseconds that a minute takes there, of what AWS does late. */
  readonly minute: number;
}

/** Hears of calls. */
export interface CloudListener extends CallListener {
  /** A call waited for what AWS does late. */
  waited?(wait: Wait): void;
}

/** Where to look, and as whom. */
export interface SdkCloudOptions {
  readonly region: string;
  /** Role to assume with the default credentials. @default the default credentials themselves */
  readonly roleArn?: string;
  /** Ends every call with its reason. */
  readonly signal?: AbortSignal;
  /** Told of every attempt at every call, and of calls that were let through late. */
  readonly listener?: CloudListener;
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** Milliseconds of a minute of AWS's delays. @default a minute */
  readonly minute?: number;
  /** How often which operation may be called. @default a modest part of the rate that AWS documents */
  readonly rate?: (service: string, operation: string) => Rate;
}

/** Credentials of a session of the role; the clients ask again before it expires. */
const sessionOf = (roleArn: string, clients: PacedClients) => () =>
  assumeRole({ roleArn, sessionName: 'delivery-validation' }, (Client) => clients.of(Client));

/**
 * AWS itself, or whatever `AWS_ENDPOINT_URL` names. The SDK's packages are loaded when they are first needed; their clients
 * come from {@link PacedClients}, which paces, repeats and ends their calls.
 */
export const sdkCloud = ({ roleArn, minute = MINUTE, ...options }: SdkCloudOptions): LiveCloud => {
  const clients = new PacedClients({
    ...options,
    ...(roleArn !== undefined && { credentials: sessionOf(roleArn, new PacedClients(options)) }),
  });
  const { clock = systemClock, signal, listener } = options;
  const patiently = patientWithKeys({ clock, minute, signal, waited: listener?.waited?.bind(listener) });
  const api: Api = {
    ask: (action, service, call) =>
      patiently(action, () => permitted(action, async () => call(await service(clients)))),
  };
  return {
    minute,
    callerArn: async () => {
      const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
      const { Arn } = await clients.of(STSClient).send(new GetCallerIdentityCommand());
      return present(Arn, "the caller's ARN");
    },
    ...bound(api, CALLS),
  };
};

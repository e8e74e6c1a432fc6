import type { ValidationAction } from '../contract/validation-permissions';
import { type CallListener, Clients } from './calls/clients';
import type { Rate } from './calls/rates';
import { CallRefused, type Cloud } from './cloud';
import { alarmCalls } from './sdk/alarms';
import { type Api, named, required } from './sdk/api';
import { auditCalls } from './sdk/audit';
import { identityCalls } from './sdk/identity';
import { keyCalls } from './sdk/keys';
import { logCalls } from './sdk/logs';
import { networkCalls } from './sdk/network';
import { stackCalls } from './sdk/stacks';
import { storageCalls } from './sdk/storage';
import { workloadCalls } from './sdk/workload';

/** Where to look, and as whom. */
export interface SdkCloudOptions {
  readonly region: string;
  /** Role to assume with the default credentials. @default the default credentials themselves */
  readonly roleArn?: string;
  /** Told of every action before it is used. */
  readonly onAction?: (action: ValidationAction) => void;
  /** Ends every call with its reason. */
  readonly signal?: AbortSignal;
  /** Told of every attempt at every call. */
  readonly listener?: CallListener;
  /** How often which operation may be called. @default a modest part of the rate that AWS documents */
  readonly rate?: (service: string, operation: string) => Rate;
}

const REFUSED =
  /^(AccessDenied|AccessDeniedException|AuthorizationError|AuthorizationErrorException|UnauthorizedOperation)$/;

/** Names the permission when a call is refused for want of it. */
const permitted = async <T>(permission: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    throw named(error, REFUSED) ? new CallRefused(permission, error.message) : error;
  }
};

/** Credentials of a session of the role; the clients ask again before it expires. */
const sessionOf = (roleArn: string, clients: Clients) => async () => {
  const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts');
  const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'delivery-validation' });
  const { Credentials: given } = await permitted('sts:AssumeRole', () => clients.of(STSClient).send(command));
  return {
    accessKeyId: required(given?.AccessKeyId, `credentials for ${roleArn}`),
    secretAccessKey: required(given?.SecretAccessKey, `credentials for ${roleArn}`),
    sessionToken: required(given?.SessionToken, `credentials for ${roleArn}`),
    ...(given?.Expiration && { expiration: given.Expiration }),
  };
};

/**
 * AWS itself, or whatever `AWS_ENDPOINT_URL` names. The SDK's packages are loaded when they are first needed; their clients
 * come from {@link Clients}, which paces, repeats and ends their calls.
 */
export const sdkCloud = ({ roleArn, onAction, ...options }: SdkCloudOptions): Cloud => {
  const clients = new Clients({
    ...options,
    ...(roleArn !== undefined && { credentials: sessionOf(roleArn, new Clients(options)) }),
  });
  const api: Api = {
    clients,
    region: options.region,
    asking: (action, call) => {
      onAction?.(action);
      return permitted(action, call);
    },
  };
  return {
    callerArn: async () => {
      const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
      const { Arn } = await clients.of(STSClient).send(new GetCallerIdentityCommand());
      return required(Arn, "the caller's ARN");
    },
    ...alarmCalls(api),
    ...auditCalls(api),
    ...identityCalls(api),
    ...keyCalls(api),
    ...logCalls(api),
    ...networkCalls(api),
    ...stackCalls(api),
    ...storageCalls(api),
    ...workloadCalls(api),
  };
};

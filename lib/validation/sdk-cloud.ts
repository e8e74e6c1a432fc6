import type { ValidationAction } from '../contract/validation-permissions';
import { type CallListener, Clients } from './calls/clients';
import type { Rate } from './calls/rates';
import { CallRefused, type Cloud } from './cloud';

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

const PAGE_SIZE = 50;
const REFUSED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation)$/;
const ABSENT = /^(NotFoundException|ResourceNotFoundException)$/;

const named = (error: unknown, names: RegExp): error is Error => error instanceof Error && names.test(error.name);

/** Names the permission when a call is refused for want of it. */
const permitted = async <T>(permission: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    throw named(error, REFUSED) ? new CallRefused(permission, error.message) : error;
  }
};

const orAbsent = async <T>(call: Promise<T>): Promise<T | undefined> => {
  try {
    return await call;
  } catch (error) {
    if (named(error, ABSENT)) return undefined;
    throw error;
  }
};

const required = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new Error(`AWS answered without ${what}`);
  return value;
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
  const logs = async () => {
    const sdk = await import('@aws-sdk/client-cloudwatch-logs');
    return { sdk, client: clients.of(sdk.CloudWatchLogsClient) };
  };
  const kms = async () => {
    const sdk = await import('@aws-sdk/client-kms');
    return { sdk, client: clients.of(sdk.KMSClient) };
  };
  const asking = <T>(action: ValidationAction, call: () => Promise<T>): Promise<T> => {
    onAction?.(action);
    return permitted(action, call);
  };

  return {
    callerArn: async () => {
      const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
      const { Arn } = await clients.of(STSClient).send(new GetCallerIdentityCommand());
      return required(Arn, "the caller's ARN");
    },

    logGroups: (prefix, nextToken) =>
      asking('logs:DescribeLogGroups', async () => {
        const { sdk, client } = await logs();
        const page = await client.send(
          new sdk.DescribeLogGroupsCommand({ logGroupNamePrefix: prefix, limit: PAGE_SIZE, nextToken }),
        );
        return {
          items: (page.logGroups ?? []).map(({ logGroupName, kmsKeyId, retentionInDays }) => ({
            name: required(logGroupName, 'the name of a log group'),
            ...(kmsKeyId !== undefined && { kmsKeyArn: kmsKeyId }),
            ...(retentionInDays !== undefined && { retentionInDays }),
          })),
          ...(page.nextToken !== undefined && { nextToken: page.nextToken }),
        };
      }),

    key: (id) =>
      asking('kms:DescribeKey', async () => {
        const { sdk, client } = await kms();
        const found = await orAbsent(client.send(new sdk.DescribeKeyCommand({ KeyId: id })));
        if (!found) return undefined;
        const { Arn, AWSAccountId, KeyManager, KeyState } = required(found.KeyMetadata, `metadata of key ${id}`);
        return {
          arn: required(Arn, `the ARN of key ${id}`),
          account: required(AWSAccountId, `the account of key ${id}`),
          manager: required(KeyManager, `the manager of key ${id}`),
          state: required(KeyState, `the state of key ${id}`),
        };
      }),

    keyPolicy: (keyArn) =>
      asking('kms:GetKeyPolicy', async () => {
        const { sdk, client } = await kms();
        const { Policy } = await client.send(new sdk.GetKeyPolicyCommand({ KeyId: keyArn, PolicyName: 'default' }));
        return required(Policy, `the policy of ${keyArn}`);
      }),

    keyRotation: (keyArn) =>
      asking('kms:GetKeyRotationStatus', async () => {
        const { sdk, client } = await kms();
        const status = await client.send(new sdk.GetKeyRotationStatusCommand({ KeyId: keyArn }));
        return {
          enabled: required(status.KeyRotationEnabled, `the rotation of ${keyArn}`),
          ...(status.RotationPeriodInDays !== undefined && { periodInDays: status.RotationPeriodInDays }),
        };
      }),

    stack: (name) =>
      asking('cloudformation:DescribeStacks', async () => {
        const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
        const client = clients.of(CloudFormationClient);
        try {
          const { Stacks: found = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
          const { EnableTerminationProtection, Outputs: outputs = [] } = required(found[0], `stack ${name}`);
          return {
            protected: EnableTerminationProtection === true,
            outputs: Object.fromEntries(
              outputs.map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']),
            ),
          };
        } catch (error) {
          // CloudFormation has no error of its own for this.
          if (named(error, /^ValidationError$/) && error.message.includes('does not exist')) return undefined;
          throw error;
        }
      }),

    invoke: (functionName, payload) =>
      asking('lambda:InvokeFunction', async () => {
        const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
        const command = new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(payload) });
        const answer = await orAbsent(clients.of(LambdaClient).send(command));
        return (
          answer && {
            payload: Buffer.from(answer.Payload ?? []).toString('utf8'),
            ...(answer.FunctionError !== undefined && { error: answer.FunctionError }),
          }
        );
      }),

    logEvents: (group, containing, since, nextToken) =>
      asking('logs:FilterLogEvents', async () => {
        const { sdk, client } = await logs();
        const filter = { logGroupName: group, filterPattern: `"${containing}"`, startTime: since, nextToken };
        const page = await orAbsent(client.send(new sdk.FilterLogEventsCommand(filter)));
        return (
          page && {
            items: (page.events ?? []).map(({ logStreamName, message, ingestionTime }) => ({
              stream: required(logStreamName, 'the stream of an event'),
              message: message ?? '',
              ingestionTime: ingestionTime ?? 0,
            })),
            ...(page.nextToken !== undefined && { nextToken: page.nextToken }),
          }
        );
      }),
  };
};

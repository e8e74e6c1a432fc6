import type { ValidationAction } from '../contract/validation-permissions';
import { CallRefused, type Cloud } from './cloud';

/** Where to look, and as whom. */
export interface SdkCloudOptions {
  readonly region: string;
  /** Role to assume with the default credentials. @default the default credentials themselves */
  readonly roleArn?: string;
  /** Told of every action before it is used. */
  readonly onAction?: (action: ValidationAction) => void;
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

/** A client that is loaded and built when it is first used. */
const lazily = <T>(build: () => Promise<T>): (() => Promise<T>) => {
  let built: Promise<T> | undefined;
  return () => {
    built ??= build();
    return built;
  };
};

/** Settings of every client: throttling slows it down instead of failing it, and no call waits for ever. */
const clientSettings = (region: string) => ({
  region,
  retryMode: 'adaptive',
  maxAttempts: 8,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000 },
});

/** Credentials of a session of the role; the clients ask again before it expires. */
const sessionOf = (roleArn: string, region: string) => async () => {
  const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts');
  const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'delivery-validation' });
  const client = new STSClient(clientSettings(region));
  const { Credentials: given } = await permitted('sts:AssumeRole', () => client.send(command));
  return {
    accessKeyId: required(given?.AccessKeyId, `credentials for ${roleArn}`),
    secretAccessKey: required(given?.SecretAccessKey, `credentials for ${roleArn}`),
    sessionToken: required(given?.SessionToken, `credentials for ${roleArn}`),
    ...(given?.Expiration && { expiration: given.Expiration }),
  };
};

/** AWS itself, or whatever `AWS_ENDPOINT_URL` names. The only file of the validation that builds SDK clients. */
export const sdkCloud = ({ region, roleArn, onAction }: SdkCloudOptions): Cloud => {
  const settings = {
    ...clientSettings(region),
    ...(roleArn !== undefined && { credentials: sessionOf(roleArn, region) }),
  };
  const logs = lazily(async () => {
    const sdk = await import('@aws-sdk/client-cloudwatch-logs');
    return { sdk, client: new sdk.CloudWatchLogsClient(settings) };
  });
  const kms = lazily(async () => {
    const sdk = await import('@aws-sdk/client-kms');
    return { sdk, client: new sdk.KMSClient(settings) };
  });
  const asking = <T>(action: ValidationAction, call: () => Promise<T>): Promise<T> => {
    onAction?.(action);
    return permitted(action, call);
  };

  return {
    callerArn: async () => {
      const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
      const { Arn } = await new STSClient(settings).send(new GetCallerIdentityCommand());
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
        const client = new CloudFormationClient(settings);
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
        const answer = await orAbsent(new LambdaClient(settings).send(command));
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

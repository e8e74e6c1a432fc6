import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../../rehearsal/_helpers/temporary-directory';
import { ACCOUNT, type Breakage, type LiveTarget } from './live-target';

/** The workload function. */
export const WORKLOAD = 'data-processing-dev';
/** Its role. */
export const WORKLOAD_ROLE = `${WORKLOAD}-us-east-1`;
/** The function that rotates the key ring. */
export const ROTATOR = 'rotate-key-ring-dev';
/** The data bucket. */
export const DATA = `data-dev-${ACCOUNT}-us-east-1`;
/** The bucket of the trail. */
export const TRAIL_FILES = `data-trail-dev-${ACCOUNT}-us-east-1`;
/** An account that nobody knows. */
export const ABROAD = '333333333333';
/** The ARN of a function. */
export const lambdaArn = (name: string): string => `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${name}`;
/** The ARN of a queue. */
export const sqsArn = (name: string): string => `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`;

/** A zip with a handler that answers 1. */
const ZIP =
  'UEsDBBQAAAAAAAAAIVzUwRbnGgAAABoAAAAIAAAAaW5kZXguanNleHBvcnRzLmhhbmRsZXI9YXN5bmMoKT0+MVBLAQIUAxQAAAAAAAAAIVzUwRbnGgAAABoAAAAIAAAAAAAAAAAAAACAAQAAAABpbmRleC5qc1BLBQYAAAAAAQABADYAAABAAAAAAAA=';
/** The zip as a file, as the command line takes it. */
export const zipFile = (): string => {
  const file = join(temporaryDirectory(), 'code.zip');
  writeFileSync(file, Buffer.from(ZIP, 'base64'));
  return `fileb://${file}`;
};

/** A call of the command line, without its program. */
export type Argv = readonly string[];

/** Calls of the stock command line, one after the other, and those that take them back. */
export const by =
  (plant: readonly Argv[], undo: readonly Argv[]): Breakage['how'] =>
  async (target) => {
    for (const argv of plant) await target.aws(...argv);
    return async () => {
      for (const argv of undo) await target.aws(...argv);
    };
  };

/** A policy of statements, as text. */
export const document = (...Statement: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });
/** A policy that allows all. */
export const EVERYTHING = document({ Effect: 'Allow', Action: '*', Resource: '*' });

/** Adds a statement to a policy that is read and put by calls of a service. */
export const opened = async (
  target: LiveTarget,
  [service, name]: readonly ['kms' | 's3', string],
  statement: object,
): Promise<() => Promise<void>> => {
  const key = { KeyId: name, PolicyName: 'default' };
  const { Policy: before } =
    service === 'kms'
      ? await target.call('kms', 'GetKeyPolicy', key)
      : await target.call('s3', 'GetBucketPolicy', { Bucket: name });
  const put = (policy: string) =>
    service === 'kms'
      ? target.aws('kms', 'put-key-policy', '--key-id', name, '--policy-name', 'default', '--policy', policy)
      : target.aws('s3api', 'put-bucket-policy', '--bucket', name, '--policy', policy);
  const policy = JSON.parse(String(before)) as { readonly Statement: readonly object[] };
  await put(JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] }));
  return () => put(String(before));
};

/** Makes a function that runs as the workload role, or as another one that comes later. */
export const functionArgv = (name: string, ...more: Argv): Argv => [
  ...['lambda', 'create-function', '--function-name', name, '--runtime', 'nodejs22.x', '--handler', 'index.handler'],
  ...['--zip-file', zipFile(), '--role', `arn:aws:iam::${ACCOUNT}:role/${WORKLOAD_ROLE}`, ...more],
];

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CloudFormationClient, DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll } from '@jest/globals';
import { parseKeyRing } from '../../../functions/key-ring';
import { sha256 } from '../../../lib/ground/sha256';
import { type Outcome, run } from '../../../lib/rehearsal/process/run';
import config from '../../_fixtures/delivery-config';
import { bundledPipeline } from '../../_helpers/pipeline-bundle';
import { Delivered, REGION, TOOLS, until } from './delivered';
import { inventory } from './inventory';

export const DEV = '222222222222';
export const PROD = '444444444444';
export const BUCKET = `data-dev-${DEV}-${REGION}`;
export const SECRET = 'data-processing/key-ring-dev';
export const STACKS = ['dev/Data', 'dev/ValidationAccess', 'prod/Data', 'prod/ValidationAccess'] as const;

export let delivered: Delivered;
export let assembly = '';
export let pristine: readonly string[] = [];
let s3: S3Client;
let logs: CloudWatchLogsClient;
export let secrets: SecretsManagerClient;
export let dataKey = '';

beforeAll(async () => {
  delivered = await Delivered.start([DEV, PROD]);
  pristine = await inventory(delivered, DEV);
  assembly = delivered.assemble(config, ['dev', 'prod']);
  const { code, output } = await delivered.deploy(assembly, ...STACKS);
  if (code !== 0) throw new Error(output);
  s3 = new S3Client({ ...delivered.as(DEV), forcePathStyle: true });
  logs = new CloudWatchLogsClient(delivered.as(DEV));
  secrets = new SecretsManagerClient(delivered.as(DEV));
  dataKey = await keyArn(DEV, 'alias/data-data-dev');
});

afterAll(async () => {
  await delivered?.running.end();
});

export const keyArn = async (account: string, alias: string): Promise<string> => {
  const { KeyMetadata } = await new KMSClient(delivered.as(account)).send(new DescribeKeyCommand({ KeyId: alias }));
  if (KeyMetadata?.Arn === undefined) throw new Error(`there is no ${alias} in ${account}`);
  return KeyMetadata.Arn;
};

/** A record whose identifiers are recognized wherever they appear. */
export const record = (index: number) => ({ patientId: `patient-${index}`, ssn: `ssn-${index}`, value: index });

export const BROKEN = new Set([0, 1, 17, 4_999, 5_000, 9_998, 9_999]);
export const LINES = Array.from({ length: 10_000 }, (_, index) =>
  BROKEN.has(index) ? `{"patientId": "patient-${index}", "value": ` : JSON.stringify(record(index)),
);
export const FILE = `${LINES.join('\n')}\n`;

export const encrypted = (key: string): Partial<PutObjectCommandInput> => ({
  ServerSideEncryption: 'aws:kms',
  SSEKMSKeyId: key,
});

export const put = (name: string, body: string): Promise<unknown> =>
  s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `incoming/${name}`, Body: body, ...encrypted(dataKey) }));

/** The lines of an object; undefined while it is not there. */
export const lines = async (key: string): Promise<readonly string[] | undefined> => {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    return (await Body?.transformToString())?.trimEnd().split('\n');
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
};

export const versions = async (): Promise<readonly string[]> => {
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET }));
  return Versions.map(({ Key, VersionId }) => `${Key} ${VersionId}`).sort();
};

/** What the workload has logged. */
export const logged = async (): Promise<string> => {
  const request = { logGroupName: '/aws/lambda/data-processing-dev', limit: 10_000 };
  const { events = [] } = await logs.send(new FilterLogEventsCommand(request));
  return events.map(({ message }) => message).join('\n');
};

export const said = (text: string) => until(async () => ((await logged()).includes(text) ? true : undefined));

export const keyRing = async () => {
  const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId: SECRET }));
  return parseKeyRing(SecretString);
};

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

const templates = (directory: string, environment: string): readonly string[] => {
  const nested = join(directory, `assembly-${environment}`);
  return readdirSync(nested).flatMap((file) => (file.endsWith('.template.json') ? [join(nested, file)] : []));
};

export const resourcesOf = (directory: string, environment: string): readonly Resource[] =>
  templates(directory, environment).flatMap((file) =>
    Object.values((JSON.parse(readFileSync(file, 'utf8')) as { Resources: Record<string, Resource> }).Resources),
  );

/** Renames logical ids in one template of an assembly, which then goes by another hash: published is what is not there yet. */
export const renameInTemplate = (directory: string, environment: string, from: string, to: string): void => {
  const [file = ''] = templates(directory, environment).filter((each) => readFileSync(each, 'utf8').includes(from));
  const renamed = readFileSync(file, 'utf8').replaceAll(from, to);
  writeFileSync(file, renamed);
  const assets = file.replace(/template\.json$/, 'assets.json');
  const { files } = JSON.parse(readFileSync(assets, 'utf8')) as { files: Record<string, { source: { path: string } }> };
  const [hash = ''] = Object.keys(files).filter((each) => files[each]?.source.path === basename(file));
  const other = sha256(renamed);
  for (const each of [assets, join(dirname(file), 'manifest.json')]) {
    writeFileSync(each, readFileSync(each, 'utf8').replaceAll(hash, other));
  }
};

/** The events of dev's data stack since a moment, as `<logical id> <status>`, newest first. */
export const eventsSince = async (since: Date): Promise<readonly string[]> => {
  const client = new CloudFormationClient(delivered.as(DEV));
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: 'data-dev' }));
  return StackEvents.filter(({ Timestamp }) => Timestamp !== undefined && Timestamp >= since).map((event) =>
    `${event.LogicalResourceId} ${event.ResourceStatus} ${event.ResourceStatusReason ?? ''}`.trimEnd(),
  );
};

/** The configuration with another dev. */
export const withDev = (
  change: (dev: (typeof config.environments)[number]) => (typeof config.environments)[number],
) => ({
  ...config,
  environments: config.environments.map((each) => (each.name === 'dev' ? change(each) : each)),
});

/** Runs the bundle of the pipeline as a role of the tools account. */
export const protectAs = async (toolsRole: string, role: string): Promise<Outcome> => {
  const outfile = await bundledPipeline(delivered.running.directory);
  const iam = new IAMClient(delivered.as(TOOLS));
  const anybody = { Effect: 'Allow', Principal: { AWS: TOOLS }, Action: 'sts:AssumeRole' };
  const trust = JSON.stringify({ Version: '2012-10-17', Statement: [anybody] });
  await iam.send(new CreateRoleCommand({ RoleName: toolsRole, AssumeRolePolicyDocument: trust }));
  const { Credentials: given } = await new STSClient(delivered.as(TOOLS)).send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${TOOLS}:role/${toolsRole}`, RoleSessionName: 'build' }),
  );
  const env = {
    PATH: process.env['PATH'],
    AWS_ENDPOINT_URL: delivered.running.emulator.endpoint,
    AWS_ACCESS_KEY_ID: given?.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: given?.SecretAccessKey,
    AWS_SESSION_TOKEN: given?.SessionToken,
  };
  const options = ['--stack', 'data-prod', '--region', REGION, '--role-arn', role];
  return run({ argv: [process.execPath, outfile, 'protect', ...options], cwd: delivered.running.directory, env });
};

export const PROTECTED = 'data-prod is protected against deletion, and its data against replacement\n';

export const KEPT_IN_PROD = [
  ...['data', 'data-access', 'data-trail'].map((name) => `bucket: ${name}-prod-${PROD}-${REGION}`),
  ...['Data bucket and dead letters', 'Log groups', 'Secrets'].map((name) => `key: Enabled ${name} of prod`),
  'log group: /aws/lambda/data-processing-prod',
  'log group: /data/prod/flow-logs',
  'log group: /data/prod/trail',
  'secret: data-processing/key-ring-prod',
  'trail: data-trail-prod-us-east-1',
];

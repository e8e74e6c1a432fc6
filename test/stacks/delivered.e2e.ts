import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateTerminationProtectionCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetSecretValueCommand, RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseKeyRing } from '../../functions/data-processing/key-ring';
import { verify } from '../../functions/data-processing/token';
import { VALIDATION_ROLE } from '../../lib/contract/names';
import { sha256 } from '../../lib/ground/sha256';
import { type Outcome, run } from '../../lib/rehearsal/process/run';
import config from '../_fixtures/delivery-config';
import { bundledPipeline } from '../_helpers/pipeline-bundle';
import { Delivered, REGION, TOOLS, until } from './_helpers/delivered';
import { inventory } from './_helpers/inventory';

const DEV = '222222222222';
const PROD = '444444444444';
const BUCKET = `data-dev-${DEV}-${REGION}`;
const SECRET = 'data-processing/key-ring-dev';
const DEPLOYMENT_MILLISECONDS = 240_000;
const STACKS = ['dev/Data', 'dev/ValidationAccess', 'prod/Data', 'prod/ValidationAccess'] as const;

let delivered: Delivered;
let assembly = '';
let pristine: readonly string[] = [];
let s3: S3Client;
let logs: CloudWatchLogsClient;
let secrets: SecretsManagerClient;
let dataKey = '';

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
}, DEPLOYMENT_MILLISECONDS);

afterAll(async () => {
  await delivered?.running.end();
});

const keyArn = async (account: string, alias: string): Promise<string> => {
  const { KeyMetadata } = await new KMSClient(delivered.as(account)).send(new DescribeKeyCommand({ KeyId: alias }));
  if (KeyMetadata?.Arn === undefined) throw new Error(`there is no ${alias} in ${account}`);
  return KeyMetadata.Arn;
};

/** A record whose identifiers are recognized wherever they appear. */
const record = (index: number) => ({ patientId: `patient-${index}`, ssn: `ssn-${index}`, value: index });

const BROKEN = new Set([0, 1, 17, 4_999, 5_000, 9_998, 9_999]);
const LINES = Array.from({ length: 10_000 }, (_, index) =>
  BROKEN.has(index) ? `{"patientId": "patient-${index}", "value": ` : JSON.stringify(record(index)),
);
const FILE = `${LINES.join('\n')}\n`;

const encrypted = (key: string): Partial<PutObjectCommandInput> => ({
  ServerSideEncryption: 'aws:kms',
  SSEKMSKeyId: key,
});

const put = (name: string, body: string): Promise<unknown> =>
  s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `incoming/${name}`, Body: body, ...encrypted(dataKey) }));

/** The lines of an object; undefined while it is not there. */
const lines = async (key: string): Promise<readonly string[] | undefined> => {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    return (await Body?.transformToString())?.trimEnd().split('\n');
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
};

const versions = async (): Promise<readonly string[]> => {
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET }));
  return Versions.map(({ Key, VersionId }) => `${Key} ${VersionId}`).sort();
};

/** What the workload has logged. */
const logged = async (): Promise<string> => {
  const request = { logGroupName: '/aws/lambda/data-processing-dev', limit: 10_000 };
  const { events = [] } = await logs.send(new FilterLogEventsCommand(request));
  return events.map(({ message }) => message).join('\n');
};

const said = (text: string) =>
  until(`"${text}" in the log`, async () => ((await logged()).includes(text) ? true : undefined));

const keyRing = async () => {
  const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId: SECRET }));
  return parseKeyRing(SecretString);
};

describe('a file of 10,000 records, 7 of them broken', () => {
  let first: readonly Record<string, unknown>[] = [];

  test('becomes 9,993 tokenized records and 7 quarantined ones with their reasons', async () => {
    await put('batch.ndjson', FILE);
    const processed = await until('processing', () => lines('processed/batch.ndjson'));
    expect(processed).toHaveLength(9_993);
    first = processed.map((line) => JSON.parse(line));
    const ring = await keyRing();
    const whole = LINES.flatMap((_, index) => (BROKEN.has(index) ? [] : [record(index)]));
    for (const [index, { patientId, ssn, value }] of whole.entries()) {
      const made = first[index];
      expect(made?.['value']).toBe(value);
      expect(verify(`${made?.['patientId']}`, patientId, ring) && verify(`${made?.['ssn']}`, ssn, ring)).toBe(true);
    }
    const quarantined = await until('quarantine', () => lines('quarantine/batch.ndjson'));
    expect(quarantined).toHaveLength(7);
    for (const line of quarantined) expect(JSON.parse(line)).toMatchObject({ reason: expect.stringMatching(/./) });
  });

  test('leaves counts in the log, and no identifier', async () => {
    await said('"quarantined":7');
    expect(await logged()).toContain('"records":9993');
    expect(await logged()).not.toMatch(/patient-\d|ssn-\d/);
  });

  test('changes nothing when it comes again', async () => {
    const before = (await versions()).filter((each) => !each.startsWith('incoming/'));
    await put('batch.ndjson', FILE);
    await said('object unchanged');
    expect((await versions()).filter((each) => !each.startsWith('incoming/'))).toEqual(before);
  });

  test('gets tokens of the new key after a rotation, and the old ones still verify', async () => {
    const { current: old } = await keyRing();
    await secrets.send(new RotateSecretCommand({ SecretId: SECRET, RotateImmediately: true }));
    const ring = await until('rotation', async () => {
      const now = await keyRing();
      return now.current === old ? undefined : now;
    });
    await until('the end of the ring a warm function holds', async () => {
      await put('after.ndjson', `${JSON.stringify(record(1_000))}\n`);
      const [line] = await until('processing', () => lines('processed/after.ndjson'));
      const { patientId } = JSON.parse(line ?? '{}');
      return `${patientId}`.startsWith(`tok_${ring.current}_`) && verify(patientId, 'patient-1000', ring)
        ? true
        : undefined;
    });
    const [oldest] = first;
    expect(`${oldest?.['patientId']}`).toContain(`tok_${old}_`);
    expect(verify(`${oldest?.['patientId']}`, 'patient-2', ring)).toBe(true);
  });
});

describe('the data bucket', () => {
  const refused = (headers: Partial<PutObjectCommandInput>, insecure = false): Promise<unknown> => {
    const client = new S3Client({ ...delivered.as(DEV), forcePathStyle: true });
    if (insecure) {
      client.middlewareStack.add(
        (next) => (args) => {
          (args.request as { headers: Record<string, string> }).headers['x-emulator-insecure-transport'] = 'true';
          return next(args);
        },
        { step: 'build' },
      );
    }
    return client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'other/refused', Body: 'x', ...headers }));
  };

  test('refuses a put without encryption', async () => {
    await expect(refused({})).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('refuses a put with another key', async () => {
    const logsKey = await keyArn(DEV, 'alias/data-logs-dev');
    await expect(refused(encrypted(logsKey))).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('refuses a put without TLS, and takes the same with it', async () => {
    await expect(refused(encrypted(dataKey), true)).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(refused(encrypted(dataKey))).resolves.toMatchObject({ ServerSideEncryption: 'aws:kms' });
  });
});

describe('log groups', () => {
  test.each([
    ['dev', DEV],
    ['prod', PROD],
  ])('of %s are encrypted with its logs key, keep 90 days, and are those of its templates', async (name, account) => {
    const client = new CloudWatchLogsClient(delivered.as(account));
    const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({}));
    const key = await keyArn(account, `alias/data-logs-${name}`);
    const declared = resourcesOf(assembly, name).flatMap(({ Type, Properties }) =>
      Type === 'AWS::Logs::LogGroup' ? [Properties?.['LogGroupName']] : [],
    );
    expect(declared.length).toBeGreaterThanOrEqual(5);
    expect(logGroups.map(({ logGroupName }) => logGroupName).sort()).toEqual(declared.sort());
    for (const group of logGroups) expect(group).toMatchObject({ kmsKeyId: key, retentionInDays: 90 });
  });

  test('of the tools account are none that nobody declared', async () => {
    const { logGroups } = await new CloudWatchLogsClient(delivered.as(TOOLS)).send(new DescribeLogGroupsCommand({}));
    expect(logGroups).toEqual([]);
  });
});

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

const templates = (directory: string, environment: string): readonly string[] => {
  const nested = join(directory, `assembly-${environment}`);
  return readdirSync(nested).flatMap((file) => (file.endsWith('.template.json') ? [join(nested, file)] : []));
};

const resourcesOf = (directory: string, environment: string): readonly Resource[] =>
  templates(directory, environment).flatMap((file) =>
    Object.values((JSON.parse(readFileSync(file, 'utf8')) as { Resources: Record<string, Resource> }).Resources),
  );

/** Renames logical ids in one template of an assembly, which then goes by another hash: published is what is not there yet. */
const renameInTemplate = (directory: string, environment: string, from: string, to: string): void => {
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
const eventsSince = async (since: Date): Promise<readonly string[]> => {
  const client = new CloudFormationClient(delivered.as(DEV));
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: 'data-dev' }));
  return StackEvents.filter(({ Timestamp }) => Timestamp !== undefined && Timestamp >= since).map((event) =>
    `${event.LogicalResourceId} ${event.ResourceStatus} ${event.ResourceStatusReason ?? ''}`.trimEnd(),
  );
};

/** The configuration with another dev. */
const withDev = (change: (dev: (typeof config.environments)[number]) => (typeof config.environments)[number]) => ({
  ...config,
  environments: config.environments.map((each) => (each.name === 'dev' ? change(each) : each)),
});

describe('a second release', () => {
  test(
    'of the same commit changes nothing',
    async () => {
      const since = new Date();
      const { code, output } = await delivered.deploy(delivered.assemble(config, ['dev', 'prod']), ...STACKS);
      expect({ code, unchanged: output.match(/\(no changes\)/g)?.length }).toEqual({ code: 0, unchanged: 4 });
      expect(await eventsSince(since)).toEqual([]);
    },
    DEPLOYMENT_MILLISECONDS,
  );

  test.each<[string, () => typeof config]>([
    ['a tag', () => ({ ...config, tags: { ...config.tags, Owner: 'somebody-else' } })],
    ['a retention', () => withDev((dev) => ({ ...dev, auditRetentionDays: 400 }))],
    [
      'a zone',
      () =>
        withDev((dev) => ({
          ...dev,
          targets: dev.targets.map((target) => ({ ...target, zones: [...target.zones, 'us-east-1c'] })),
        })),
    ],
  ])(
    'with %s changed updates in place',
    async (_, changed) => {
      const since = new Date();
      const { code, output } = await delivered.deploy(delivered.assemble(changed(), ['dev']), 'dev/Data');
      expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
      const events = await eventsSince(since);
      expect(events.filter((event) => event.includes('UPDATE_COMPLETE')).length).toBeGreaterThan(1);
      expect(events.filter((event) => /requires the creation of a new physical|DELETE_/.test(event))).toEqual([]);
    },
    DEPLOYMENT_MILLISECONDS,
  );

  test(
    'that would replace the data bucket is refused, says why, and leaves the data',
    async () => {
      const since = new Date();
      const moved = delivered.assemble(config, ['dev']);
      renameInTemplate(moved, 'dev', 'StorageData', 'MovedData');
      const { code, output } = await delivered.deploy(moved, 'dev/Data');
      expect(code).toBe(1);
      expect(output).toContain(`${BUCKET} already exists in stack`);
      expect((await eventsSince(since)).filter((event) => event.includes('FAILED'))).toContainEqual(
        expect.stringMatching(/^MovedData\w+ CREATE_FAILED .* already exists in stack /),
      );
      expect(await lines('processed/batch.ndjson')).toHaveLength(9_993);
    },
    DEPLOYMENT_MILLISECONDS,
  );
});

test('protection is refused to every other role of the tools account', async () => {
  const role = `arn:aws:iam::${PROD}:role/delivery-protection-prod-${REGION}`;
  const { exitCode, output } = await protectAs('somebody-else', role);
  expect({ exitCode, output }).toEqual({
    exitCode: 1,
    output: expect.stringContaining('is not authorized to perform: sts:AssumeRole'),
  });
});

describe('prod, once the pipeline has protected it', () => {
  beforeAll(async () => {
    const role = `arn:aws:iam::${PROD}:role/delivery-protection-prod-${REGION}`;
    // `cdk deploy` has protected it already: it does what the pipeline does not.
    const client = new CloudFormationClient(delivered.as(PROD));
    const off = { StackName: 'data-prod', EnableTerminationProtection: false };
    await client.send(new UpdateTerminationProtectionCommand(off));
    const { stdout, output } = await protectAs(VALIDATION_ROLE, role);
    if (stdout !== PROTECTED) throw new Error(output);
  });

  test.each([
    ['renames a log group', '/data/prod/flow-logs', '/data/prod/flows', 'Update:Replace'],
    ['gives the data bucket another logical id', 'StorageData', 'MovedData', 'Update:Delete'],
    ['drops the key ring for another one', 'KeyRing', 'OtherRing', 'Update:Delete'],
  ])(
    'refuses an update that %s, and says why',
    async (_, from, to, action) => {
      const changed = delivered.assemble(config, ['prod']);
      renameInTemplate(changed, 'prod', from, to);
      const { code, output } = await delivered.deploy(changed, 'prod/Data');
      expect({ code, output }).toEqual({
        code: 1,
        output: expect.stringContaining(`Action denied by stack policy: Statement [#2] does not allow [${action}]`),
      });
      const { Stacks: [stack] = [] } = await new CloudFormationClient(delivered.as(PROD)).send(
        new DescribeStacksCommand({ StackName: 'data-prod' }),
      );
      expect(stack?.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    },
    DEPLOYMENT_MILLISECONDS,
  );
});

describe('the end of an environment', () => {
  test(
    'leaves nothing of dev but keys that wait for their deletion',
    async () => {
      const { code, output } = await delivered.destroy(assembly, 'dev/Data', 'dev/ValidationAccess');
      expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
      const left = (await inventory(delivered, DEV)).filter((each) => !pristine.includes(each));
      expect(left).toEqual([
        'key: PendingDeletion Data bucket and dead letters of dev',
        'key: PendingDeletion Log groups of dev',
        'key: PendingDeletion Secrets of dev',
      ]);
    },
    DEPLOYMENT_MILLISECONDS,
  );

  test(
    'is refused for prod while it is protected; without protection its data survives',
    async () => {
      const client = new CloudFormationClient(delivered.as(PROD));
      const stack = { StackName: 'data-prod' };
      await expect(client.send(new DeleteStackCommand(stack))).rejects.toThrow(
        'while TerminationProtection is enabled',
      );
      await client.send(new UpdateTerminationProtectionCommand({ ...stack, EnableTerminationProtection: false }));
      await client.send(new DeleteStackCommand(stack));
      await waitUntilStackDeleteComplete({ client, maxWaitTime: 120, minDelay: 1, maxDelay: 2 }, stack);
      const left = (await inventory(delivered, PROD)).filter((each) => !/cdk-hnb659fds|CDKToolkit/i.test(each));
      expect(left).toEqual(expect.arrayContaining(KEPT_IN_PROD));
    },
    DEPLOYMENT_MILLISECONDS,
  );
});

/** Runs the bundle of the pipeline as a role of the tools account. */
const protectAs = async (toolsRole: string, role: string): Promise<Outcome> => {
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

const PROTECTED = 'data-prod is protected against deletion, and its data against replacement\n';

const KEPT_IN_PROD = [
  ...['data', 'data-access', 'data-trail'].map((name) => `bucket: ${name}-prod-${PROD}-${REGION}`),
  ...['Data bucket and dead letters', 'Log groups', 'Secrets'].map((name) => `key: Enabled ${name} of prod`),
  'log group: /aws/lambda/data-processing-prod',
  'log group: /data/prod/flow-logs',
  'log group: /data/prod/trail',
  'secret: data-processing/key-ring-prod',
  'trail: data-trail-prod',
];

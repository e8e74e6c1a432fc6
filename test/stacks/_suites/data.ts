import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { PutObjectCommand, type PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import { RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from '@jest/globals';
import { verify } from '../../../functions/token';
import { TOOLS, until } from '../_helpers/delivered';
import {
  assembly,
  BROKEN,
  BUCKET,
  DEV,
  dataKey,
  delivered,
  encrypted,
  FILE,
  keyArn,
  keyRing,
  LINES,
  lines,
  logged,
  PROD,
  put,
  record,
  resourcesOf,
  SECRET,
  said,
  secrets,
  versions,
} from '../_helpers/deployment';

describe('a file of 10,000 records, 7 of them broken', () => {
  let first: readonly Record<string, unknown>[] = [];

  test('becomes 9,993 tokenized records and 7 quarantined ones with their reasons', async () => {
    await put('batch.ndjson', FILE);
    const processed = await until(() => lines('processed/batch.ndjson'));
    expect(processed).toHaveLength(9_993);
    first = processed.map((line) => JSON.parse(line));
    const ring = await keyRing();
    const whole = LINES.flatMap((_, index) => (BROKEN.has(index) ? [] : [record(index)]));
    for (const [index, { patientId, ssn, value }] of whole.entries()) {
      const made = first[index];
      expect(made?.['value']).toBe(value);
      expect(verify(`${made?.['patientId']}`, patientId, ring) && verify(`${made?.['ssn']}`, ssn, ring)).toBe(true);
    }
    const quarantined = await until(() => lines('quarantine/batch.ndjson'));
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
    const ring = await until(async () => {
      const now = await keyRing();
      return now.current === old ? undefined : now;
    });
    // A warm function holds the old ring for a while.
    await until(async () => {
      await put('after.ndjson', `${JSON.stringify(record(1_000))}\n`);
      const [line] = await until(() => lines('processed/after.ndjson'));
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

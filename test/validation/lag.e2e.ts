import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { awsCloud } from '../../lib/rehearsal/executor/cloud/aws-cloud';
import { sdkCloud } from '../../lib/validation/cloud';
import { type Running, runEmulator } from '../rehearsal/emulator/running-emulator';

const ACCOUNT = '222222222222';
const at = { region: 'us-east-1' };
/** Seconds of a minute of AWS: an alias counts after two and a half. */
const MINUTE = 0.5;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/reader`;
const before = { ...process.env };

let running: Running;
beforeAll(async () => {
  running = await runEmulator(MINUTE);
  const { endpoint, secret } = running.emulator;
  Object.assign(process.env, running.emulator.environment(ACCOUNT, at.region));
  const iam = new IAMClient(at);
  const trust = [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' }];
  const Condition = { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/data-logs-dev' } };
  const may = [{ Effect: 'Allow', Action: 'kms:DescribeKey', Resource: '*', Condition }];
  const policy = (Statement: object) => JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(new CreateRoleCommand({ RoleName: 'reader', AssumeRolePolicyDocument: policy(trust) }));
  await iam.send(new PutRolePolicyCommand({ RoleName: 'reader', PolicyName: 'p', PolicyDocument: policy(may) }));
  const access = { ...at, credentials: { accessKeyId: ACCOUNT, secretAccessKey: secret } };
  await awsCloud(endpoint, new AbortController().signal).judgePermissions(access, 'enforce');
});
afterAll(async () => {
  process.env = before;
  await running?.end();
});

/** A key with a new alias, as the validation's role sees it. */
const ask = async (AliasName: string) => {
  const kms = new KMSClient(at);
  const { KeyMetadata } = await kms.send(new CreateKeyCommand());
  await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: KeyMetadata?.KeyId }));
  const waits: string[] = [];
  const listener = { waited: ({ permission }: { readonly permission: string }) => waits.push(permission) };
  const cloud = sdkCloud({ ...at, roleArn: ROLE, minute: MINUTE * 2_000, listener });
  return { key: cloud.key(AliasName), arn: KeyMetadata?.Arn, waits };
};

test('a key whose alias does not count yet is seen after a wait', async () => {
  const { key, arn, waits } = await ask('alias/data-logs-dev');
  expect(await key).toMatchObject({ arn });
  expect(waits).toEqual(['kms:DescribeKey']);
});

test('fails at the end of the wait for a key that the role may not look at', async () => {
  const { key, waits } = await ask('alias/of-others');
  await expect(key).rejects.toThrow(/kms:DescribeKey is missing: .*asked again for \d+ s/);
  expect(waits).toEqual([]);
});

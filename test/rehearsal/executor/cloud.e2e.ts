import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CodeBuildClient, CreateProjectCommand } from '@aws-sdk/client-codebuild';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { callJson } from '../../../lib/aws/json-call';
import type { JsonObject } from '../../../lib/ground/json';
import { type Emulator, startEmulator } from '../../../lib/rehearsal/emulator/start-emulator';
import { poll } from '../../../lib/rehearsal/executor/actions/cloudformation/settle';
import { awsCloud } from '../../../lib/rehearsal/executor/cloud/aws-cloud';
import type { Access, ExecutorCloud } from '../../../lib/rehearsal/executor/cloud/cloud';

let directory = '';
let emulator: Emulator;
let cloud: ExecutorCloud;
let access: Access;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cloud-'));
  emulator = await startEmulator({
    emulatorDirectory: resolve('emulator'),
    nodeModules: resolve('node_modules'),
    stateDir: directory,
    env: process.env,
    log: () => {},
  });
  access = { region: 'us-east-1', credentials: { accessKeyId: '111111111111', secretAccessKey: emulator.secret } };
  cloud = awsCloud(emulator.endpoint, new AbortController().signal);
});

afterAll(async () => {
  await emulator?.stop();
  await rm(directory, { recursive: true, force: true });
});

describe('the cloud behind an endpoint', () => {
  test('stores objects with the encryption asked for, and lists them newest first', async () => {
    const s3 = new S3Client({ ...access, endpoint: emulator.endpoint, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: 'some-bucket' }));
    const kms = new KMSClient({ ...access, endpoint: emulator.endpoint });
    const { KeyMetadata: metadata } = await kms.send(new CreateKeyCommand({}));
    const key = metadata?.Arn ?? '';
    await cloud.putObject(access, { bucket: 'some-bucket', key: 'a/1' }, Buffer.from('one'), { kmsKeyId: key });
    await cloud.putObject(access, { bucket: 'some-bucket', key: 'a/2' }, Buffer.from('two'));
    expect((await cloud.getObject(access, { bucket: 'some-bucket', key: 'a/1' })).toString()).toBe('one');
    expect([...(await cloud.listKeys(access, 'some-bucket', 'a/'))].sort()).toEqual(['a/1', 'a/2']);
    expect(await s3.send(new HeadObjectCommand({ Bucket: 'some-bucket', Key: 'a/1' }))).toMatchObject({
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: key,
    });
  });

  test('deploys a file with its list and what caches are told', async () => {
    const s3 = new S3Client({ ...access, endpoint: emulator.endpoint, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: 'a-site' }));
    const settings = { acl: 'bucket-owner-full-control', cacheControl: 'max-age=1' };
    await cloud.putFile(access, { bucket: 'a-site', key: 'index.html' }, Buffer.from('hello'), settings);
    const head = await s3.send(new HeadObjectCommand({ Bucket: 'a-site', Key: 'index.html' }));
    expect(head.CacheControl).toBe('max-age=1');
  });

  test('describes an image by its tag, and knows none where there is none', async () => {
    const ecr = (operation: string, input: JsonObject) =>
      callJson({ name: 'ecr', target: 'AmazonEC2ContainerRegistry_V20150921', version: '1.1' }, operation, input, {
        region: access.region,
        credentials: async () => access.credentials,
        endpoint: emulator.endpoint,
        signal: new AbortController().signal,
      });
    await ecr('CreateRepository', { repositoryName: 'shop' });
    const layer = { size: 3, digest: `sha256:${'0'.repeat(64)}` };
    const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
    const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType, config: layer, layers: [layer] });
    await ecr('PutImage', { repositoryName: 'shop', imageManifest, imageTag: 'v1' });
    expect(await cloud.describeImage(access, 'shop', 'v1')).toMatchObject({
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      registryId: '111111111111',
      tags: ['v1'],
    });
    expect(await cloud.describeImage(access, 'shop', 'v2')).toBeUndefined();
    await expect(cloud.describeImage(access, 'nobody', 'v1')).rejects.toThrow('nobody');
  });

  test('numbers the builds of a project', async () => {
    const client = { ...access, endpoint: emulator.endpoint };
    const trust = { Effect: 'Allow', Principal: { Service: 'codebuild.amazonaws.com' }, Action: 'sts:AssumeRole' };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
    const { Role: role } = await new IAMClient(client).send(
      new CreateRoleCommand({ RoleName: 'builder', AssumeRolePolicyDocument }),
    );
    await new CodeBuildClient(client).send(
      new CreateProjectCommand({
        name: 'counted',
        serviceRole: role?.Arn,
        source: { type: 'CODEPIPELINE' },
        artifacts: { type: 'CODEPIPELINE' },
        environment: {
          type: 'LINUX_CONTAINER',
          image: 'aws/codebuild/standard:7.0',
          computeType: 'BUILD_GENERAL1_SMALL',
        },
      }),
    );
    expect([await cloud.countBuild(access, 'counted'), await cloud.countBuild(access, 'counted')]).toEqual([1, 2]);
  });

  test('reads parameters and secrets', async () => {
    const client = { ...access, endpoint: emulator.endpoint };
    await new SSMClient(client).send(new PutParameterCommand({ Name: '/p', Value: 'v', Type: 'SecureString' }));
    await new SecretsManagerClient(client).send(new CreateSecretCommand({ Name: 's', SecretString: '{"k":"v"}' }));
    expect(await cloud.getParameter(access, '/p')).toBe('v');
    await expect(cloud.getParameter(access, '/q')).rejects.toThrow('there is no parameter /q');
    expect(await cloud.getSecret(access, { secretId: 's' })).toBe('{"k":"v"}');
  });

  test('reads what is wrong with a change set', async () => {
    const group = { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 2 } };
    const template = { body: JSON.stringify({ Resources: { Group: group } }) };
    await cloud.createChangeSet(access, 'c', 'CREATE', {
      stackName: 's',
      template,
      parameters: {},
      tags: {},
      capabilities: [],
    });
    expect(await cloud.changeSetProblems(access, 's', 'c')).toEqual([
      '/Resources/Group/Properties/RetentionInDays: #/RetentionInDays: failed validation constraint for keyword [enum]',
    ]);
  });

  test('has nothing where there is nothing', async () => {
    expect(await cloud.findStack(access, 'none')).toBeUndefined();
    expect(await cloud.findChangeSet(access, 'none', 'none')).toBeUndefined();
    expect(await cloud.getProject(access, 'none')).toBeUndefined();
    expect(await cloud.pipelineProperties(access, 'none')).toBeUndefined();
  });

  test('fails for a pipeline, a role and an object that do not exist', async () => {
    await expect(cloud.getPipeline(access, 'none')).rejects.toThrow('none');
    await expect(cloud.getObject(access, { bucket: 'some-bucket', key: 'none' })).rejects.toThrow();
    const roleArn = 'arn:aws:iam::111111111111:role/none';
    await expect(cloud.assumeRole(access, { roleArn, sessionName: 's' })).rejects.toThrow(
      `role ${roleArn} cannot be assumed: `,
    );
  });

  test('creates, updates and deletes a stack', async () => {
    const input = {
      stackName: 'small',
      parameters: { V: '1' },
      tags: { T: 't' },
      capabilities: [],
      template: {
        body: JSON.stringify({
          Parameters: { V: { Type: 'String' } },
          Resources: { P: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: { Ref: 'V' } } } },
        }),
      },
    };
    const settled = () =>
      poll(new AbortController().signal, async () => {
        const status = (await cloud.findStack(access, 'small'))?.StackStatus ?? 'gone';
        return status.endsWith('_IN_PROGRESS') ? undefined : status;
      });
    await cloud.createStack(access, input);
    expect(await settled()).toBe('CREATE_COMPLETE');
    await expect(cloud.updateStack(access, input)).rejects.toThrow('No updates are to be performed');
    await cloud.updateStack(access, { ...input, parameters: { V: '2' } });
    expect(await settled()).toBe('UPDATE_COMPLETE');
    expect((await cloud.stackEvents(access, 'small')).events[0]?.ResourceStatus).toBe('UPDATE_COMPLETE');
    await cloud.deleteStack(access, 'small', undefined);
    expect(await settled()).toBe('gone');
  });
});

import { Readable } from 'node:stream';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from '@jest/globals';
import { secretsManagerStore } from '../../../functions/rotate-key-ring/secrets-manager-store';

/** A real client that is answered with one document; `sent` is what it asked. */
const answering = (status: number, document: unknown) => {
  const sent: { readonly operation: string; readonly input: unknown }[] = [];
  const handle = async (request: { readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array }) => {
    const operation = request.headers['x-amz-target']?.split('.')[1] ?? '';
    sent.push({ operation, input: JSON.parse(new TextDecoder().decode(request.body)) });
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'R1' };
    return { response: { statusCode: status, headers, body: Readable.from([JSON.stringify(document)]) } };
  };
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new SecretsManagerClient({
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
    requestHandler: { handle } as never,
  });
  return { store: secretsManagerStore(client), sent };
};

describe('the secret store in Secrets Manager', () => {
  test('describes a secret', async () => {
    const { store } = answering(200, { RotationEnabled: true, VersionIdsToStages: { v0: ['AWSCURRENT'] } });
    expect(await store.describe('ring')).toEqual({ rotationEnabled: true, versions: { v0: ['AWSCURRENT'] } });
  });

  test('takes a secret of which rotation is not said for one without', async () => {
    expect(await answering(200, {}).store.describe('ring')).toEqual({ rotationEnabled: false, versions: {} });
  });

  test('reads the version of a label, and of an id', async () => {
    const { store, sent } = answering(200, { SecretString: 'value' });
    expect(await store.read('ring', 'AWSPENDING', 'v1')).toBe('value');
    await store.read('ring', 'AWSCURRENT');
    expect(sent.map(({ input }) => input)).toEqual([
      { SecretId: 'ring', VersionStage: 'AWSPENDING', VersionId: 'v1' },
      { SecretId: 'ring', VersionStage: 'AWSCURRENT' },
    ]);
  });

  test('reads nothing where there is no such version or it has no value yet', async () => {
    const { store } = answering(400, {
      __type: 'ResourceNotFoundException',
      message: 'no value for staging label AWSPENDING',
    });
    expect(await store.read('ring', 'AWSPENDING', 'v1')).toBeUndefined();
  });

  test('gives a version its value and the pending label', async () => {
    const { store, sent } = answering(200, {});
    await store.putPending('ring', 'v1', 'value');
    expect(sent).toEqual([
      {
        operation: 'PutSecretValue',
        input: { SecretId: 'ring', ClientRequestToken: 'v1', SecretString: 'value', VersionStages: ['AWSPENDING'] },
      },
    ]);
  });

  test('moves the current label from the version that has it, and takes the pending label off', async () => {
    const { store, sent } = answering(200, {});
    await store.moveCurrent('ring', 'v0', 'v1');
    await store.clearPending('ring', 'v1');
    expect(sent.map(({ input }) => input)).toEqual([
      { SecretId: 'ring', VersionStage: 'AWSCURRENT', MoveToVersionId: 'v1', RemoveFromVersionId: 'v0' },
      { SecretId: 'ring', VersionStage: 'AWSPENDING', RemoveFromVersionId: 'v1' },
    ]);
  });

  test('fails to read a binary secret', async () => {
    await expect(answering(200, { SecretBinary: 'AAAA' }).store.read('ring', 'AWSCURRENT')).rejects.toThrow(
      'is binary',
    );
  });

  test('fails with the operation and the words of AWS', async () => {
    const { store } = answering(400, { __type: 'AccessDeniedException', message: 'not authorized' });
    const calls = {
      DescribeSecret: () => store.describe('ring'),
      GetSecretValue: () => store.read('ring', 'AWSCURRENT'),
      PutSecretValue: () => store.putPending('ring', 'v1', 'value'),
      UpdateSecretVersionStage: () => store.moveCurrent('ring', 'v0', 'v1'),
    };
    for (const [operation, call] of Object.entries(calls)) {
      await expect(call()).rejects.toThrow(
        `secretsmanager:${operation} failed: AccessDeniedException: not authorized (HTTP status 400`,
      );
    }
    await expect(store.clearPending('ring', 'v1')).rejects.toThrow('secretsmanager:UpdateSecretVersionStage failed');
  });
});

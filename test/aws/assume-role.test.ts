import type { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from '@jest/globals';
import { assumeRole } from '../../lib/aws/assume-role';
import { CallRefused } from '../../lib/aws/call-refused';

const SESSION = { roleArn: 'arn:aws:iam::222222222222:role/reader', sessionName: 'delivery-validation' };
const GIVEN = { AccessKeyId: 'ASIA1', SecretAccessKey: 'secret', SessionToken: 'token' };

/** A client that answers so, and what it was asked. */
const answering = (answer: () => Promise<object>) => {
  const asked: unknown[] = [];
  const send = (command: AssumeRoleCommand) => {
    asked.push(command.input);
    return answer();
  };
  return { asked, clientOf: () => ({ send }) as unknown as Pick<STSClient, 'send'> };
};

test('asks for the session by its name and answers its credentials', async () => {
  const expiration = new Date('2026-01-01T00:00:00Z');
  const { asked, clientOf } = answering(async () => ({ Credentials: { ...GIVEN, Expiration: expiration } }));
  expect(await assumeRole(SESSION, clientOf)).toEqual({
    accessKeyId: 'ASIA1',
    secretAccessKey: 'secret',
    sessionToken: 'token',
    expiration,
  });
  expect(asked).toEqual([{ RoleArn: SESSION.roleArn, RoleSessionName: 'delivery-validation' }]);
});

test.each(['AccessKeyId', 'SecretAccessKey', 'SessionToken'])(
  'takes nothing for credentials without %s',
  async (field) => {
    const { clientOf } = answering(async () => ({ Credentials: { ...GIVEN, [field]: undefined } }));
    await expect(assumeRole(SESSION, clientOf)).rejects.toThrow(`AWS gave no credentials for ${SESSION.roleArn}`);
  },
);

test('names the permission that is missing, and keeps every other failure', async () => {
  const denied = Object.assign(new Error('not authorized'), { name: 'AccessDenied' });
  const refused = await assumeRole(SESSION, answering(() => Promise.reject(denied)).clientOf).catch((error) => error);
  expect(refused).toBeInstanceOf(CallRefused);
  expect(refused).toMatchObject({ permission: 'sts:AssumeRole', said: 'not authorized' });
  const gone = new Error('socket hang up');
  await expect(assumeRole(SESSION, answering(() => Promise.reject(gone)).clientOf)).rejects.toBe(gone);
});

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CallRefused } from '../../lib/aws/call-refused';
import { sdkCloud } from '../../lib/validation/cloud';

/** What the stub answers: one entry per call, the last for all that follow. It says what the emulator never would. */
type Answer = { readonly status: number; readonly body: object };

const error = (status: number, type: string): Answer => ({
  status,
  body: { __type: type, message: `${type}, it says` },
});

let server: Server;
let answers: Answer[] = [];
let asked: string[] = [];
const before = { ...process.env };

const targetOf = ({ headers, url }: IncomingMessage): string => String(headers['x-amz-target'] ?? url);

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(targetOf(request));
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    request.resume().on('end', () => {
      response.writeHead(answer?.status ?? 500, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(answer?.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env['AWS_ENDPOINT_URL'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env['AWS_ACCESS_KEY_ID'] = '222222222222';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
});
beforeEach(() => {
  asked = [];
});
afterAll(async () => {
  process.env = before;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const cloud = () => sdkCloud({ region: 'us-east-1', minute: 0 });

describe('the port to AWS', () => {
  const denied = error(400, 'AccessDeniedException');

  test('waits for a key whose alias does not count yet, and says so', async () => {
    answers = [denied, denied, { status: 200, body: { Policy: '{}' } }];
    const waited: string[] = [];
    const listener = { waited: ({ permission }: { readonly permission: string }) => waited.push(permission) };
    const late = sdkCloud({ region: 'us-east-1', minute: 600, listener });
    expect(await late.keyPolicy('a-key')).toBe('{}');
    expect([asked.length, waited]).toEqual([3, ['kms:GetKeyPolicy']]);
  });

  test('fails when a key is still refused at the end of the wait', async () => {
    answers = [denied];
    const late = sdkCloud({ region: 'us-east-1', minute: 100 });
    await expect(late.keyPolicy('a-key')).rejects.toThrow(/kms:GetKeyPolicy is missing: .*asked again for \d+ s/);
    expect(asked.length).toBeGreaterThan(3);
  });

  test('outlasts throttling', async () => {
    answers = [
      error(400, 'ThrottlingException'),
      error(400, 'ThrottlingException'),
      { status: 200, body: { logGroups: [{ logGroupName: '/data/dev/x' }], nextToken: 'more' } },
    ];
    const page = await cloud().logGroups('/data/dev/', undefined);
    expect(page).toEqual({ items: [{ name: '/data/dev/x' }], nextToken: 'more' });
    expect(asked).toHaveLength(3);
  });

  test('outlasts a server that fails for a moment', async () => {
    answers = [error(503, 'ServiceUnavailable'), { status: 200, body: { Policy: '{}' } }];
    expect(await cloud().keyPolicy('key')).toBe('{}');
  });

  test.each([
    ['kms:DescribeKey', () => cloud().key('alias/x')],
    ['kms:GetKeyPolicy', () => cloud().keyPolicy('key')],
    ['kms:GetKeyRotationStatus', () => cloud().keyRotation('key')],
    ['logs:DescribeLogGroups', () => cloud().logGroups('/', undefined)],
    ['logs:FilterLogEvents', () => cloud().logEvents('/', 'x', 0, undefined)],
    ['lambda:InvokeFunction', () => cloud().invoke('f', '{}')],
  ])('fails naming the permission %s when AWS refuses', async (permission, call) => {
    answers = [error(400, 'AccessDeniedException')];
    const refused = await call().catch((caught: unknown) => caught);
    expect(refused).toBeInstanceOf(CallRefused);
    expect(refused).toMatchObject({ permission, message: expect.stringContaining('it says') });
    expect(asked).toHaveLength(1);
  });

  test('answers undefined for what does not exist', async () => {
    answers = [error(400, 'NotFoundException')];
    expect(await cloud().key('alias/x')).toBeUndefined();
    answers = [error(404, 'ResourceNotFoundException')];
    expect(await cloud().invoke('f', '{}')).toBeUndefined();
    expect(await cloud().logEvents('/', 'x', 0, undefined)).toBeUndefined();
  });

  test('fails when the rest of a key does not exist', async () => {
    answers = [error(400, 'NotFoundException')];
    await expect(cloud().keyPolicy('key')).rejects.toThrow('NotFoundException, it says');
  });

  test('fails when AWS leaves out what must be there', async () => {
    answers = [{ status: 200, body: {} }];
    await expect(cloud().keyRotation('key')).rejects.toThrow('AWS answered without the rotation of key');
    await expect(cloud().key('alias/x')).rejects.toThrow('AWS answered without metadata of key alias/x');
  });
});

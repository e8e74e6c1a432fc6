import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { callJson, type JsonCaller } from '../../lib/aws/json-call';

let server: Server;
let answer = { status: 200, body: '{}' };
let asked: { headers: Readonly<Record<string, unknown>>; body: string } | undefined;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      asked = { headers: request.headers, body };
      response.writeHead(answer.status).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const SERVICE = { name: 'servicequotas', target: 'ServiceQuotasV20190624', version: '1.1' } as const;

const call = () => {
  const caller: JsonCaller = {
    region: 'eu-west-1',
    credentials: async () => ({ accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' }),
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    signal: new AbortController().signal,
  };
  return callJson(SERVICE, 'GetServiceQuota', { ServiceCode: 'vpc' }, caller);
};

describe('a call of a service without a package', () => {
  test('is signed for its service and region, and answered by an object', async () => {
    answer = { status: 200, body: '{"Quota":{"Value":5}}' };
    expect(await call()).toEqual({ Quota: { Value: 5 } });
    expect(asked?.body).toBe('{"ServiceCode":"vpc"}');
    expect(asked?.headers).toMatchObject({
      'x-amz-target': 'ServiceQuotasV20190624.GetServiceQuota',
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-security-token': 'token',
    });
    expect(asked?.headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-west-1\/servicequotas\/aws4_request/,
    );
  });

  test("fails by AWS's name of the error", async () => {
    answer = { status: 400, body: '{"__type":"com.amazonaws#NoSuchResourceException","Message":"no such quota"}' };
    await expect(call()).rejects.toMatchObject({ name: 'NoSuchResourceException', message: 'no such quota' });
  });

  test('fails where something else answers', async () => {
    answer = { status: 502, body: '<html>' };
    await expect(call()).rejects.toThrow('GetServiceQuota was answered with HTTP 502 and no reason');
    answer = { status: 200, body: '<html>' };
    await expect(call()).rejects.toThrow('HTTP 200 and no reason');
  });
});

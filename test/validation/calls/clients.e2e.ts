import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { estateOf } from '../../../bench/aws-stub/estate';
import { type Stub, serveStub } from '../../../bench/aws-stub/serve';
import { type ApiCall, type ClientsOptions, PacedClients } from '../../../lib/validation/calls/clients';

const PLACE = { environment: 'dev', account: '222222222222', region: 'us-east-1' };
const UNPACED = () => ({ perSecond: 1_000_000, burst: 1_000_000 });
const before = { ...process.env };
const ends: (() => Promise<unknown>)[] = [];

beforeAll(() => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: PLACE.account, AWS_SECRET_ACCESS_KEY: 'x' });
});
afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
});
afterAll(() => {
  process.env = before;
});

const stubOf = async (groups: number): Promise<Stub> => {
  const stub = await serveStub(estateOf(PLACE, { groups, keys: 1, streams: 0 }), 1);
  ends.push(() => stub.end());
  process.env['AWS_ENDPOINT_URL'] = stub.endpoint;
  return stub;
};

const clientsOf = (options: Partial<ClientsOptions> = {}) =>
  new PacedClients({ region: PLACE.region, ...options }).of(CloudWatchLogsClient);

const allGroups = async (client: CloudWatchLogsClient): Promise<number> => {
  let count = 0;
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: '/data/', nextToken, limit: 50 }),
    );
    count += page.logGroups?.length ?? 0;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return count;
};

describe('calls to a service that allows what AWS allows', () => {
  test('are never too fast', async () => {
    const stub = await stubOf(1_001);
    expect(await allGroups(clientsOf())).toBe(1_000);
    expect(stub.asked()).toMatchObject({ throttled: 0, repeated: 0 });
    expect(Object.fromEntries(stub.asked().answered)).toEqual({ DescribeLogGroups: 20 });
  });

  test('are lost to nothing when they are too fast: throttled ones are tried again', async () => {
    const stub = await stubOf(1_001);
    const throttled: ApiCall[] = [];
    const client = clientsOf({ rate: UNPACED, listener: { throttled: (call) => throttled.push(call) } });
    const page = () => client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/data/' }));
    const pages = await Promise.all(Array.from({ length: 20 }, page));
    expect(pages.every(({ logGroups }) => logGroups?.length === 50)).toBe(true);
    expect(throttled[0]).toEqual({ service: 'CloudWatchLogs', operation: 'DescribeLogGroups' });
    expect(stub.asked().throttled).toBe(throttled.length);
  });

  test('end at once with the reason of whoever ends them, also those that wait for their turn', async () => {
    await stubOf(1);
    const stop = new AbortController();
    const client = clientsOf({ signal: stop.signal, rate: () => ({ perSecond: 0.000_01, burst: 1 }) });
    const ask = () => client.send(new DescribeLogStreamsCommand({ logGroupName: '/aws/lambda/data-processing-dev' }));
    expect((await ask()).logStreams).toEqual([]);
    const waiting = Promise.allSettled([ask(), ask()]);
    stop.abort(new Error('the deadline passed'));
    expect(await waiting).toEqual(
      Array(2).fill({ status: 'rejected', reason: expect.objectContaining({ message: 'the deadline passed' }) }),
    );
  });
});

describe('calls to a slow service', () => {
  const WAITING = 10;

  /** Answers only where ten wait, some time after the tenth has come, and counts how many have waited. */
  const slowServer = async (): Promise<{ readonly server: Server; most(): number }> => {
    const waiting: ServerResponse[] = [];
    let most = 0;
    const answer = () => {
      for (const response of waiting.splice(0)) {
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{"logGroups":[]}');
      }
    };
    const server = createServer((request, response) => {
      most = Math.max(most, waiting.push(response));
      if (waiting.length === WAITING) setTimeout(answer, 20);
      request.resume();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    process.env['AWS_ENDPOINT_URL'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    ends.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return { server, most: () => most };
  };

  test('are ten at the same time, never more', async () => {
    const { most } = await slowServer();
    const client = clientsOf({ rate: UNPACED });
    await Promise.all(Array.from({ length: 60 }, () => client.send(new DescribeLogGroupsCommand({}))));
    expect(most()).toBe(WAITING);
  });
});

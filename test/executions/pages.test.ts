import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { pipelineAt } from '../../lib/executions/pipeline';

const MINUTE = 60;
const NEWEST = Date.UTC(2026, 10, 28) / 1000;

/** A CodePipeline with an execution a minute, which answers a hundred at once; its pages are counted. */
const answering = async <T>(count: number, work: (endpoint: string, pages: () => number) => Promise<T>): Promise<T> => {
  let pages = 0;
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => {
      text += String(part);
    });
    request.on('end', () => {
      pages += 1;
      const from = Number(JSON.parse(text).nextToken ?? 0);
      const to = Math.min(from + 100, count);
      const summaries = Array.from({ length: to - from }, (_, index) => ({
        pipelineExecutionId: `${from + index}`,
        startTime: NEWEST - (from + index) * MINUTE,
      }));
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(
        JSON.stringify({ pipelineExecutionSummaries: summaries, ...(to < count && { nextToken: `${to}` }) }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, () => pages);
  } finally {
    server.closeAllConnections();
    server.close();
  }
};

test('executions are the newest hundred, or all since a time, on however many pages they stand', async () => {
  await answering(450, async (endpoint, pages) => {
    const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };
    const { executions } = await pipelineAt({ name: 'delivery', region: 'us-east-1', endpoint, credentials });
    expect(await executions()).toHaveLength(100);
    expect(pages()).toBe(1);
    expect(await executions(new Date((NEWEST - 249 * MINUTE) * 1000))).toHaveLength(250);
    expect(pages()).toBe(4);
    expect(await executions(new Date(0))).toHaveLength(450);
  });
});

import { expect, test } from '@jest/globals';
import type { ExecutorCloud } from '../../../lib/rehearsal/executor/cloud/cloud';
import { targetSummaries } from '../../../lib/rehearsal/release/deployed-pipeline';

const OUTPUTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  api: {
    Url: 'http://localhost:4001/prod/',
    Bare: 'http://localhost:4002',
    Docs: 'https://example.com/',
    Far: 'http://localhost.example/',
    Queue: 'http://localhost:4000/222222222222/inbox',
  },
  data: { Table: 'items' },
};

const cloud = {
  findStack: async (_: unknown, StackName: string) =>
    StackName in OUTPUTS
      ? {
          StackName,
          StackStatus: 'CREATE_COMPLETE',
          Outputs: Object.entries(OUTPUTS[StackName] ?? {}).map(([OutputKey, OutputValue]) => ({
            OutputKey,
            OutputValue,
          })),
        }
      : undefined,
} as unknown as ExecutorCloud;

test('what a target has says which outputs can be called on this machine', async () => {
  const access = { credentials: { accessKeyId: '222222222222', secretAccessKey: 's' }, region: 'us-east-1' };
  const target = {
    environment: 'dev',
    account: '222222222222',
    region: 'us-east-1',
    stackNames: ['api', 'data', 'gone'],
  };
  const [found] = await targetSummaries(cloud, () => access, [target], []);
  expect(found?.stacks).toEqual([
    {
      stackName: 'api',
      status: 'CREATE_COMPLETE',
      addresses: { Url: 'http://localhost:4001/prod/', Bare: 'http://localhost:4002' },
    },
    { stackName: 'data', status: 'CREATE_COMPLETE' },
  ]);
});

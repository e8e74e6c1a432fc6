import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from '@jest/globals';
import { SdkClients } from '../../../lib/rehearsal/executor/cloud/clients';
import { postNote } from '../../../lib/rehearsal/executor/cloud/post-note';
import { FakeCloud } from './_helpers/fake-cloud';
import { approvalAction, pipeline, stage } from './_helpers/pipelines';
import { cleanUp, privateDirectory, run } from './_helpers/run';

afterAll(cleanUp);

describe('what CodePipeline is told of an execution', () => {
  test('is every beginning and every end, in order, with the comment of whoever decided', async () => {
    const cloud = new FakeCloud(pipeline([stage('prod', approvalAction('Ask'))]));
    await run(cloud, await privateDirectory(), {
      approve: async () => ({ status: 'Rejected', summary: 'not on a Friday' }),
    });
    const told = cloud.notes.map(
      ({ status, stageName, action }) => `${action?.actionName ?? stageName ?? 'execution'} ${status}`,
    );
    expect(told).toEqual([
      ...['execution InProgress', 'Source InProgress', 'Push InProgress', 'Push Succeeded', 'Source Succeeded'],
      ...['prod InProgress', 'Ask InProgress', 'Ask Failed', 'prod Failed', 'execution Failed'],
    ]);
    expect(cloud.notes.at(-3)?.action).toMatchObject({
      stageName: 'prod',
      actionName: 'Ask',
      input: { actionTypeId: { category: 'Approval', provider: 'Manual' }, region: 'us-east-1' },
      output: { executionResult: { externalExecutionSummary: 'not on a Friday' } },
    });
    const ids = new Set(cloud.notes.flatMap(({ action }) => action?.actionExecutionId ?? []));
    expect(ids.size).toBe(2);
    expect(cloud.notes[0]).toMatchObject({
      artifactRevisions: [{ revisionId: '0123456789abcdef0123456789abcdef01234567' }],
      trigger: { triggerDetail: 'push to main' },
    });
  });

  test('is by which token an approval is answered, and nothing of it else', async () => {
    const cloud = new FakeCloud(pipeline([stage('prod', approvalAction('Ask'))]));
    const asked: string[] = [];
    await run(cloud, await privateDirectory(), {
      approve: async ({ token }) => {
        asked.push(token);
        return { status: 'Approved', summary: 'fine' };
      },
    });
    const tokens = cloud.notes.flatMap(({ action }) =>
      action?.token === undefined ? [] : [[action.actionName, action.token]],
    );
    expect(tokens).toEqual([['Ask', asked[0]]]);
  });

  test('is nothing more where nobody remembers executions', async () => {
    const cloud = new FakeCloud(pipeline([stage('prod', approvalAction('Ask'))]));
    cloud.remembers = false;
    const { status } = await run(cloud, await privateDirectory());
    expect([status, cloud.notes.length]).toEqual(['Succeeded', 1]);
  });

  test('changes nothing when it cannot be told, and the end says so', async () => {
    const cloud = new FakeCloud(pipeline([stage('prod', approvalAction('Ask'))]));
    cloud.note = async () => {
      throw new Error('no answer');
    };
    const { status, events } = await run(cloud, await privateDirectory());
    expect(status).toBe('Succeeded');
    expect(events.at(-1)).toMatchObject({ cause: 'CodePipeline there does not remember all of it: no answer' });
  });

  test.each([
    [200, '{}', true],
    [400, '{"__type":"UnknownOperationException"}', false],
    [501, 'not here', false],
    [500, 'broken', 'did not take the note of Succeeded: HTTP status 500, '],
  ])('an endpoint that answers %i', async (status, body, expected) => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.headers.authorization);
      response.writeHead(status).end(body);
    });
    await new Promise<void>((done) => {
      server.listen(0, '127.0.0.1', done);
    });
    const { port } = server.address() as AddressInfo;
    const access = { region: 'us-east-1', credentials: { accessKeyId: '111111111111', secretAccessKey: 'test' } };
    const note = { pipelineName: 'p', pipelineExecutionId: 'e', time: '2026-01-02T03:04:05.000Z', status: 'Succeeded' };
    const answer = await postNote(new SdkClients(`http://127.0.0.1:${port}`), access, note).catch(
      (error: Error) => error.message,
    );
    server.close();
    expect(typeof expected === 'string' ? String(answer).includes(expected) : answer).toBe(
      typeof expected === 'string' ? true : expected,
    );
    expect(asked[0]).toContain('Credential=111111111111/');
  });
});

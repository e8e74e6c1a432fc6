import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CodePipelineClient, CreatePipelineCommand } from '@aws-sdk/client-codepipeline';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addAnswers } from '../../../bin/commands/answer';
import { addExecutions } from '../../../bin/commands/executions';
import { addLogs } from '../../../bin/commands/logs';
import { addRetry } from '../../../bin/commands/retry';
import { addStatus } from '../../../bin/commands/status';
import { addStop } from '../../../bin/commands/stop';
import type { ExecutorEvent, Status } from '../../../lib/rehearsal/executor/event';
import { runPipeline } from '../../../lib/rehearsal/executor/execute';
import { commandLine } from '../../bin/_helpers/command-line';
import { command, type Running, runEmulator } from '../emulator/running-emulator';
import { approvalAction, pipeline, stage } from './_helpers/pipelines';

const [TOOLS, REGION] = ['111111111111', 'us-east-1'] as const;
const addAll: typeof addStatus = (...program) => {
  for (const add of [addStatus, addAnswers, addRetry, addStop, addExecutions, addLogs]) add(...program);
};
const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'codepipeline.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

describe('the verbs of CodePipeline, by the stock command lines', () => {
  let running: Running;

  /** Runs `aws codepipeline`; answers what it printed, and throws where it fails. */
  const aws = async (...args: readonly string[]): Promise<string> => {
    const { code, output } = await command(running, TOOLS, 'aws', 'codepipeline', ...args);
    if (code !== 0) throw new Error(output);
    return output;
  };
  /** The same by `bin/delivery`, which asks the pipeline by its name. */
  const ours = (...args: readonly string[]) => {
    const env = running.emulator.environment(TOOLS, REGION);
    // As the SDK finds them.
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) process.env[name] = env[name];
    // A project without a configuration: nobody is known there.
    return commandLine(addAll, running.directory, env)(...args, '--pipeline', 'delivery', '--region', REGION);
  };

  beforeAll(async () => {
    running = await runEmulator();
    const definition = pipeline([stage('dev', approvalAction('Approve')), stage('prod', approvalAction('Approve'))], {
      artifactStore: { type: 'S3', location: 'artifacts' },
    });
    const role = { RoleName: 'pipeline', AssumeRolePolicyDocument: JSON.stringify(TRUST) };
    const credentials = { accessKeyId: TOOLS, secretAccessKey: running.emulator.secret };
    const client = { endpoint: running.emulator.endpoint, region: REGION, credentials };
    await new IAMClient(client).send(new CreateRoleCommand(role));
    await new S3Client({ ...client, forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: 'artifacts' }));
    await new CodePipelineClient(client).send(new CreatePipelineCommand({ pipeline: definition }));
  });
  afterAll(() => running.end());

  /** A release that nobody is asked about here, and what happens in it. */
  const release = (pipelineExecutionId: string, retryMilliseconds = 0) => {
    const directory = join(running.directory, pipelineExecutionId);
    const events: ExecutorEvent[] = [];
    const status = runPipeline({
      endpoint: running.emulator.endpoint,
      credentials: running.emulator.environment(TOOLS, REGION),
      region: REGION,
      pipelineName: 'delivery',
      pipelineExecutionId,
      revision: {
        commitId: 'c0ffee',
        branch: 'main',
        message: 'Sell things',
        author: 'Ada',
        checkout: async (target) => writeFileSync(join(target, 'file'), 'text'),
      },
      workDirectory: join(directory, 'work'),
      logDirectory: join(directory, 'logs'),
      toolDirectories: [],
      npmCache: join(directory, 'npm'),
      runtimeCache: join(directory, 'runtimes'),
      approve: async () => undefined,
      retryMilliseconds,
      emit: (event) => events.push(event),
      signal: new AbortController().signal,
    });
    return { status, events, asks: (name: string, times = 1) => asked(events, name, status, times) };
  };

  /** Waits until a stage asks for its approval, for the first or a later time. */
  const asked = async (
    events: readonly ExecutorEvent[],
    name: string,
    status: Promise<Status>,
    times: number,
  ): Promise<void> => {
    let over: Status | undefined;
    status.then((end) => {
      over = end;
    });
    const isOf = (event: ExecutorEvent) => event.type === 'approval-requested' && event.approval.stageName === name;
    while (events.filter(isOf).length < times) {
      if (over !== undefined) throw new Error(`${over}: ${JSON.stringify(events.slice(-2))}`);
      await delay(20);
    }
  };

  const FIRST = '0f0e0d0c-0000-4000-8000-000000000001';
  const SECOND = '0f0e0d0c-0000-4000-8000-000000000002';
  const QUERY = ['--query', 'stageStates[1].actionStates[0].latestExecution.token', '--output', 'text'] as const;

  test('an approval is given with its token, once, another one rejected, of this execution alone, and retried', async () => {
    const { status, events, asks } = release(FIRST, 100_000);
    await asks('dev');
    const token = (await aws('get-pipeline-state', '--name', 'delivery', ...QUERY)).trim();
    const put = ['put-approval-result', '--pipeline-name', 'delivery', '--stage-name', 'dev', '--action-name'] as const;
    const answer = ['--result', 'status=Approved,summary=fine', '--token', token] as const;
    expect(await aws(...put, 'Approve', ...answer)).toContain('approvedAt');
    await asks('prod');
    await expect(aws(...put, 'Approve', ...answer)).rejects.toThrow('ApprovalAlreadyCompletedException');
    expect(await ours('approve', 'prod', '--execution', SECOND)).toMatchObject({
      exitCode: 1,
      stderr: `no approval of prod of execution ${SECOND} waits for an answer: what waits is prod of ${FIRST}`,
    });
    expect((await ours('status')).stdout).toContain(`bin/delivery approve prod --execution ${FIRST}`);
    expect(await ours('reject', 'prod', '--execution', FIRST, '--comment', 'not on a Friday')).toEqual({
      exitCode: 0,
      stdout: `Rejected: Approve of prod, execution ${FIRST}\n`,
      stderr: '',
    });
    while (!events.some(({ type }) => type === 'retry-awaited')) await delay(20);
    expect((await ours('retry')).stdout).toBe(`runs again: what failed of prod, execution ${FIRST}\n`);
    await asks('prod', 2);
    await ours('approve', 'prod');
    expect(await status).toBe('Succeeded');
    expect((await ours('logs', 'prod/Approve')).stderr).toContain('prod/Approve has no log');
    expect(events).toContainEqual(expect.objectContaining({ type: 'action-ended', summary: 'not on a Friday' }));
    expect(await ours('approve')).toMatchObject({ exitCode: 1, stderr: 'no approval waits for an answer' });
  });

  test('nobody is let into a stage whose transition is disabled; a stop ends what waits there', async () => {
    const transition = ['--pipeline-name', 'delivery', '--stage-name', 'prod', '--transition-type', 'Inbound'] as const;
    await aws('disable-stage-transition', ...transition, '--reason', 'freeze');
    const { status, asks } = release(SECOND);
    await asks('dev');
    expect((await ours('approve', '--json')).stdout).toContain(SECOND);
    const stages = JSON.parse((await ours('status', '--json')).stdout).stages;
    expect(stages[2].transition).toEqual({ enabled: false, disabledReason: 'freeze' });
    await aws('enable-stage-transition', ...transition);
    await asks('prod');
    expect((await ours('stop', '--abandon', '--reason', 'a fire')).stdout).toContain(`execution ${SECOND}`);
    expect(await status).toBe('Stopped');
    const lines = (await ours('executions')).stdout.trim().split('\n');
    expect(lines.map((line) => line.split(/ +/).slice(0, 2))).toEqual([
      [SECOND, 'Stopped'],
      [FIRST, 'Succeeded'],
    ]);
    const again = [
      'stop-pipeline-execution',
      '--pipeline-name',
      'delivery',
      '--pipeline-execution-id',
      SECOND,
    ] as const;
    await expect(aws(...again)).rejects.toThrow('PipelineExecutionNotStoppableException');
  });
});

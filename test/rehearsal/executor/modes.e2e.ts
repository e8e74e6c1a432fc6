import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CodePipelineClient, CreatePipelineCommand, type ExecutionMode } from '@aws-sdk/client-codepipeline';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addStart } from '../../../bin/commands/start';
import { accessTo } from '../../../lib/rehearsal/emulator/endpoint';
import { awsCloud } from '../../../lib/rehearsal/executor/cloud/aws-cloud';
import { runPipeline } from '../../../lib/rehearsal/executor/execute';
import { type RehearsedRelease, startedThere } from '../../../lib/rehearsal/release/release';
import { type Begun, Worker } from '../../../lib/rehearsal/worker';
import { commandLine } from '../../bin/_helpers/command-line';
import { command, type Running, runEmulator } from '../emulator/running-emulator';
import { approvalAction, pipeline, stage } from './_helpers/pipelines';

const [TOOLS, REGION] = ['111111111111', 'us-east-1'] as const;
const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'codepipeline.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

describe('three starts, one after the other', () => {
  let running: Running;
  const client = () => ({
    endpoint: running.emulator.endpoint,
    region: REGION,
    credentials: { accessKeyId: TOOLS, secretAccessKey: running.emulator.secret },
  });

  beforeAll(async () => {
    running = await runEmulator();
    await new IAMClient(client()).send(
      new CreateRoleCommand({ RoleName: 'pipeline', AssumeRolePolicyDocument: JSON.stringify(TRUST) }),
    );
    await new S3Client({ ...client(), forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: 'artifacts' }));
  });
  afterAll(() => running.end());

  const aws = async (...args: readonly string[]): Promise<string> => {
    const { code, output } = await command(running, TOOLS, 'aws', 'codepipeline', ...args);
    if (code !== 0) throw new Error(output);
    return output.trim();
  };

  /** Somebody who runs what is started of a pipeline. Its approvals wait for `approve`, in the order in which they ask. */
  const working = (pipelineName: string) => {
    const stop = new AbortController();
    const asked: { id: string; answer: () => void }[] = [];
    const begun: string[] = [];
    const access = accessTo(
      { url: running.emulator.endpoint, secret: running.emulator.secret },
      { account: TOOLS, region: REGION },
    );
    const cloud = awsCloud(running.emulator.endpoint, stop.signal);
    const run = async ({ revision, start }: Begun, emit: Parameters<typeof runPipeline>[0]['emit']) => {
      const pipelineExecutionId = start?.pipelineExecutionId ?? '';
      const directory = join(running.directory, pipelineExecutionId);
      const status = await runPipeline({
        endpoint: running.emulator.endpoint,
        credentials: running.emulator.environment(TOOLS, REGION),
        region: REGION,
        pipelineName,
        pipelineExecutionId,
        revision,
        ...(start && startedThere(start)),
        workDirectory: join(directory, 'work'),
        logDirectory: join(directory, 'logs'),
        toolDirectories: [],
        npmCache: join(directory, 'npm'),
        runtimeCache: join(directory, 'runtimes'),
        approve: () =>
          new Promise((answer) => {
            asked.push({ id: pipelineExecutionId, answer: () => answer({ status: 'Approved', summary: 'fine' }) });
          }),
        emit(event) {
          if (event.type === 'stage-ended' && event.stageName === 'Source') begun.push(pipelineExecutionId);
          emit(event);
        },
        signal: stop.signal,
      });
      return { summary: { status } } as RehearsedRelease;
    };
    const worker = new Worker({
      awaitStarts: (signal) => cloud.awaitStarts(access, { pipelineName, seconds: 20 }, signal),
      takeStart: ({ pipelineExecutionId }) => cloud.takeStart(access, pipelineName, pipelineExecutionId),
      revisionOf: async () => ({
        commitId: 'c0ffee',
        branch: 'main',
        message: 'Sell things',
        author: 'Ada',
        checkout: async (target) => writeFileSync(join(target, 'file'), 'text'),
      }),
      run,
      emit: () => undefined,
      signal: stop.signal,
    });
    worker.listen();
    const until = async (what: () => boolean): Promise<void> => {
      while (!what()) await delay(20);
    };
    /** Starts an execution by the stock command line, and waits until it stands in front of the approvals or asks for one. */
    const start = async (): Promise<string> => {
      const id = await aws(...['start-pipeline-execution', '--name', pipelineName], ...ID);
      await until(() => begun.includes(id));
      return id;
    };
    const end = async (): Promise<void> => {
      await worker.close();
      stop.abort();
    };
    const newest = (): Promise<string | undefined> => cloud.newestExecution(access, pipelineName);
    return { worker, asked, start, until, newest, end };
  };
  const ID = ['--query', 'pipelineExecutionId', '--output', 'text'] as const;

  const create = async (name: string, executionMode: ExecutionMode): Promise<void> => {
    const stages = [stage('prod', approvalAction('Approve'))];
    const definition = pipeline(stages, {
      name,
      executionMode,
      pipelineType: 'V2',
      artifactStore: { type: 'S3', location: 'artifacts' },
    });
    await new CodePipelineClient(client()).send(new CreatePipelineCommand({ pipeline: definition }));
  };

  const statuses = async (name: string): Promise<Record<string, string>> => {
    const query = ['--query', 'pipelineExecutionSummaries[].[pipelineExecutionId,status]', '--output', 'json'] as const;
    return Object.fromEntries(JSON.parse(await aws('list-pipeline-executions', '--pipeline-name', name, ...query)));
  };

  test('SUPERSEDED: the newest of those that wait goes on, the approval that is asked for stays', async () => {
    await create('newest', 'SUPERSEDED');
    const { asked, start, until, newest, end } = working('newest');
    const [one, two, three] = [await start(), await start(), await start()];
    while ((await statuses('newest'))[two] !== 'Superseded') await delay(50);
    expect(asked.map(({ id }) => id)).toEqual([one]);
    expect(await newest()).toBe(three);
    asked[0]?.answer();
    await until(() => asked.length === 2);
    asked[1]?.answer();
    await end();
    expect(await statuses('newest')).toEqual({ [one]: 'Succeeded', [two]: 'Superseded', [three]: 'Succeeded' });
  });

  test('QUEUED: one after the other, as they came', async () => {
    await create('queue', 'QUEUED');
    const { asked, start, until, end } = working('queue');
    const ids = [await start(), await start(), await start()];
    for (const [place, id] of ids.entries()) {
      await until(() => asked.length === place + 1);
      expect(asked.at(-1)?.id).toBe(id);
      asked[place]?.answer();
    }
    await end();
    expect(await statuses('queue')).toEqual(Object.fromEntries(ids.map((id) => [id, 'Succeeded'])));
  });

  test('PARALLEL: all at once', async () => {
    await create('beside', 'PARALLEL');
    const { asked, start, until, end } = working('beside');
    const ids = [await start(), await start(), await start()];
    await until(() => asked.length === 3);
    for (const { answer } of asked.toReversed()) answer();
    await end();
    expect(await statuses('beside')).toEqual(Object.fromEntries(ids.map((id) => [id, 'Succeeded'])));
  });

  test('a roll-back runs its stage alone, as an execution of its own, with what the other one had', async () => {
    await create('back', 'SUPERSEDED');
    const { asked, start, until, end } = working('back');
    const one = await start();
    await until(() => asked.length === 1);
    asked[0]?.answer();
    while ((await statuses('back'))[one] !== 'Succeeded') await delay(50);
    const names = ['--pipeline-name', 'back', '--stage-name', 'prod', '--target-pipeline-execution-id', one] as const;
    const back = await aws('rollback-stage', ...names, ...ID);
    await until(() => asked.length === 2);
    expect(asked[1]?.id).toBe(back);
    asked[1]?.answer();
    await end();
    const query = 'pipelineExecutionSummaries[0].[pipelineExecutionId,status,executionType,rollbackMetadata]';
    const newest = await aws(
      'list-pipeline-executions',
      '--pipeline-name',
      'back',
      '--query',
      query,
      '--output',
      'json',
    );
    const metadata = { rollbackTargetPipelineExecutionId: one };
    expect(JSON.parse(newest)).toEqual([back, 'Succeeded', 'ROLLBACK', metadata]);
    const actions = await aws(
      'list-action-executions',
      ...['--pipeline-name', 'back', '--filter'],
      `pipelineExecutionId=${back}`,
      ...['--query', 'actionExecutionDetails[].stageName', '--output', 'text'],
    );
    expect(actions).toBe('prod');
  });

  test('bin/delivery starts, and is refused where nobody runs it', async () => {
    await create('ours', 'SUPERSEDED');
    const env = running.emulator.environment(TOOLS, REGION);
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) process.env[name] = env[name];
    const ours = (...args: readonly string[]) =>
      commandLine(addStart, undefined, env)('start', ...args, '--pipeline', 'ours', '--region', REGION);
    expect(await ours()).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('rehearse with --wait') });
    const { asked, until, end } = working('ours');
    let first = await ours('--revision', 'c0ffee');
    while (first.stderr.includes('rehearse with --wait')) first = await ours('--revision', 'c0ffee');
    expect([first.exitCode, first.stdout]).toEqual([
      0,
      expect.stringMatching(/^starts: execution [0-9a-f-]{36} of ours\n$/),
    ]);
    expect(await ours('--variable', 'size')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('NAME=VALUE'),
    });
    expect(await ours('--variable', 'size=2')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('no variable size'),
    });
    await until(() => asked.length === 1);
    asked[0]?.answer();
    await end();
  });
});

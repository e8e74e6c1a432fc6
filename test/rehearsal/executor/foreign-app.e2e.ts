import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Emulator, startEmulator } from '../../../lib/rehearsal/emulator/start-emulator';
import { awsCloud } from '../../../lib/rehearsal/executor/cloud/aws-cloud';
import type { ApprovalDecision, ExecutorEvent, Status } from '../../../lib/rehearsal/executor/event';
import { runPipeline } from '../../../lib/rehearsal/executor/execute';
import { type CdkContext, cdkBootstrap, cdkDeploy, cdkSynth } from '../../../lib/rehearsal/toolchain/cdk';
import { thisMachine } from '../_helpers/this-machine';

const FIXTURE = resolve('test/rehearsal/_fixtures/foreign-app');
const NODE_MODULES = resolve('node_modules');
const TOOLS = { account: '111111111111', region: 'us-east-1' };
const TARGETS = [
  TOOLS,
  { account: '111111111111', region: 'eu-west-1' },
  { account: '222222222222', region: 'us-east-1' },
  { account: '222222222222', region: 'eu-west-1' },
  { account: '333333333333', region: 'eu-west-1' },
];
const MINUTES = 60_000;

let directory = '';
let emulator: Emulator;
let executions = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'foreign-app-'));
  const app = join(directory, 'app');
  await cp(FIXTURE, app, { recursive: true });
  emulator = await startEmulator({
    emulatorDirectory: resolve('emulator'),
    nodeModules: NODE_MODULES,
    stateDir: join(directory, 'emulator'),
    env: process.env,
    log: () => {},
  });
  const lines: string[] = [];
  const context: CdkContext = {
    cwd: app,
    nodeModules: [NODE_MODULES],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: directory,
      NODE_PATH: NODE_MODULES,
      CDK_VALIDATION: 'false',
      ...emulator.environment(TOOLS.account, TOOLS.region),
    },
    signal: new AbortController().signal,
    onLine: (line) => lines.push(line),
  };
  const succeed = async (step: Promise<{ readonly exitCode: number }>) => {
    if ((await step).exitCode !== 0) throw new Error(lines.join('\n'));
  };
  const assembly = join(directory, 'assembly');
  await Promise.all([
    succeed(cdkBootstrap({ ...context, cwd: directory }, emulator.secret, TOOLS, TARGETS)),
    succeed(cdkSynth(context, assembly)),
  ]);
  await succeed(cdkDeploy(context, assembly, 'ForeignPipeline'));
}, 3 * MINUTES);

afterAll(async () => {
  await emulator?.stop();
  await rm(directory, { recursive: true, force: true });
});

interface Release {
  readonly status: Status;
  readonly events: readonly ExecutorEvent[];
}

/** Pushes the fixture with other settings and runs the deployed pipeline on it. */
const release = async (settings: object | undefined, decision: ApprovalDecision): Promise<Release> => {
  const work = join(directory, `execution-${++executions}`);
  await mkdir(work);
  const events: ExecutorEvent[] = [];
  const status = await runPipeline({
    endpoint: emulator.endpoint,
    credentials: emulator.environment(TOOLS.account, TOOLS.region),
    region: TOOLS.region,
    pipelineName: 'foreign',
    pipelineExecutionId: `00000000-0000-4000-8000-00000000000${executions}`,
    revision: {
      commitId: `${executions}`.repeat(40),
      branch: 'main',
      message: `Release ${executions}`,
      author: 'Somebody',
      async checkout(target) {
        await cp(FIXTURE, target, { recursive: true });
        if (settings !== undefined) await writeFile(join(target, 'settings.json'), JSON.stringify(settings));
      },
    },
    workDirectory: join(work, 'work'),
    logDirectory: join(work, 'logs'),
    toolDirectories: [NODE_MODULES],
    ...(await thisMachine(work)),
    approve: async () => decision,
    emit: (event) => events.push(event),
    signal: new AbortController().signal,
  });
  return { status, events };
};

/** Everything that actions said, for a failing test to show. */
const story = ({ events }: Release): string =>
  events
    .flatMap((event) => {
      if (event.type === 'action-output') return [`${event.action.actionName} | ${event.line}`];
      if (event.type === 'action-ended') return [`${event.action.actionName} ${event.status}: ${event.summary}`];
      return event.type === 'execution-ended' ? [`end ${event.status} ${event.cause ?? ''}`] : [];
    })
    .join('\n');

const stages = ({ events }: Release): readonly string[] =>
  events.flatMap((event) => (event.type === 'stage-ended' ? [`${event.stageName} ${event.status}`] : []));

const APPROVED: ApprovalDecision = { status: 'Approved', summary: 'looks fine' };

describe("somebody else's CDK Pipelines app", () => {
  test(
    'goes through all stages of its deployed pipeline, without a restart',
    async () => {
      const done = await release(undefined, APPROVED);
      if (done.status !== 'Succeeded') throw new Error(story(done));
      expect(stages(done)).toEqual(
        ['Source', 'Build', 'UpdatePipeline', 'Assets', 'dev', 'prod'].map((name) => `${name} Succeeded`),
      );
      expect(done.events.at(-1)).toMatchObject({ type: 'execution-ended', restarts: 0 });
      const output = done.events.flatMap((event) => (event.type === 'action-output' ? [event.line] : []));
      expect(output).toEqual(expect.arrayContaining(['deployed /shop/dev', 'deployed /shop/prod']));
      expect(output).toContain('by node v18.20.8, npm 10.8.2');
      const asked = done.events.find((event) => event.type === 'approval-requested');
      expect(asked).toMatchObject({ approval: { stageName: 'prod', message: `Deploy ${'1'.repeat(40)}?` } });
      const cloud = awsCloud(emulator.endpoint, new AbortController().signal);
      const stack = await cloud.findStack(
        { credentials: { accessKeyId: '333333333333', secretAccessKey: emulator.secret }, region: 'eu-west-1' },
        'shop-prod',
      );
      expect(stack?.StackStatus).toBe('CREATE_COMPLETE');
      const log = join(directory, 'execution-1', 'logs', 'UpdatePipeline.SelfMutate.log');
      expect(readFileSync(log, 'utf8')).toContain('npm: aws-cdk@2.1148.1 is served from');
    },
    3 * MINUTES,
  );

  test(
    'starts again when the push changes the pipeline, and stops at a rejected approval',
    async () => {
      const { environments } = JSON.parse(readFileSync(join(FIXTURE, 'settings.json'), 'utf8'));
      const added = { name: 'test', account: '222222222222', region: 'eu-west-1' };
      const done = await release(
        { environments: [environments[0], added, environments[1]] },
        { status: 'Rejected', summary: 'not today' },
      );
      const tail = ['Source', 'Build', 'UpdatePipeline', 'Assets', 'dev', 'test'].map((name) => `${name} Succeeded`);
      expect({ stages: stages(done), story: story(done) }).toMatchObject({
        stages: ['Source Succeeded', 'Build Succeeded', 'UpdatePipeline Succeeded', ...tail, 'prod Failed'],
      });
      expect(done.status).toBe('Failed');
      expect(done.events.at(-1)).toMatchObject({ restarts: 1 });
    },
    3 * MINUTES,
  );

  test(
    'fails with the resource that CloudFormation refuses, its type and the reason',
    async () => {
      const { environments } = JSON.parse(readFileSync(join(FIXTURE, 'settings.json'), 'utf8'));
      const done = await release({ environments, failing: 'dev' }, APPROVED);
      const failed = done.events.findLast((event) => event.type === 'action-ended' && event.status === 'Failed');
      expect(failed).toMatchObject({
        action: { stageName: 'dev' },
        summary: expect.stringMatching(
          /^stack shop-dev UPDATE_ROLLBACK_COMPLETE: Refused AWS::Logs::LogGroup CREATE_FAILED: .*KMS key/,
        ),
      });
      expect(stages(done).at(-1)).toBe('dev Failed');
    },
    3 * MINUTES,
  );
});

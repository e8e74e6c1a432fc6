import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { addExecutions } from '../../bin/commands/executions';
import { addLogs } from '../../bin/commands/logs';
import { addRetry } from '../../bin/commands/retry';
import { addStatus } from '../../bin/commands/status';
import { OWNER, thisProcess } from '../../lib/rehearsal/process/identity';
import { RECORDS } from '../../lib/rehearsal/record/records';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';
import { commandLine } from './_helpers/command-line';

const OLDER = '00000000-0000-4000-8000-000000000001';
const NEWER = '00000000-0000-4000-8000-000000000002';

/** An app with two records; `change` is in the newer one's summary. */
const rehearsed = (change: object = {}): string => {
  const app = temporaryDirectory();
  for (const [id, time] of [
    [OLDER, '2026-11-27T10:00:00.000Z'],
    [NEWER, '2026-11-28T10:00:00.000Z'],
  ] as const) {
    const logs = join(app, RECORDS, id, 'logs');
    mkdirSync(logs, { recursive: true });
    writeFileSync(join(logs, 'Build.Synth.log'), `synth of ${id}\nended\n`);
    const summary = { ...summaryOf(id, time), ...(id === NEWER && change) };
    writeFileSync(join(app, RECORDS, id, 'summary.json'), JSON.stringify(summary));
  }
  return app;
};

const summaryOf = (pipelineExecutionId: string, startTime: string) => ({
  schema: 1,
  pipelineName: 'shop',
  pipelineExecutionId,
  status: 'Failed',
  commitId: '8c379b5665eec86fb5f9d0218e2a7156e8af4c63',
  startTime,
  endTime: startTime,
  restarts: 0,
  stages: [
    { stageName: 'Source', status: 'Succeeded', actions: [actionOf('Git', '8c379b56 Sell things', startTime)] },
    { stageName: 'Build', status: 'Failed', actions: [actionOf('Synth', 'exit code 1', startTime)] },
    { stageName: 'dev', status: null, actions: [] },
  ],
  targets: [],
});

const actionOf = (actionName: string, summary: string, time: string) => ({
  actionName,
  category: 'Build',
  provider: 'CodeBuild',
  runOrder: 1,
  status: 'Failed',
  roleArn: 'arn:aws:iam::111111111111:role/Build',
  startTime: time,
  endTime: time,
  summary,
  log: `logs/${actionName}.log`,
});

describe('after a rehearsal has ended, its records answer', () => {
  test('executions: newest first, with commit and subject', async () => {
    const { exitCode, stdout } = await commandLine(addExecutions)('executions', '--app', rehearsed());
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual([
      `${NEWER}  Failed  2026-11-28T10:00:00.000Z  8c379b5  Sell things`,
      `${OLDER}  Failed  2026-11-27T10:00:00.000Z  8c379b5  Sell things`,
      '',
    ]);
  });

  test('executions: of the pipeline that ran last alone', async () => {
    const { stdout } = await commandLine(addExecutions)('executions', '--app', rehearsed({ pipelineName: 'other' }));
    expect([stdout.includes(NEWER), stdout.includes(OLDER)]).toEqual([true, false]);
  });

  test('status: how far the newest came', async () => {
    const { stdout } = await commandLine(addStatus)('status', '--app', rehearsed());
    expect(stdout).toMatch(/^shop\n {2}Source +Succeeded +\S+2\n {2}Build +Failed +\S+2\n {2}dev +not reached\n$/);
  });

  test('logs: of the newest execution, or of the one that is named', async () => {
    const app = rehearsed();
    const newest = await commandLine(addLogs)('logs', 'Synth', '--app', app);
    expect(newest.stdout).toBe(`synth of ${NEWER}\nended\n`);
    const older = await commandLine(addLogs)('logs', 'Build/Synth', '--app', app, '--execution', OLDER);
    expect(older.stdout).toBe(`synth of ${OLDER}\nended\n`);
  });

  test('status: what a killed rehearsal has left running was abandoned', async () => {
    const running = summaryOf(NEWER, '2026-11-28T10:00:00.000Z');
    const [source, build] = running.stages;
    const actions = build?.actions.map((action) => ({ ...action, status: 'InProgress', endTime: null }));
    const stages = [source, { ...build, status: 'InProgress', actions }];
    const app = rehearsed({ status: 'InProgress', endTime: null, stages });
    const gone = { ...thisProcess(), started: 'long ago' };
    writeFileSync(join(app, RECORDS, NEWER, OWNER), JSON.stringify(gone));
    const { stdout } = await commandLine(addStatus)('status', '--json', '--app', app);
    const { stages: shown, approvals } = JSON.parse(stdout) as { stages: unknown[]; approvals: unknown[] };
    expect(shown[1]).toMatchObject({ status: 'Stopped', actions: [{ status: 'Abandoned' }] });
    expect(approvals).toEqual([]);
  });
});

describe('records do not answer', () => {
  test('a verb: nobody carries it out', async () => {
    const ended = await commandLine(addRetry)('retry', '--app', rehearsed());
    expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining('no rehearsal of')]);
  });

  test('where one is damaged: it is named', async () => {
    const ended = await commandLine(addExecutions)('executions', '--app', rehearsed({ status: 'Fine' }));
    expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining(`${NEWER}/summary.json is no summary`)]);
  });

  test('of an app that is not there', async () => {
    const ended = await commandLine(addExecutions)('executions', '--app', join(temporaryDirectory(), 'nowhere'));
    expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining('is not there')]);
  });
});

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isAlive } from '../../lib/rehearsal/process/end-group';
import type { Summary } from '../../lib/rehearsal/record/summary';
import { readSession } from '../../lib/rehearsal/session/session';
import { type App, type Ended, foreignApp } from './_helpers/app';
import { statuses, story } from './_helpers/this-repository';

const DEV = { name: 'dev', account: '222222222222', region: 'us-east-1' };
const PROD = { name: 'prod', account: '333333333333', region: 'eu-west-1', approve: true };
// Beside dev, by a bootstrap of its own.
const QA = { ...DEV, name: 'qa', qualifier: 'shop', approve: true };

const stacks = ({ targets }: Summary): readonly string[] =>
  targets.flatMap((target) => target.stacks.map(({ stackName, status }) => `${stackName} ${status}`));

describe('releases onto a kept emulator', () => {
  let app: App;
  let first: Ended;
  let session: ReturnType<typeof readSession>;

  beforeAll(async () => {
    app = foreignApp();
    first = await app.delivery(['rehearse', '--keep', '--cache', '--json']);
    session = readSession(join(app.directory, '.rehearsal'));
  });

  afterAll(async () => {
    await app.delivery(['down']);
  });

  test('the first succeeds in every stage, approved without a person, and prints its summary and nothing else', () => {
    if (first.exitCode !== 0) throw new Error(story(first));
    const summary: Summary = JSON.parse(first.stdout);
    expect(summary).toEqual(app.summary());
    expect(statuses(summary)).toEqual(
      ['Source', 'Build', 'UpdatePipeline', 'Assets', 'dev', 'prod'].map((name) => `${name} Succeeded`),
    );
    expect(summary).toMatchObject({ schema: 1, pipelineName: 'foreign', status: 'Succeeded', restarts: 0 });
    expect(summary.targets).toEqual([
      { environment: 'dev', account: DEV.account, region: DEV.region, stacks: stack('shop-dev'), validation: null },
      { environment: 'prod', account: PROD.account, region: PROD.region, stacks: stack('shop-prod'), validation: null },
    ]);
    expect(first.stderr).toContain('approvals are given without a person');
  });

  test('every action tells its role, its times and a log that exists', () => {
    for (const { actions } of app.summary().stages) {
      for (const action of actions) {
        expect(action.roleArn).toMatch(/^arn:aws:iam::\d{12}:role\//);
        expect(Date.parse(action.endTime ?? '')).toBeGreaterThanOrEqual(Date.parse(action.startTime));
        expect(existsSync(join(app.directory, '.rehearsal', 'latest', action.log))).toBe(true);
      }
    }
  });

  test('its builds run on the Node that their image starts with, and take the CDK from where it is installed', () => {
    expect(log('dev.Look')).toContain('by node v18.20.8, npm 10.8.2');
    expect(log('UpdatePipeline.SelfMutate')).toMatch(/npm: aws-cdk@[\d.]+ is served from/);
    expect(log('dev.Look')).toContain('deployed /shop/dev');
    expect(log('prod.Approve')).toContain(`Deploy ${app.summary().commitId}?`);
  });

  test('the emulator outlives the command, and a push by hand is told what to do', () => {
    expect(isAlive(session?.emulatorPid ?? 0)).toBe(true);
    const remote = join(session?.privateDirectory ?? '', 'remote.git');
    const said = execFileSync(
      'sh',
      ['-c', `git push ${remote} HEAD:main 2>&1; git push ${remote} HEAD:refs/heads/other 2>&1`],
      {
        cwd: app.directory,
        encoding: 'utf8',
      },
    );
    expect(said).toContain("is stored, but no rehearsal is listening: run 'bin/delivery rehearse'");
  });

  test('the same again takes over what asked AWS for nothing, and runs what acts or looks at what was deployed', async () => {
    const ran = actionOf(app.summary(), 'Synth');
    expect(ran?.summary).toMatch(/^build \S+ succeeded \(not taken over: new\)$/);
    const { pipelineExecutionId } = app.summary();
    const written = ofBuild(log('Build.Synth'));
    const ended = await app.delivery(['rehearse', '--cache']);
    if (ended.exitCode !== 0) throw new Error(story(ended));
    const taken = actionOf(app.summary(), 'Synth');
    expect(taken).toMatchObject({ status: 'Succeeded', cached: pipelineExecutionId });
    expect(ended.stdout).toContain(`CACHED: build ${projectOf(ran)} of execution ${pipelineExecutionId}`);
    expect(log('Build.Synth').split('\n')[0]).toContain(`CACHED: taken over from execution ${pipelineExecutionId}`);
    // What a build would write anew, with times and directories of its own.
    expect(ofBuild(log('Build.Synth'))).toEqual(written);
    expect(actionOf(app.summary(), 'SelfMutate')?.summary).toContain('(not taken over: calls)');
    expect(actionOf(app.summary(), 'Look')?.summary).toContain('(not taken over: follows)');
    expect(cachedIn(app.summary())).toEqual(['Synth']);
  });

  test('one that adds an environment restarts on the new definition, updates the others in place, and lists last what AWS would refuse', async () => {
    app.write('curious', 'its builds look at buckets, which their roles may not\n');
    app.configure({ environments: [DEV, PROD, QA] });
    const ended = await app.delivery(['rehearse', '--approve', 'prod,qa']);
    if (ended.exitCode !== 1) throw new Error(story(ended));
    const refused = ['dev', 'prod', 'qa'].flatMap((name) => [
      expect.stringMatching(/^ {2}s3:ListAllMyBuckets \*/),
      expect.stringMatching(
        `^    ${name} · Look, as arn:aws:iam::111111111111:role/\\S+: because no identity-based policy allows the s3:ListAllMyBuckets action$`,
      ),
    ]);
    const lines = ended.stdout.trimEnd().split('\n');
    const counted = lines.indexOf('  3 calls would have been refused on AWS');
    expect(lines.slice(counted - 6, counted)).toEqual(refused);
    expect(lines.at(-1)).toMatch(/^ {2}! Succeeded in .*, but 3 calls would have been refused on AWS$/);
    expect(ended.stdout).toContain(`going on with the kept emulator at ${session?.endpoint}`);
    const summary = app.summary();
    const roles = summary.stages.at(-1)?.actions.map(({ roleArn }) => roleArn);
    expect(roles).toContain('arn:aws:iam::222222222222:role/cdk-shop-deploy-role-222222222222-us-east-1');
    expect([summary.restarts, stacks(summary)]).toEqual([
      1,
      ['shop-dev UPDATE_COMPLETE', 'shop-prod UPDATE_COMPLETE', 'shop-qa CREATE_COMPLETE'],
    ]);
  });

  test('one that may not do what it does fails there, in the words of AWS, where permissions are enforced', async () => {
    const ended = await app.delivery(['rehearse', '--permissions', 'enforce']);
    expect([ended.exitCode, ended.stderr]).toEqual([1, '']);
    expect(statuses(app.summary()).slice(-3)).toEqual(['dev Failed', 'prod null', 'qa null']);
    expect(log('dev.Look')).toMatch(
      /\(AccessDenied\) .* User: arn:aws:sts::111111111111:assumed-role\/\S+ is not authorized to perform: s3:ListAllMyBuckets on resource: "\*" because no identity-based policy allows the s3:ListAllMyBuckets action/,
    );
    expect(ended.stdout).toContain('\n  1 call refused, as on AWS\n');
  });

  test('one with a resource that cannot be made fails there, with one cause and its log', async () => {
    rmSync(join(app.directory, 'curious'));
    app.configure({ environments: [DEV, PROD, QA], failing: 'prod' });
    const ended = await app.delivery(['rehearse']);
    expect([ended.exitCode, ended.stderr]).toEqual([1, '']);
    expect(ended.stdout).toMatch(/prod · shop-prod\.Deploy: .*The specified KMS key does not exist or is not allowed/);
    expect(ended.stdout).toContain('prod.shop-prod.Deploy.log');
    expect(statuses(app.summary()).slice(-2)).toEqual(['prod Failed', 'qa null']);
    expect(stacks(app.summary())).toContain('shop-prod UPDATE_ROLLBACK_COMPLETE');
  });

  test('one that nobody approves stops at the first approval, and touches nothing behind it', async () => {
    app.write('busy', 'its synthesis leaves a parameter behind\n');
    const before = app.configure({ environments: [DEV, PROD, QA] });
    const ended = await app.delivery(['rehearse', '--approve', 'none', '--cache']);
    expect([ended.exitCode, app.summary().commitId]).toEqual([1, before]);
    expect(statuses(app.summary()).slice(-3)).toEqual(['dev Succeeded', 'prod Failed', 'qa null']);
    expect(
      app
        .summary()
        .stages.at(-2)
        ?.actions.map(({ category }) => category),
    ).toEqual(['Approval']);
    expect(ended.stdout).toContain('prod · Approve: rejected: nobody approves this release (--approve none)');
    expect(actionOf(app.summary(), 'Synth')?.summary).toContain('(not taken over: calls)');
  });

  test('one whose synthesis asks AWS for something runs it again, although nothing has changed', async () => {
    const { pipelineExecutionId } = app.summary();
    await app.delivery(['rehearse', '--approve', 'none', '--cache']);
    expect(app.summary().pipelineExecutionId).not.toBe(pipelineExecutionId);
    expect(actionOf(app.summary(), 'Synth')?.summary).toContain('(not taken over: calls)');
    rmSync(join(app.directory, 'busy'));
  });

  test('one under faults ends where the first of them strikes, names the one that never did, and the next knows none', async () => {
    const first = ['--fault', 'throttle:sts:AssumeRole:1', '--fault', 'crashed-build:Build/Synth'];
    const ended = await app.delivery(['rehearse', ...first, '--fault', 'expired:prod', '--approve', 'all']);
    expect([ended.exitCode, ended.stderr]).toEqual([1, '']);
    expect(app.summary().stages[1]?.actions[0]?.summary).toMatch(/Reason: exit status 137$/);
    expect(ended.stdout).toContain('fault expired:prod never happened');
    expect(app.summary().faults?.map(({ fault, times }) => `${fault} ${times}`)).toEqual([
      ...['throttle:sts:AssumeRole:1 1', 'crashed-build:Build/Synth 1', 'expired:prod 0'],
    ]);
    const wrong = await app.delivery(['rehearse', '--fault', 'throttle:kmss:ListKeys']);
    const says = '--fault "throttle:kmss:ListKeys": no service is called "kmss": did you mean kms';
    expect([wrong.exitCode, wrong.stderr.startsWith(says)]).toEqual([2, true]);
  });

  test('down ends the emulator and removes its files, and the builds that were kept', async () => {
    const builds = join(app.directory, '.rehearsal', 'builds');
    expect(existsSync(builds)).toBe(true);
    expect(await app.delivery(['down'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/removed \d+ builds? that --cache had kept/),
    });
    expect(existsSync(builds)).toBe(false);
    expect(isAlive(session?.emulatorPid ?? 0)).toBe(false);
    expect(existsSync(session?.privateDirectory ?? '/')).toBe(false);
  });

  const log = (action: string): string =>
    readFileSync(join(app.directory, '.rehearsal', 'latest', 'logs', `${action}.log`), 'utf8');

  /** What a build itself says, without what is said of taking it over and of where its artifacts go. */
  const ofBuild = (text: string): readonly string[] =>
    text.split('\n').filter((line) => !/^\[Container\] \S+ \S+ (Not taken over|CACHED:|Artifact) /.test(line));

  const actionOf = ({ stages }: Summary, name: string) =>
    stages.flatMap(({ actions }) => actions).find(({ actionName }) => actionName === name);

  const projectOf = (action: ReturnType<typeof actionOf>): string => action?.summary.split(' ')[1] ?? '';

  const cachedIn = ({ stages }: Summary): readonly string[] =>
    stages.flatMap(({ actions }) => actions).flatMap(({ actionName, cached }) => (cached ? [actionName] : []));

  const stack = (stackName: string) => [{ stackName, status: 'CREATE_COMPLETE' }];
});

import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '@aws-sdk/client-codebuild';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { KeptBuilds } from '../../../lib/rehearsal/executor/actions/codebuild/reuse/kept-builds';
import { unzip } from '../../../lib/rehearsal/executor/artifacts/archive';
import type { SessionCalls } from '../../../lib/rehearsal/executor/cloud/cloud';
import { FakeCloud } from './_helpers/fake-cloud';
import { BUILD_ROLE, buildAction, pipeline, project, stage } from './_helpers/pipelines';
import { cleanUp, ended, output, privateDirectory, type Run, run } from './_helpers/run';
import { withFiles } from './_helpers/write-files';

afterAll(cleanUp);

const FIRST = '0f0e0d0c-0000-4000-8000-000000000000';
const SECOND = '0f0e0d0c-0000-4000-8000-000000000001';
const SPEC = {
  env: { 'exported-variables': ['VERSION'] },
  phases: { build: { commands: ['export VERSION=7', 'echo made by $CODEBUILD_BUILD_ID > made.txt', 'echo built'] } },
  artifacts: { files: ['made.txt'] },
  reports: { tests: { files: ['none.xml'] } },
};
const MADE = buildAction('Make', { outputArtifacts: [{ name: 'Made' }], namespace: 'made' });
const allow = (Action: string | readonly string[], Resource: string | readonly string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });

const QUIET: SessionCalls = { calls: [], notJudged: [], policies: [] };

describe('a build that is to be taken over', () => {
  let cloud: FakeCloud;
  let directory: string;

  beforeEach(async () => {
    directory = join(await privateDirectory(), 'builds');
    cloud = cloudOf();
  });

  test('is so with its artifacts, variables, log and reports, as its own role, and says from which execution', async () => {
    const first = await release();
    expect(summaryOf(first)).toBe('build Make succeeded (not taken over: new)');
    const builds = cloud.builds.get('Make');
    const second = await release({ pipelineExecutionId: SECOND });
    expect(ended(second, 'Make')).toMatchObject({
      status: 'Succeeded',
      summary: `CACHED: build Make of execution ${FIRST}`,
      cached: FIRST,
      variables: { VERSION: '7' },
    });
    const [line, ...log] = output(second, 'Make');
    expect(line).toContain(`CACHED: taken over from execution ${FIRST}`);
    expect(log).toEqual(expect.arrayContaining(['built', expect.stringContaining('Report group tests')]));
    expect(cloud.builds.get('Make')).toBe(builds);
    expect(cloud.required).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^logs:PutLogEvents .* as /),
        expect.stringMatching(/^codebuild:CreateReport /),
      ]),
    );
    const made = [...cloud.objects.values()].filter(({ by }) => by === BUILD_ROLE).map(({ body }) => body);
    expect(made).toHaveLength(2);
    expect(made[1]).toEqual(made[0]);
    await unzip(made[1] as Buffer, directory);
    expect(readdirSync(directory)).toContain('made.txt');
  });

  test('is run where nothing may be taken over, and then says nothing of it', async () => {
    await release();
    const other = await run(cloud, await withFiles({ 'a.txt': 'a' }));
    expect([summaryOf(other), ended(other, 'Make').cached]).toEqual(['build Make succeeded', undefined]);
  });

  test('is run on another input, of another commit, and with another policy of its role', async () => {
    await release();
    expect(summaryOf(await release({}, { 'a.txt': 'b' }))).toContain('(not taken over: new)');
    cloud.session = { ...QUIET, policies: ['{"Statement":[]}'] };
    expect(summaryOf(await release())).toContain('(not taken over: new)');
  });

  test.each<[string, Partial<SessionCalls>]>([
    ['calls', { calls: [['s3:ListAllMyBuckets', '*']] }],
    ['calls', { calls: [['s3:GetObject', 'arn:aws:s3:::artifacts/delivery/Other/x']] }],
    ['calls', { notJudged: ['ssm:DescribeParameters'] }],
    ['writes', { policies: [allow('s3:PutObject', 'arn:aws:s3:::evidence/*')] }],
    ['writes', { policies: [allow('s3:*', '*')] }],
    ['writes', { policies: [allow(['kms:Decrypt', 'kms:Sign'], 'arn:aws:kms:us-east-1:111111111111:key/k')] }],
    ['writes', { policies: ['{"Statement":{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}}'] }],
  ])('is always run: %s', async (word, session) => {
    cloud.session = { ...QUIET, ...session };
    for (const _ of [1, 2]) expect(summaryOf(await release())).toBe(`build Make succeeded (not taken over: ${word})`);
  });

  test('may do what every build does', async () => {
    cloud.session = {
      ...QUIET,
      calls: [['kms:Decrypt', 'arn:aws:kms:us-east-1:111111111111:key/k']],
      policies: [allow(['s3:PutObject*', 's3:GetObject*'], ['arn:aws:s3:::artifacts', 'arn:aws:s3:::artifacts/*'])],
    };
    await release();
    expect(summaryOf(await release())).toContain('CACHED');
  });

  test('is always run where its calls were forgotten in between', async () => {
    cloud.forgets = true;
    for (const _ of [1, 2]) expect(summaryOf(await release())).toContain('(not taken over: unjudged)');
  });

  test('is always run where nobody judges its calls', async () => {
    cloud.session = undefined;
    for (const _ of [1, 2]) expect(summaryOf(await release())).toContain('(not taken over: unjudged)');
  });

  test.each<[string, Partial<Project>]>([
    ['cache', { cache: { type: 'LOCAL', modes: ['LOCAL_CUSTOM_CACHE'] } }],
    [
      'secrets',
      {
        environment: {
          type: 'LINUX_CONTAINER',
          image: 'example/image:1.0',
          computeType: 'BUILD_GENERAL1_SMALL',
          environmentVariables: [{ name: 'TOKEN', value: 'token', type: 'PARAMETER_STORE' }],
        },
      },
    ],
  ])('is always run: %s', async (word, more) => {
    cloud.parameters.set('token', 'hidden');
    cloud.projects.set('Make', project('Make', SPEC, more));
    for (const _ of [1, 2]) expect(summaryOf(await release())).toContain(`(not taken over: ${word})`);
  });

  test.each(['export VERSION=$AWS_SESSION_TOKEN', 'printenv > made.txt'])(
    'is always run where it hands on a credential: %s',
    async (command) => {
      const phases = { build: { commands: [...SPEC.phases.build.commands, command] } };
      cloud.projects.set('Make', project('Make', { ...SPEC, phases }));
      for (const _ of [1, 2]) expect(summaryOf(await release())).toContain('(not taken over: credential)');
    },
  );

  test('is always run behind an action that may have changed something', async () => {
    cloud = cloudOf(stage('Act', buildAction('Act')));
    cloud.projects.set('Act', project('Act', SPEC, { cache: { type: 'LOCAL', modes: ['LOCAL_CUSTOM_CACHE'] } }));
    for (const _ of [1, 2]) {
      cloud.session = { ...QUIET, notJudged: ['ssm:DescribeParameters'] };
      expect(summaryOf(await release())).toContain('(not taken over: follows)');
    }
  });

  test('is run where what was kept of it is damaged, which is said once', async () => {
    await release();
    const [key = ''] = readdirSync(directory);
    for (const file of ['entry.json', 'log.txt', 'artifact-0.zip']) {
      writeFileSync(join(directory, key, file), 'damaged');
      const damaged = await release();
      expect(summaryOf(damaged)).toContain('(not taken over: damaged)');
      expect(output(damaged, 'Make').some((line) => line.includes('Not taken over (damaged)'))).toBe(true);
      expect(summaryOf(await release())).toContain('CACHED');
    }
  });

  test('is kept only as one of the newest', () => {
    const builds = new KeptBuilds(directory, GROUND);
    const build = { pipelineExecutionId: FIRST, variables: {}, reports: [], log: [], artifacts: [] };
    for (let index = 0; index < 20; index += 1) builds.keep(`key${index}`, build);
    expect(readdirSync(directory)).toHaveLength(16);
    expect(builds.find('key19')).toEqual(build);
  });

  const release = async (
    more: Parameters<typeof run>[2] = {},
    files: Readonly<Record<string, string>> = { 'a.txt': 'a' },
  ): Promise<Run> => {
    cloud.required.length = 0;
    return run(cloud, await withFiles(files), { keptBuilds: new KeptBuilds(directory, GROUND), ...more });
  };
});

const GROUND = { tools: { node: 'v22' }, rehearsal: 'r' };

const cloudOf = (...before: Parameters<typeof pipeline>[0]): FakeCloud => {
  const cloud = new FakeCloud(pipeline([...before, stage('Build', MADE)]));
  cloud.projects.set('Make', project('Make', SPEC));
  cloud.session = QUIET;
  return cloud;
};

const summaryOf = (done: Run): string => ended(done, 'Make').summary;

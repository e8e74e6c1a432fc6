import { describe, expect, test } from '@jest/globals';
import { FakeCloud } from './_helpers/fake-cloud';
import { outlineOf, TRUE } from './_helpers/outline';
import {
  approvalAction,
  buildAction,
  PIPELINE_ROLE,
  pipeline,
  project,
  sourceAction,
  stage,
} from './_helpers/pipelines';
import { ended, output, privateDirectory, run } from './_helpers/run';
import { withFiles } from './_helpers/write-files';

describe('an execution', () => {
  test('tells its definition first and its end last', async () => {
    const cloud = new FakeCloud(pipeline([stage('Approve', approvalAction('Ask'))]));
    const { status, events } = await run(cloud, await privateDirectory());
    expect(status).toBe('Succeeded');
    expect(events[0]).toMatchObject({
      type: 'execution-started',
      pipelineName: 'delivery',
      stages: [
        { stageName: 'Source', actions: [{ actionName: 'Push', category: 'Source', runOrder: 1 }] },
        { stageName: 'Approve', actions: [{ actionName: 'Ask', provider: 'Manual' }] },
      ],
    });
    expect(outlineOf(events)).toEqual([
      '> Source',
      'Push Succeeded',
      '< Source Succeeded',
      '> Approve',
      'Ask Succeeded',
      '< Approve Succeeded',
      'end Succeeded',
    ]);
  });

  test('hands out the pushed commit as an encrypted artifact, and its variables', async () => {
    const cloud = new FakeCloud(pipeline([stage('Approve', approvalAction('Ask'))]));
    const done = await run(cloud, await withFiles({ 'a.txt': 'a' }));
    expect(ended(done, 'Push').variables).toMatchObject({
      BranchName: 'main',
      CommitId: '0123456789abcdef0123456789abcdef01234567',
      CommitMessage: 'Say "hello"\n\nand more',
      FullRepositoryName: 'me/app',
      ConnectionArn: 'arn:connection',
    });
    expect([...cloud.objects.values()].map(({ encryption, by }) => ({ encryption, by }))).toEqual([
      { encryption: { kmsKeyId: 'the-key' }, by: PIPELINE_ROLE },
    ]);
  });

  test.each([
    ['CodeCommit', { RepositoryName: 'app', BranchName: 'main' }, { RepositoryName: 'app', BranchName: 'main' }],
    ['S3', { S3Bucket: 'b', S3ObjectKey: 'k.zip' }, { BucketName: 'b', ObjectKey: 'k.zip' }],
  ])('hands out the pushed commit for a source of %s too', async (provider, configuration, variables) => {
    const type = { category: 'Source' as const, owner: 'AWS' as const, provider, version: '1' };
    const action = { ...sourceAction(), actionTypeId: type, configuration };
    const cloud = new FakeCloud(
      pipeline([], { stages: [stage('Source', action), stage('Build', buildAction('Make'))] }),
    );
    cloud.projects.set('Make', project('Make', { phases: { build: { commands: ['cat a.txt'] } } }));
    const done = await run(cloud, await withFiles({ 'a.txt': 'pushed\n' }));
    expect(output(done, 'Make')).toContain('pushed');
    expect(ended(done, 'Push').variables).toMatchObject(variables);
  });

  test('runs an action as its own role, which the pipeline role assumes', async () => {
    const own = { ...sourceAction(), roleArn: 'arn:aws:iam::222222222222:role/source' };
    const cloud = new FakeCloud(
      pipeline([], { stages: [stage('Source', own), stage('Approve', approvalAction('Ask'))] }),
    );
    const { events } = await run(cloud, await privateDirectory());
    expect(cloud.calls).toEqual(
      expect.arrayContaining([
        `assumeRole ${PIPELINE_ROLE} by codepipeline.amazonaws.com`,
        `assumeRole arn:aws:iam::222222222222:role/source by ${PIPELINE_ROLE}`,
      ]),
    );
    const roles = events.flatMap((event) => (event.type === 'action-started' ? [event.roleArn] : []));
    expect(roles).toEqual(['arn:aws:iam::222222222222:role/source', PIPELINE_ROLE]);
  });

  test('copies an artifact into the bucket of another region', async () => {
    const store = (location: string) => ({ type: 'S3' as const, location });
    const cloud = new FakeCloud(
      pipeline([stage('Build', buildAction('Far', { region: 'eu-west-1' }))], {
        artifactStore: undefined,
        artifactStores: { 'us-east-1': store('near'), 'eu-west-1': store('far') },
      }),
    );
    cloud.projects.set('Far', project('Far', { phases: { build: { commands: ['cat a.txt', 'echo $AWS_REGION'] } } }));
    const done = await run(cloud, await withFiles({ 'a.txt': 'here\n' }));
    expect(output(done, 'Far')).toEqual(expect.arrayContaining(['here', 'eu-west-1']));
    expect(cloud.calls).toContain(`putObject far in eu-west-1 as ${PIPELINE_ROLE}`);
  });
});

describe('a stage', () => {
  test('fails after all actions of the run order have ended, and starts no later one', async () => {
    const slow = { phases: { build: { commands: ['until [ -e ../../../Bad/build/src/gone ]; do sleep 0.02; done'] } } };
    const cloud = new FakeCloud(
      pipeline([
        stage('Build', buildAction('Bad'), buildAction('Slow'), buildAction('Later', { runOrder: 2 })),
        stage('Next', approvalAction('Ask')),
      ]),
    );
    cloud.projects.set('Bad', project('Bad', { phases: { build: { commands: ['touch gone; exit 1'] } } }));
    cloud.projects.set('Slow', project('Slow', slow));
    cloud.projects.set('Later', project('Later', TRUE));
    const { status, events } = await run(cloud, await privateDirectory());
    expect(status).toBe('Failed');
    const [start, ...rest] = outlineOf(events).slice(3);
    expect(start).toBe('> Build');
    // Which of the two ends first is chance.
    expect(rest.slice(0, 2).toSorted()).toEqual(['Bad Failed', 'Slow Succeeded']);
    expect(rest.slice(2)).toEqual(['< Build Failed', 'end Failed']);
  });
});

describe('an approval', () => {
  const configuration = {
    CustomData: 'Deploy #{Source.BranchName}?',
    ExternalEntityLink: 'https://x/#{codepipeline.PipelineExecutionId}',
  };

  test('asks with its message and link', async () => {
    const cloud = new FakeCloud(pipeline([stage('Approve', approvalAction('Ask', configuration))]));
    const { events } = await run(cloud, await privateDirectory());
    const asked = events.find((event) => event.type === 'approval-requested');
    expect(asked).toMatchObject({
      approval: {
        stageName: 'Approve',
        actionName: 'Ask',
        message: 'Deploy main?',
        reviewUrl: 'https://x/0f0e0d0c-0000-4000-8000-000000000000',
      },
    });
  });

  const topic = 'arn:aws:sns:us-east-1:111111111111:notifications';
  const telling = { ...configuration, NotificationArn: topic };

  test('tells its topic once, as its role, with question, page and when it expires', async () => {
    const cloud = new FakeCloud(pipeline([stage('Approve', approvalAction('Ask', telling))]));
    await run(cloud, await privateDirectory());
    expect(cloud.published).toMatchObject([{ topic, by: expect.stringContaining(':role/') }]);
    expect(JSON.parse(cloud.published[0]?.text ?? '')).toMatchObject({
      approval: {
        stageName: 'Approve',
        actionName: 'Ask',
        token: expect.any(String),
        expires: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/),
        externalEntityLink: 'https://x/0f0e0d0c-0000-4000-8000-000000000000',
        customData: 'Deploy main?',
      },
    });
  });

  test('fails where its role may not tell the topic', async () => {
    const cloud = new FakeCloud(pipeline([stage('Approve', approvalAction('Ask', telling))]));
    cloud.closed.add(topic);
    const done = await run(cloud, await privateDirectory());
    expect(ended(done, 'Ask').summary).toMatch(/notifications could not be told .*SNS:Publish/);
  });

  test('fails with the comment when it is rejected', async () => {
    const cloud = new FakeCloud(
      pipeline([stage('Approve', approvalAction('Ask')), stage('Next', approvalAction('More'))]),
    );
    const done = await run(cloud, await privateDirectory(), {
      approve: async () => ({ status: 'Rejected', summary: 'not on a Friday' }),
    });
    expect(done.status).toBe('Failed');
    expect(ended(done, 'Ask')).toMatchObject({ status: 'Failed', summary: 'not on a Friday' });
    expect(outlineOf(done.events)).not.toContain('> Next');
  });

  test('fails when nobody can be asked', async () => {
    const cloud = new FakeCloud(pipeline([stage('Approve', approvalAction('Ask'))]));
    const done = await run(cloud, await privateDirectory(), {
      approve: () => Promise.reject(new Error('no terminal')),
    });
    expect(ended(done, 'Ask')).toMatchObject({ status: 'Failed', summary: 'no terminal' });
  });
});

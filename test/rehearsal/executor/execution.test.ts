import { afterAll, describe, expect, test } from '@jest/globals';
import type { ExecutorEvent } from '../../../lib/rehearsal/executor/event';
import { FakeCloud } from './_helpers/fake-cloud';
import {
  approvalAction,
  buildAction,
  PIPELINE_ROLE,
  pipeline,
  project,
  sourceAction,
  stage,
} from './_helpers/pipelines';
import { cleanUp, ended, output, privateDirectory, run } from './_helpers/run';
import { withFiles } from './_helpers/write-files';

afterAll(cleanUp);

const TRUE = { phases: { build: { commands: ['true'] } } };
const FALSE = { phases: { build: { commands: ['false'] } } };

const outlineOf = (events: readonly ExecutorEvent[]): readonly string[] =>
  events.flatMap((event) => {
    switch (event.type) {
      case 'stage-started':
        return [`> ${event.stageName}`];
      case 'stage-ended':
        return [`< ${event.stageName} ${event.status}`];
      case 'action-ended':
        return [`${event.action.actionName} ${event.status}`];
      case 'execution-restarted':
        return [`restart ${event.restarts}`];
      case 'execution-ended':
        return [`end ${event.status}`];
      default:
        return [];
    }
  });

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

describe('a definition that changes while it runs', () => {
  /** A pipeline whose update action changes the definition so many times. */
  const mutating = (times: number): FakeCloud => {
    const cloud = new FakeCloud(
      pipeline([stage('Update', approvalAction('Mutate')), stage('After', approvalAction('Ask'))]),
    );
    let left = times;
    const original = cloud.getPipeline.bind(cloud);
    let stagesSeen = 0;
    cloud.getPipeline = async (access, name) => {
      stagesSeen++;
      const current = await original(access, name);
      // After the plan come two looks per attempt: one after Source, one after Update.
      if (stagesSeen % 3 === 0 && left > 0) {
        left--;
        cloud.pipeline = { ...current, version: (current.version ?? 1) + 1 };
        if (times - left === 1) cloud.pipeline.stages?.push(stage('New', approvalAction('Last')));
      }
      return original(access, name);
    };
    return cloud;
  };

  test('starts again from Source on the new definition', async () => {
    const { status, events } = await run(mutating(1), await privateDirectory());
    expect(status).toBe('Succeeded');
    expect(outlineOf(events).filter((line) => !/^[A-Z]/.test(line))).toEqual([
      '> Source',
      '< Source Succeeded',
      '> Update',
      '< Update Succeeded',
      'restart 1',
      '> Source',
      '< Source Succeeded',
      '> Update',
      '< Update Succeeded',
      '> After',
      '< After Succeeded',
      '> New',
      '< New Succeeded',
      'end Succeeded',
    ]);
    const restarted = events.find((event) => event.type === 'execution-restarted');
    expect(restarted?.type === 'execution-restarted' && restarted.stages.map(({ stageName }) => stageName)).toEqual([
      'Source',
      'Update',
      'After',
      'New',
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'execution-ended', restarts: 1 });
  });

  test('fails when it never settles', async () => {
    const { status, events } = await run(mutating(99), await privateDirectory());
    expect(status).toBe('Failed');
    expect(events.at(-1)).toMatchObject({
      restarts: 3,
      cause: 'the definition changed 4 times in a row: synthesis is not deterministic',
    });
  });

  test('fails when the new definition cannot be rehearsed', async () => {
    const cloud = mutating(1);
    const look = cloud.getPipeline.bind(cloud);
    cloud.getPipeline = async (access, name) => {
      const current = await look(access, name);
      if (current.version !== 2) return current;
      const [first, ...rest] = current.stages ?? [];
      return {
        ...current,
        stages: [{ ...first, blockers: [{ name: 'b', type: 'Schedule' }] }, ...rest],
      } as typeof current;
    };
    const { status, events } = await run(cloud, await privateDirectory());
    expect(status).toBe('Failed');
    expect(events.at(-1)).toMatchObject({ cause: 'stage Source uses blockers, which cannot be rehearsed' });
  });

  test.each([false, undefined])('is cancelled when RestartExecutionOnUpdate is %s', async (flag) => {
    const cloud = mutating(1);
    cloud.restartOnUpdate = flag;
    const { status, events } = await run(cloud, await privateDirectory());
    expect(status).toBe('Cancelled');
    expect(events.at(-1)).toMatchObject({
      cause: 'the definition changed while the execution ran, and RestartExecutionOnUpdate is off',
    });
  });
});

describe('a failure outside of any action', () => {
  test('fails before the first event when the pipeline cannot be rehearsed', async () => {
    const events: ExecutorEvent[] = [];
    const cloud = new FakeCloud(pipeline([stage('Go', { ...approvalAction('Go'), actionTypeId: undefined })]));
    await expect(run(cloud, await privateDirectory(), { emit: (event) => events.push(event) })).rejects.toThrow(
      'action Go/Go is of type',
    );
    expect(events).toEqual([]);
  });

  test('fails before the first event when the endpoint does not answer', async () => {
    const cloud = new FakeCloud(pipeline([]));
    cloud.getPipeline = () => Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
    await expect(run(cloud, await privateDirectory())).rejects.toThrow(
      'pipeline delivery cannot be read: the endpoint does not answer (ECONNREFUSED): the emulator has ended or was never there',
    );
  });

  test('fails the action when the cloud is gone', async () => {
    const cloud = new FakeCloud(pipeline([stage('Build', buildAction('Make'))]));
    cloud.getProject = () => Promise.reject(new AggregateError([new Error('connect ECONNREFUSED')], ''));
    const done = await run(cloud, await privateDirectory());
    expect(ended(done, 'Make')).toMatchObject({ status: 'Failed', summary: 'connect ECONNREFUSED' });
  });

  test('fails the execution when the cloud is gone between two stages', async () => {
    const cloud = new FakeCloud(pipeline([stage('Build', buildAction('Make'))]));
    cloud.projects.set('Make', project('Make', FALSE));
    let looks = 0;
    const look = cloud.getPipeline.bind(cloud);
    cloud.getPipeline = (access, name) => (looks++ === 0 ? look(access, name) : Promise.reject(new Error('gone')));
    const { status, events } = await run(cloud, await privateDirectory());
    expect(status).toBe('Failed');
    expect(events.at(-1)).toMatchObject({ type: 'execution-ended', cause: 'gone' });
  });
});

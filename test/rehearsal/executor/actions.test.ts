import { afterAll, describe, expect, test } from '@jest/globals';
import type { PipelineDeclaration } from '../../../lib/rehearsal/executor/cloud/cloud';
import { planPipeline } from '../../../lib/rehearsal/executor/plan/plan-pipeline';
import { FakeCloud } from './_helpers/fake-cloud';
import { approvalAction, buildAction, PIPELINE_ROLE, pipeline, project, stage } from './_helpers/pipelines';
import { cleanUp, ended, output, run } from './_helpers/run';
import { withFiles } from './_helpers/write-files';

type Action = NonNullable<NonNullable<NonNullable<PipelineDeclaration['stages']>[number]>['actions']>[number];

afterAll(cleanUp);

const action = (category: 'Invoke' | 'Deploy' | 'Compute', provider: string, more: Partial<Action>): Action => ({
  name: 'Do',
  actionTypeId: { category, owner: 'AWS', provider, version: '1' },
  inputArtifacts: [{ name: 'Code' }],
  runOrder: 1,
  ...more,
});

/** Runs one action on the given files, and what comes after it. */
const acted = async (declared: Action, prepare: (cloud: FakeCloud) => void = () => undefined, ...after: Action[]) => {
  const cloud = new FakeCloud(
    pipeline([stage('Go', declared), ...(after.length > 0 ? [stage('Then', ...after)] : [])]),
  );
  cloud.orders = [];
  prepare(cloud);
  const done = await run(cloud, await withFiles({ 'index.html': 'hello', 'deep/a.txt': 'a' }));
  return { cloud, done, end: ended(done, 'Do') };
};

describe('a Lambda action', () => {
  const invoke = (more: Partial<Action> = {}) =>
    action('Invoke', 'Lambda', { configuration: { FunctionName: 'ask', UserParameters: 'loud' }, ...more });

  test('gives the function a job, and takes its word, its summary and its variables', async () => {
    const variables = { Colour: 'red' };
    const { cloud, end } = await acted(invoke(), ({ functions }) => {
      functions.set('ask', { succeeded: true, summary: 'looks well', variables });
    });
    expect(end).toMatchObject({ status: 'Succeeded', summary: 'looks well', variables });
    expect(cloud.calls).toContain(`invokeFunction ask as ${PIPELINE_ROLE}`);
    expect(cloud.invoked[0]).toMatchObject({
      accountId: '111111111111',
      data: {
        actionConfiguration: { configuration: { FunctionName: 'ask', UserParameters: 'loud' } },
        inputArtifacts: [{ name: 'Code', location: { type: 'S3', s3Location: { bucketName: 'artifacts' } } }],
        artifactCredentials: { accessKeyId: PIPELINE_ROLE },
        encryptionKey: { id: 'the-key', type: 'KMS' },
      },
    });
    // Whoever knows the token can answer: it is noted while there is something to answer, and with nothing else.
    const noted = cloud.notes.flatMap((note) => (note.action?.actionName === 'Do' ? [note.action] : []));
    expect(noted.map(({ job, token }) => [job, token])).toEqual([
      [cloud.invoked[0]?.['id'], undefined],
      [undefined, undefined],
    ]);
  });

  test('asks again with the token by which the function goes on', async () => {
    const { cloud, end } = await acted(invoke(), ({ functions }) => {
      const more = { succeeded: true, summary: '', continuationToken: 'half' };
      functions.set('ask', [more, { succeeded: true, summary: 'all of it' }]);
    });
    expect(end).toMatchObject({ status: 'Succeeded', summary: 'all of it' });
    const tokens = cloud.invoked.map(({ data }) => (data as { continuationToken?: string }).continuationToken);
    expect(tokens).toEqual([undefined, 'half']);
  });

  test('tells where artifacts are to be, of which the next action reads one', async () => {
    const read = buildAction('Make', { inputArtifacts: [{ name: 'Made' }] });
    const { cloud, done } = await acted(
      invoke({ outputArtifacts: [{ name: 'Made' }] }),
      ({ functions, projects }) => {
        functions.set('ask', { succeeded: true, summary: '' });
        projects.set('Make', project('Make', { phases: { build: { commands: ['true'] } } }));
      },
      read,
    );
    const { data } = cloud.invoked[0] as {
      data: { outputArtifacts: { location: { s3Location: { objectKey: string } } }[] };
    };
    const key = data.outputArtifacts[0]?.location.s3Location.objectKey;
    expect(key).toMatch(/^delivery\/Made\//);
    // The function has put nothing there.
    expect(ended(done, 'Make').summary).toContain(`NoSuchKey artifacts/${key}`);
  });

  test('fails where the function says so', async () => {
    const { end } = await acted(invoke(), ({ functions }) => {
      functions.set('ask', { succeeded: false, summary: 'too slow' });
    });
    expect(end).toMatchObject({ status: 'Failed', summary: 'too slow' });
  });

  test('fails where the endpoint takes no answers', async () => {
    const { end } = await acted(invoke(), (cloud) => {
      cloud.orders = undefined;
    });
    expect(end).toMatchObject({ status: 'Failed', summary: expect.stringContaining('function ask cannot answer') });
  });
});

describe('a deployment to S3', () => {
  const deploy = (configuration: Record<string, string>) =>
    action('Deploy', 'S3', { configuration: { BucketName: 'site', ...configuration } });

  test('puts every file of the artifact, as it is configured', async () => {
    const settings = { kmsKeyId: 'the-key', acl: 'public-read', cacheControl: 'max-age=1' };
    const { acl: CannedACL, kmsKeyId: KMSEncryptionKeyARN, cacheControl: CacheControl } = settings;
    const { cloud, end } = await acted(
      deploy({ Extract: 'true', ObjectKey: 'v1', CannedACL, KMSEncryptionKeyARN, CacheControl }),
    );
    expect(end).toMatchObject({ status: 'Succeeded', summary: '2 files in s3://site' });
    expect([...cloud.files]).toEqual([
      ['site/v1/deep/a.txt', { body: 'a', settings: { ...settings, contentType: 'text/plain' } }],
      ['site/v1/index.html', { body: 'hello', settings: { ...settings, contentType: 'text/html' } }],
    ]);
    expect(cloud.calls).toContain(`putFile site as ${PIPELINE_ROLE}`);
  });

  test('puts the artifact whole', async () => {
    const { cloud } = await acted(deploy({ Extract: 'false', ObjectKey: 'all.zip' }));
    expect([...cloud.files.keys()]).toEqual(['site/all.zip']);
    expect(cloud.files.get('site/all.zip')?.body).toMatch(/^PK/);
  });

  test.each([
    [{ Extract: 'false' }, 'neither extracts its artifact nor has an ObjectKey'],
    [{ Extract: 'true', ObjectKey: 'at/{datetime}' }, 'the ObjectKey at/{datetime}, which cannot be rehearsed'],
  ])('is refused before anything runs where it cannot tell where: %j', (configuration, says) => {
    expect(() => planPipeline(pipeline([stage('Go', deploy(configuration))]), 'us-east-1')).toThrow(says);
  });
});

describe('commands', () => {
  const compute = (commands: readonly string[], more: Partial<Action> = {}) =>
    action('Compute', 'Commands', { commands: [...commands], ...more });

  test('run as the action, on the artifact, and hand on files and variables', async () => {
    const { cloud, done, end } = await acted(
      compute(['cat index.html', 'echo "$GREETING" > out.txt', 'export COLOUR=red'], {
        outputArtifacts: [{ name: 'Out', files: ['out.txt'] }],
        outputVariables: ['COLOUR', 'AWS_DEFAULT_REGION'],
        environmentVariables: [{ name: 'GREETING', value: 'good day' }],
      }),
    );
    expect(end).toMatchObject({
      status: 'Succeeded',
      variables: { COLOUR: 'red', AWS_DEFAULT_REGION: 'us-east-1' },
      outputs: [{ artifactName: 'Out' }],
    });
    expect(output(done, 'Do')).toContain('hello');
    const logged = cloud.required.filter((each) => each.startsWith('logs:PutLogEvents'));
    expect(logged).toEqual([
      expect.stringMatching(/log-group:\/aws\/codepipeline\/delivery:log-stream:\S+ as .*\/pipeline$/),
    ]);
  });

  test('read a secret as the action, and do not show it', async () => {
    const secret = { name: 'KEY', value: 'the-secret', type: 'SECRETS_MANAGER' as const };
    const { cloud, done, end } = await acted(
      compute(['echo "has $KEY"'], { environmentVariables: [secret] }),
      (given) => given.secrets.set('the-secret', 'hidden-words'),
    );
    expect(end.status).toBe('Succeeded');
    expect(output(done, 'Do')).toContain('has ***');
    expect(cloud.calls).toContainEqual(expect.stringContaining('the-secret'));
  });

  test('fail at the first that fails', async () => {
    const { done, end } = await acted(compute(['false', 'echo never']));
    expect(end.status).toBe('Failed');
    expect(output(done, 'Do')).not.toContain('never');
  });

  test.each([
    [compute([]), 'action Go/Do has no commands'],
    [compute(['echo #{Source.CommitId}']), 'has a variable of the pipeline in a command, which cannot be rehearsed'],
    [{ ...approvalAction('Do'), commands: ['true'] }, 'uses commands, which cannot be rehearsed for Approval/Manual'],
  ])('are refused before anything runs where they cannot be rehearsed', (declared, says) => {
    expect(() => planPipeline(pipeline([stage('Go', declared)]), 'us-east-1')).toThrow(says);
  });
});

test.each(['NO_SOURCE', 'GITHUB', 'S3'] as const)(
  "a project with a source of its own is built on the pipeline's artifact, and the log says so: %s",
  async (type) => {
    const cloud = new FakeCloud(pipeline([stage('Build', buildAction('Make'))]));
    const buildspec = JSON.stringify({ version: '0.2', phases: { build: { commands: ['cat a.txt'] } } });
    const own = { source: { type, buildspec }, artifacts: { type: 'NO_ARTIFACTS' as const } };
    cloud.projects.set('Make', project('Make', {}, own));
    const done = await run(cloud, await withFiles({ 'a.txt': 'of the pipeline\n' }));
    expect(done.status).toBe('Succeeded');
    expect(output(done, 'Make')).toContain('of the pipeline');
    expect(output(done, 'Make').join('\n')).toContain(`The project's own source, ${type}, is not used`);
  },
);

test('a project with a file system is refused, by its name', async () => {
  const cloud = new FakeCloud(pipeline([stage('Build', buildAction('Make'))]));
  const fileSystemLocations = [{ type: 'EFS' as const, location: 'fs-1.efs.us-east-1.amazonaws.com:/' }];
  cloud.projects.set('Make', project('Make', { phases: { build: { commands: ['true'] } } }, { fileSystemLocations }));
  const done = await run(cloud, await withFiles({}));
  expect(ended(done, 'Make').summary).toContain(
    'uses the file system fs-1.efs.us-east-1.amazonaws.com:/, which cannot be',
  );
});

test('a privileged project is said to have no Docker of its own', async () => {
  const cloud = new FakeCloud(pipeline([stage('Build', buildAction('Make'))]));
  const own = project('Make', { phases: { build: { commands: ['true'] } } });
  cloud.projects.set('Make', { ...own, environment: { ...own.environment, privilegedMode: true } } as typeof own);
  const done = await run(cloud, await withFiles({ 'a.txt': '' }));
  expect(output(done, 'Make').join('\n')).toContain('The project is privileged: a build here has no container');
});

import { describe, expect, test } from '@jest/globals';
import { build } from './_helpers/build';
import { FakeCloud } from './_helpers/fake-cloud';
import { BUILD_ROLE, buildAction, pipeline, project, stage } from './_helpers/pipelines';
import { output, run } from './_helpers/run';
import { withFiles } from './_helpers/write-files';

describe('the environment of a build', () => {
  test('has nothing of the user but PATH', async () => {
    const { lines } = await build({
      phases: { build: { commands: ['env | cut -d= -f1 | sort | tr "\\n" " "; echo'] } },
    });
    const names = lines.at(-2)?.trim().split(' ') ?? [];
    const known =
      /^(AWS_|CODEBUILD_|npm_config_|CDK_DISABLE_|PATH$|HOME$|TMPDIR$|LANG$|TERM$|NO_COLOR$|CI$|NO_PROXY$|no_proxy$|DELIVERY_REHEARSAL$|PWD$|OLDPWD$|SHLVL$|_$)/;
    expect(names.filter((name) => !known.test(name))).toEqual([]);
    expect(names).not.toContain('AWS_PROFILE');
  });

  test('has variables of buildspec, project and action, the later winning; secrets are read as the build and hidden', async () => {
    const cloud = new FakeCloud(
      pipeline([
        stage(
          'Build',
          buildAction('Make', {
            configuration: {
              ProjectName: 'Make',
              EnvironmentVariables: JSON.stringify([{ name: 'C', value: 'action' }]),
            },
          }),
        ),
      ]),
    );
    cloud.parameters.set('/p', 'parameter-value');
    cloud.secrets.set('arn:aws:secretsmanager:us-east-1:111111111111:secret:s', '{"user":"secret-user"}');
    cloud.projects.set(
      'Make',
      project(
        'Make',
        {
          env: {
            variables: { A: 'spec', B: 'spec', C: 'spec' },
            'parameter-store': { P: '/p' },
            'secrets-manager': { S: 'arn:aws:secretsmanager:us-east-1:111111111111:secret:s:user' },
          },
          phases: { build: { commands: ['echo "$A $B $C"', 'echo "[$P] [$S] $(printf %s "$S" | wc -c)"'] } },
        },
        {
          environment: {
            type: 'LINUX_CONTAINER',
            image: 'i',
            computeType: 'BUILD_GENERAL1_SMALL',
            environmentVariables: [
              { name: 'B', value: 'project' },
              { name: 'C', value: 'project' },
            ],
          },
        },
      ),
    );
    const done = await run(cloud, await withFiles({}));
    expect(output(done, 'Make')).toEqual(expect.arrayContaining(['spec project action', '[***] [***] 11']));
    expect(cloud.calls).toContain(`read /p as ${BUILD_ROLE}`);
  });

  test('has every variable that CodeBuild documents for a build of a pipeline', async () => {
    const cloud = new FakeCloud(
      pipeline([stage('Build', buildAction('Make', { inputArtifacts: [{ name: 'Code' }] }))]),
    );
    const spec = { phases: { build: { commands: ['env | grep ^CODEBUILD_ | sort', 'echo ASIAABCDEFGHIJKLMNOP.'] } } };
    const logsConfig = { cloudWatchLogs: { status: 'ENABLED' as const, streamName: 'stream' } };
    const encryptionKey = 'arn:aws:kms:us-east-1:111111111111:alias/aws/s3';
    cloud.projects.set('Make', project('Make', spec, { logsConfig, encryptionKey }));
    const source = await withFiles({});
    await run(cloud, source);
    const lines = output(await run(cloud, source), 'Make');
    const set = lines.flatMap((line) => /^(CODEBUILD_\w+)=(.*)$/.exec(line)?.slice(1, 3).join('=') ?? []);
    const id = '[0-9a-f-]{36}';
    const expected = [
      `CODEBUILD_BUILD_ARN=arn:aws:codebuild:us-east-1:111111111111:build/Make:${id}`,
      `CODEBUILD_BUILD_ID=Make:${id}`,
      'CODEBUILD_BUILD_IMAGE=example/image:1.0',
      'CODEBUILD_BUILD_NUMBER=2',
      'CODEBUILD_BUILD_SUCCEEDING=1',
      'CODEBUILD_INITIATOR=codepipeline/delivery',
      `CODEBUILD_KMS_KEY_ID=${encryptionKey}`,
      `CODEBUILD_LOG_PATH=stream/${id}`,
      'CODEBUILD_PROJECT_ARN=arn:aws:codebuild:us-east-1:111111111111:project/Make',
      'CODEBUILD_RESOLVED_SOURCE_VERSION=0123456789abcdef0123456789abcdef01234567',
      'CODEBUILD_SOURCE_REPO_URL=',
      'CODEBUILD_SOURCE_VERSION=arn:aws:s3:::artifacts/delivery/Code/.+',
      'CODEBUILD_SRC_DIR=/.+',
      'CODEBUILD_SRC_DIR_Code=/.+',
      'CODEBUILD_START_TIME=\\d{13}',
    ];
    expect(set).toEqual(expected.map((line) => expect.stringMatching(new RegExp(`^${line}$`))));
    expect(lines).toContain('***.');
  });

  test('is that of a first build where the endpoint counts none', async () => {
    const cloud = new FakeCloud(pipeline([stage('Build', buildAction('Make'))]));
    cloud.counts = false;
    cloud.projects.set(
      'Make',
      project('Make', { phases: { build: { commands: ['echo "is $CODEBUILD_BUILD_NUMBER"'] } } }),
    );
    const source = await withFiles({});
    await run(cloud, source);
    expect(output(await run(cloud, source), 'Make')).toContain('is 1');
  });

  test('fails when an action sets a variable that is CodeBuild’s own', async () => {
    const variables = JSON.stringify([{ name: 'CODEBUILD_CI', value: '1' }]);
    const { end } = await build(
      { phases: { build: { commands: ['true'] } } },
      {},
      { configuration: { ProjectName: 'Make', EnvironmentVariables: variables } },
    );
    expect(end.summary).toContain('CODEBUILD_ begins only names of CodeBuild’s own');
  });

  test('fails when a parameter cannot be read', async () => {
    const { end } = await build({
      env: { 'parameter-store': { P: '/none' } },
      phases: { build: { commands: ['true'] } },
    });
    expect(end.summary).toBe('environment variable P: PARAMETER_STORE /none cannot be read: /none not found');
  });
});

describe('the cache of a build', () => {
  const spec = {
    cache: {
      key: 'deps-$(codebuild-hash-files a.txt)',
      'fallback-keys': ['deps-'],
      paths: ['deps/**/*', '/root/.x/**/*'],
    },
    phases: {
      build: {
        commands: ['cat deps/d "$HOME/.x/y" || true; mkdir -p deps ~/.x; echo dep > deps/d; echo home > ~/.x/y'],
      },
    },
  };
  const cached = { cache: { type: 'S3' as const, location: 'cache-bucket/prefix' } };

  test('is saved under its key, found again by it, and not written twice', async () => {
    const cloud = new FakeCloud(pipeline([stage('Build', buildAction('Make'))]));
    cloud.projects.set('Make', project('Make', spec, cached));
    const source = await withFiles({ 'a.txt': '1' });
    await run(cloud, source);
    const again = await run(cloud, source);
    expect(output(again, 'Make')).toEqual(expect.arrayContaining(['dep', 'home']));
    const saved = [...cloud.objects.keys()].filter((key) => key.startsWith('cache-bucket/prefix/Make/deps-'));
    expect(saved).toHaveLength(1);
    expect(cloud.calls.filter((call) => call.startsWith('putObject cache-bucket'))).toHaveLength(1);
  });

  test('looks for no fallback key where it has no key', async () => {
    const cloud = new FakeCloud(pipeline([stage('Build', buildAction('Make'))]));
    cloud.projects.set('Make', project('Make', { ...spec, cache: { ...spec.cache, key: undefined } }, cached));
    cloud.objects.set('cache-bucket/prefix/Make/deps-1', {
      body: Buffer.from('no archive'),
      encryption: undefined,
      by: 'x',
    });
    const done = await run(cloud, await withFiles({ 'a.txt': '1' }));
    expect(output(done, 'Make')).toContainEqual(expect.stringContaining('No cache found'));
  });

  test('is found by a fallback key where the key is new', async () => {
    const cloud = new FakeCloud(pipeline([stage('Build', buildAction('Make'))]));
    cloud.projects.set('Make', project('Make', spec, cached));
    await run(cloud, await withFiles({ 'a.txt': '1' }));
    const other = await run(cloud, await withFiles({ 'a.txt': '2' }));
    expect(output(other, 'Make')).toContain('dep');
    expect([...cloud.objects.keys()].filter((key) => key.startsWith('cache-bucket/'))).toHaveLength(2);
  });
});

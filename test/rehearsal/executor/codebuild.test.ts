import { describe, expect, test } from '@jest/globals';
import { build } from './_helpers/build';
import { FakeCloud } from './_helpers/fake-cloud';
import { BUILD_ROLE, buildAction, pipeline, project, stage } from './_helpers/pipelines';
import { ended, output, run } from './_helpers/run';
import { withFiles } from './_helpers/write-files';

describe('a build', () => {
  test('runs its phases in the source, each with finally, as the service role of its project', async () => {
    const { status, cloud, lines } = await build({
      phases: {
        install: { commands: ['echo install'], finally: ['echo finally'] },
        pre_build: { commands: ['echo pre'] },
        build: { commands: ['cat a.txt; echo', 'echo "$AWS_ACCESS_KEY_ID $AWS_ENDPOINT_URL $DELIVERY_REHEARSAL"'] },
        post_build: { commands: ['echo post'] },
      },
    });
    expect(status).toBe('Succeeded');
    expect(lines.filter((line) => !line.startsWith('[Container]'))).toEqual([
      'install',
      'finally',
      'pre',
      'a',
      `${BUILD_ROLE} http://localhost:1 1`,
      'post',
    ]);
    expect(cloud.calls).toContain(`assumeRole ${BUILD_ROLE} by codebuild.amazonaws.com`);
    expect(cloud.calls).toContain(`getObject artifacts in us-east-1 as ${BUILD_ROLE}`);
  });

  test('reaches the emulator without any proxy, be it the user’s or the project’s, and shows no password of one', async () => {
    const buildEnvironment = {
      PATH: process.env['PATH'] ?? '',
      HTTPS_PROXY: 'http://ada:s3cret%21@proxy.example:3128',
      NO_PROXY: 'corp.example, ::1',
    };
    const { lines } = await build(
      {
        env: { variables: { http_proxy: 'http://vpc.example:3128', no_proxy: 'vpc.example' } },
        phases: { build: { commands: ['echo "$HTTPS_PROXY"', 'echo "$NO_PROXY"', 'echo "$no_proxy"'] } },
      },
      undefined,
      {},
      { buildEnvironment },
    );
    const hosts = 'vpc.example,corp.example,localhost,127.0.0.1,::1,.localhost';
    expect(lines.filter((line) => !line.startsWith('[Container]'))).toEqual([
      'http://ada:***@proxy.example:3128',
      hosts,
      hosts,
    ]);
  });

  test('fails with the failing command, its status and its own last lines', async () => {
    const { status, end } = await build({
      phases: {
        build: { commands: ['echo before', 'echo "no such rule"; echo >&2 "fix it"; (exit 3)', 'echo after'] },
      },
    });
    expect(status).toBe('Failed');
    expect(end.summary).toBe(
      'Error while executing command: echo "no such rule"; echo >&2 "fix it"; (exit 3). Reason: exit status 3: no such rule | fix it',
    );
  });

  test('fails in a build phase and still runs post_build, which knows it', async () => {
    const { end, lines } = await build({
      phases: {
        build: { commands: ['exit 4'] },
        post_build: { commands: ['echo "succeeding $CODEBUILD_BUILD_SUCCEEDING"'] },
      },
    });
    expect(end.status).toBe('Failed');
    expect(lines).toContain('succeeding 0');
  });

  test('fails in install and goes no further, but runs its finally block', async () => {
    const { end, lines } = await build({
      phases: { install: { commands: ['false'], finally: ['echo cleaned'] }, build: { commands: ['echo built'] } },
    });
    expect(end.summary).toBe('Error while executing command: false. Reason: exit status 1');
    expect(lines).toContain('cleaned');
    expect(lines).not.toContain('built');
  });

  test('runs the commands of all phases in one shell, and what follows an exit without an error', async () => {
    const { status, lines } = await build({
      phases: {
        pre_build: {
          commands: ['COMMIT=$(echo $CODEBUILD_RESOLVED_SOURCE_VERSION | cut -c 1-7)', 'TAG=${COMMIT:=latest}'],
        },
        build: { commands: 'exit 0', finally: ['echo "finally $TAG"'] },
        post_build: { commands: ['printf \'{"image":"%s"}\\n\' registry.example/app:$TAG'] },
      },
    });
    expect(status).toBe('Succeeded');
    expect(lines).toEqual(expect.arrayContaining(['finally 0123456', '{"image":"registry.example/app:0123456"}']));
  });

  test('fails although on-failure lets it continue', async () => {
    const { end, lines } = await build({
      phases: { pre_build: { 'on-failure': 'CONTINUE', commands: ['false'] }, build: { commands: ['echo built'] } },
    });
    expect(end.status).toBe('Failed');
    expect(lines).toContain('built');
  });

  test('fails when on-failure ABORT ends it before post_build', async () => {
    const { lines } = await build({
      phases: { build: { 'on-failure': 'ABORT', commands: ['false'] }, post_build: { commands: ['echo posted'] } },
    });
    expect(lines).not.toContain('posted');
  });

  test('exports variables into its namespace, for later actions', async () => {
    const maker = buildAction('Make', { namespace: 'made' });
    const variable = JSON.stringify([{ name: 'GOT', value: '#{made.VERSION} of #{Source.CommitMessage}' }]);
    const user = buildAction('Use', { configuration: { ProjectName: 'Use', EnvironmentVariables: variable } });
    const cloud = new FakeCloud(pipeline([stage('Build', maker), stage('Use', user)]));
    const spec = {
      env: { 'exported-variables': ['VERSION'] },
      phases: { build: { commands: ['export VERSION="1 \\" 2"'] } },
    };
    cloud.projects.set('Make', project('Make', spec));
    cloud.projects.set('Use', project('Use', { phases: { build: { commands: ['echo "got $GOT"'] } } }));
    const done = await run(cloud, await withFiles({}));
    expect(ended(done, 'Make').variables).toEqual({ VERSION: '1 " 2' });
    expect(output(done, 'Use')).toContain('got 1 " 2 of Say "hello"');
  });

  test('takes further sources beside the primary one', async () => {
    const made = { inputArtifacts: [{ name: 'Code' }, { name: 'Made' }], configuration: { PrimarySource: 'Code' } };
    const cloud = new FakeCloud(
      pipeline([
        stage('Build', buildAction('Make', { outputArtifacts: [{ name: 'Made' }] })),
        stage('Use', buildAction('Use', made)),
      ]),
    );
    const spec = { phases: { build: { commands: ['echo made > b.txt'] } }, artifacts: { files: ['b.txt'] } };
    cloud.projects.set('Make', project('Make', spec));
    const link = 'ln -s -- "$CODEBUILD_SRC_DIR_Made" ../x && cat a.txt ../x/b.txt';
    cloud.projects.set('Use', project('Use', { phases: { build: { commands: [link] } } }));
    const done = await run(cloud, await withFiles({ 'a.txt': 'a\n' }));
    expect(output(done, 'Use')).toEqual(expect.arrayContaining(['a', 'made']));
  });

  test('reads its buildspec from the source where the project names a file', async () => {
    const cloud = new FakeCloud(pipeline([stage('Build', buildAction('Make'))]));
    cloud.projects.set('Make', project('Make', {}, { source: { type: 'CODEPIPELINE', buildspec: 'ci/spec.yaml' } }));
    const spec = 'version: 0.2\nphases:\n  build:\n    commands:\n      - echo from a file\n';
    const done = await run(cloud, await withFiles({ 'ci/spec.yaml': spec }));
    expect(output(done, 'Make')).toContain('from a file');
  });

  test.each([
    [
      { source: { type: 'CODEPIPELINE' as const } },
      'YAML_FILE_ERROR: buildspec buildspec.yml does not exist in the source',
    ],
  ])('fails for a project with %j', async (more, summary) => {
    const cloud = new FakeCloud(pipeline([stage('Build', buildAction('Make'))]));
    cloud.projects.set('Make', project('Make', {}, more));
    expect(ended(await run(cloud, await withFiles({})), 'Make').summary).toBe(summary);
  });

  test('fails when its project does not exist', async () => {
    const cloud = new FakeCloud(pipeline([stage('Build', buildAction('Make'))]));
    const { summary } = ended(await run(cloud, await withFiles({})), 'Make');
    expect(summary).toBe('CodeBuild project Make does not exist in us-east-1');
  });
});

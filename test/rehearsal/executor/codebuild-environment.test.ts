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

  test('is found by a fallback key where the key is new', async () => {
    const cloud = new FakeCloud(pipeline([stage('Build', buildAction('Make'))]));
    cloud.projects.set('Make', project('Make', spec, cached));
    await run(cloud, await withFiles({ 'a.txt': '1' }));
    const other = await run(cloud, await withFiles({ 'a.txt': '2' }));
    expect(output(other, 'Make')).toContain('dep');
    expect([...cloud.objects.keys()].filter((key) => key.startsWith('cache-bucket/'))).toHaveLength(2);
  });
});

import { describe, expect, test } from '@jest/globals';
import { parseBuildspec } from '../../../lib/rehearsal/executor/actions/codebuild/buildspec';

const MINIMAL = { version: '0.2', phases: { build: { commands: ['true'] } } };

describe('a buildspec', () => {
  test('is read from YAML and from JSON', () => {
    const yaml = 'version: 0.2\nphases:\n  build:\n    commands: ["true"]\n';
    expect(parseBuildspec(yaml, 'x')).toEqual(parseBuildspec(JSON.stringify(MINIMAL), 'x'));
  });

  test('takes yes and no as CodeBuild does, and numbers as variables', () => {
    const spec = parseBuildspec(
      'version: 0.2\nenv: {variables: {N: 1, B: true}}\nphases: {install: {runtime-versions: {nodejs: 22}}, build: {commands: [x]}}\nartifacts: {files: [a], discard-paths: yes}',
      'x',
    );
    expect(spec.env.variables).toEqual({ N: '1', B: 'true' });
    expect(spec.artifacts?.['discard-paths']).toBe(true);
    expect(spec.phases.install?.['runtime-versions']).toEqual({ nodejs: '22' });
  });

  test('leaves every scalar as it is written', () => {
    const spec = parseBuildspec(
      'version: 0.2\nenv: {variables: {V: 1.10, H: 0x10, B: yes, N: null, E: "null"}}\nphases: {build: {commands: [true, 010]}}',
      'x',
    );
    expect(spec.env.variables).toEqual({ V: '1.10', H: '0x10', B: 'yes', N: '', E: 'null' });
    expect(spec.phases.build?.commands).toEqual(['true', '010']);
  });

  test('takes a text for a list of one command, also of several lines', () => {
    const spec = parseBuildspec(
      'version: 0.2\nphases:\n  install: {commands: echo 1, finally: echo 2}\n  build:\n    commands: |\n      a\n      b\n',
      'x',
    );
    expect(spec.phases.install).toMatchObject({ commands: ['echo 1'], finally: ['echo 2'] });
    expect(spec.phases.build?.commands).toEqual(['a\nb\n']);
  });

  test('takes keys without a value as if they were not there, and a phase without one as empty', () => {
    const empty = `version: 0.2
run-as:
env:
phases:
  install:
    runtime-versions:
    commands:
    finally:
  pre_build:
  build: {commands: []}
reports:
artifacts:
cache:
`;
    const spec = parseBuildspec(empty, 'x');
    expect(spec.env).toEqual(parseBuildspec(JSON.stringify(MINIMAL), 'x').env);
    expect(spec.phases).toEqual({
      install: { commands: [], finally: [] },
      pre_build: { commands: [], finally: [] },
      build: { commands: [], finally: [] },
    });
    expect([spec.reports, spec.artifacts, spec.cache]).toEqual([{}, undefined, undefined]);
  });

  test('takes anchors and merged keys', () => {
    const spec = parseBuildspec(
      'version: 0.2\nphases: {build: {commands: [x]}}\nartifacts:\n  files: [a]\n  secondary-artifacts: {A: &a {files: [b], discard-paths: yes}, B: {<<: *a, name: n}}',
      'x',
    );
    expect(spec.artifacts?.['secondary-artifacts']['B']).toMatchObject({ files: ['b'], 'discard-paths': true });
  });

  test('takes every other key of the guide', () => {
    const spec = parseBuildspec(
      JSON.stringify({
        ...MINIMAL,
        'run-as': 'root',
        env: { shell: '/bin/sh', 'git-credential-helper': 'yes', 'exported-variables': ['A'] },
        proxy: { 'upload-artifacts': 'yes', logs: 'no' },
        reports: { r: { files: ['**/*'], 'file-format': 'CucumberJson', 'discard-paths': true } },
        artifacts: {
          files: ['a'],
          name: 'n-$(date)',
          's3-prefix': 'p',
          'enable-symlinks': 'yes',
          'exclude-paths': 'b',
        },
        cache: { key: 'k', 'fallback-keys': ['1', '2', '3', '4', '5'], action: 'restore', paths: ['p'] },
      }),
      'x',
    );
    expect(spec.reports['r']?.['file-format']).toBe('CUCUMBERJSON');
    expect(spec.artifacts?.['exclude-paths']).toEqual(['b']);
  });

  test('takes one pattern for a list of one', () => {
    const spec = parseBuildspec(JSON.stringify({ ...MINIMAL, artifacts: { files: '**/*' } }), 'x');
    expect(spec.artifacts?.files).toEqual(['**/*']);
  });

  test.each([
    [{ ...MINIMAL, version: '0.1' }, 'version: only version 0.2 can be rehearsed'],
    [{ ...MINIMAL, batch: {} }, 'Unrecognized key: "batch"'],
    [{ ...MINIMAL, phases: {} }, 'phases: at least one phase is needed'],
    [{ ...MINIMAL, phases: { bild: {} } }, 'phases: Unrecognized key: "bild"'],
    [{ ...MINIMAL, phases: null }, 'phases: '],
    [
      { ...MINIMAL, phases: { build: { commands: [{ 'echo Hello': 'world' }] } } },
      'phases.build.commands: each must be a text: quote a command that has a colon and a blank in it',
    ],
    [{ ...MINIMAL, phases: { build: { commands: [null] } } }, 'phases.build.commands: each must be a text'],
    [{ ...MINIMAL, phases: { build: { commands: { a: 'b' } } } }, 'phases.build.commands: must be a text or a list'],
    ...['RETRY', 'RETRY-4', 'Retry-.*Error: Unable', 'RETRY-8-invalid+'].map((choice): [object, string] => [
      { ...MINIMAL, phases: { build: { commands: ['x'], 'on-failure': choice } } },
      'phases.build.on-failure: RETRY, which starts the build again, cannot be rehearsed',
    ]),
    [
      { ...MINIMAL, phases: { build: { commands: ['x'], 'on-failure': 'STOP' } } },
      'phases.build.on-failure: must be ABORT or CONTINUE',
    ],
    [{ ...MINIMAL, phases: { build: { 'runtime-versions': { nodejs: 22 } } } }, 'Unrecognized key: "runtime-versions"'],
    [{ ...MINIMAL, phases: { build: { 'run-as': 'ada' } } }, 'phases.build.run-as: only root can be rehearsed'],
    [{ ...MINIMAL, env: { variables: { CODEBUILD_X: '1' } } }, 'env.variables: CODEBUILD_ begins only names of'],
    [{ ...MINIMAL, env: { 'parameter-store': { CODEBUILD_X: '/p' } } }, 'env.parameter-store: CODEBUILD_ begins'],
    [{ ...MINIMAL, env: { 'secrets-manager': { CODEBUILD_X: 's' } } }, 'env.secrets-manager: CODEBUILD_ begins'],
    [
      { ...MINIMAL, env: { 'exported-variables': ['AWS_REGION'] } },
      'env.exported-variables.0: CodeBuild exports no variable whose name begins with AWS_',
    ],
    [{ ...MINIMAL, env: { shell: 'powershell.exe' } }, 'env.shell: '],
    [{ ...MINIMAL, env: { 'git-credential-helper': 'perhaps' } }, 'env.git-credential-helper: must be yes or no'],
    [{ ...MINIMAL, reports: { r: { files: ['x'], 'file-format': 'SARIF' } } }, 'reports.r.file-format: must be one of'],
    [{ ...MINIMAL, reports: { r: {} } }, 'reports.r.files: '],
    [
      { ...MINIMAL, reports: Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((r) => [r, { files: ['x'] }])) },
      'reports: a project has at most 5 report groups',
    ],
    [
      { ...MINIMAL, cache: { key: 'k', 'fallback-keys': ['1', '2', '3', '4', '5', '6'] } },
      'cache.fallback-keys: at most 5 fallback keys are supported',
    ],
    [{ ...MINIMAL, cache: { action: 'both' } }, 'cache.action: '],
    [{ ...MINIMAL, artifacts: { 'secondary-artifacts': { A: {} } } }, 'artifacts.secondary-artifacts.A.files: '],
    [{ ...MINIMAL, artifacts: { files: ['a'], type: 'zip' } }, 'artifacts: Unrecognized key: "type"'],
    [{ ...MINIMAL, 'run-as': 'ada' }, 'run-as: only root can be rehearsed'],
    [{ ...MINIMAL, env: { shell: 'fish' } }, 'env.shell: '],
    [{ ...MINIMAL, env: { 'exported-variables': ['a b'] } }, 'env.exported-variables.0: '],
  ])('fails for %j', (spec, message) => {
    expect(() => parseBuildspec(JSON.stringify(spec), 'buildspec.yml')).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message) }),
    );
  });

  test('fails for what is not YAML', () => {
    expect(() => parseBuildspec('a: [', 'buildspec.yml')).toThrow('buildspec.yml is not YAML: ');
  });
});

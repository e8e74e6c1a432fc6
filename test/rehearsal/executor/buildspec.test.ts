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

  test('takes one pattern for a list of one', () => {
    const spec = parseBuildspec(JSON.stringify({ ...MINIMAL, artifacts: { files: '**/*' } }), 'x');
    expect(spec.artifacts?.files).toEqual(['**/*']);
  });

  test.each([
    [{ ...MINIMAL, version: '0.1' }, 'version: only version 0.2 can be rehearsed'],
    [{ ...MINIMAL, batch: {} }, 'Unrecognized key: "batch"'],
    [{ ...MINIMAL, phases: {} }, 'phases: at least one phase is needed'],
    [{ ...MINIMAL, phases: { bild: {} } }, 'phases: Unrecognized key: "bild"'],
    [{ ...MINIMAL, phases: { build: { commands: 'x' } } }, 'phases.build.commands: '],
    [{ ...MINIMAL, phases: { build: { commands: ['x'], 'on-failure': 'RETRY' } } }, 'phases.build.on-failure: '],
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

import { describe, expect, test } from '@jest/globals';
import { parseBuildspec } from '../../../lib/rehearsal/executor/actions/codebuild/buildspec';
import { checkTogether } from '../../../lib/rehearsal/executor/actions/codebuild/check-together';
import type { Project } from '../../../lib/rehearsal/executor/cloud/cloud';
import { BUILD_ROLE, project } from './_helpers/pipelines';

const check = (spec: object, environment: Partial<NonNullable<Project['environment']>> = {}) => {
  const made = project('Make', spec);
  const buildspec = parseBuildspec(made.source?.buildspec ?? '', 'x');
  const whole = { type: 'LINUX_CONTAINER', image: 'i', computeType: 'BUILD_GENERAL1_SMALL', ...environment } as const;
  checkTogether(buildspec, { ...made, serviceRole: BUILD_ROLE, environment: whole });
};
const phases = { build: { commands: ['x'] } };
const variable = (name: string, type: 'PLAINTEXT' | 'PARAMETER_STORE' | 'SECRETS_MANAGER') => ({
  environmentVariables: [{ name, value: '/p', type }],
});

describe('a buildspec and its project', () => {
  test('export a plain variable of the project', () => {
    expect(() => check({ phases, env: { 'exported-variables': ['P'] } }, variable('P', 'PLAINTEXT'))).not.toThrow();
  });

  test.each(['PARAMETER_STORE', 'SECRETS_MANAGER'] as const)('fail where they export a secret, %s', (type) => {
    expect(() => check({ phases, env: { 'exported-variables': ['P'] } }, variable('P', type))).toThrow(
      'CodeBuild project Make cannot be built: env.exported-variables: CodeBuild exports no secret of the project, and P is one',
    );
  });

  test('fail where the project sets a variable that is CodeBuild’s own', () => {
    expect(() => check({ phases }, variable('CODEBUILD_CI', 'PLAINTEXT'))).toThrow(
      'variable CODEBUILD_CI: CODEBUILD_ begins only names of CodeBuild’s own',
    );
  });

  test('fail where on-failure is used on Lambda, which does not support it', () => {
    const spec = { phases: { build: { ...phases.build, 'on-failure': 'ABORT' } } };
    expect(() => check(spec)).not.toThrow();
    expect(() => check(spec, { type: 'ARM_LAMBDA_CONTAINER' })).toThrow(
      'phases.build.on-failure: it is not supported on ARM_LAMBDA_CONTAINER',
    );
  });
});

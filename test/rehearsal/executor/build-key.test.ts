import { describe, expect, test } from '@jest/globals';
import { type BuildIngredients, buildKey } from '../../../lib/rehearsal/executor/actions/codebuild/reuse/build-key';
import { project } from './_helpers/pipelines';

const MADE: BuildIngredients = {
  project: project('Make', { phases: { build: { commands: ['make'] } } }),
  stageName: 'Build',
  actionName: 'Make',
  region: 'us-east-1',
  configuration: { ProjectName: 'Make' },
  inputs: [['Code', 'a'.repeat(64)]],
  outputs: ['Made'],
  pipelineName: 'delivery',
  commitId: '0'.repeat(40),
  environment: { PATH: '/usr/bin' },
  policies: ['{}'],
  ground: { tools: { node: 'v22', npm: '11', python: '3.11' }, rehearsal: 'b' },
};
const environment = {
  ...MADE.project.environment,
  type: 'LINUX_CONTAINER',
  computeType: 'BUILD_GENERAL1_SMALL',
} as const;

describe('the key of a build', () => {
  test.each<[string, Partial<BuildIngredients>]>([
    ['buildspec', { project: project('Make', { phases: { build: { commands: ['make all'] } } }) }],
    ['image', { project: { ...MADE.project, environment: { ...environment, image: 'other' } } }],
    [
      'compute',
      {
        project: {
          ...MADE.project,
          environment: { ...environment, image: undefined, computeType: 'BUILD_GENERAL1_LARGE' },
        },
      },
    ],
    [
      'variable of the project',
      {
        project: {
          ...MADE.project,
          environment: { ...environment, image: undefined, environmentVariables: [{ name: 'A', value: '1' }] },
        },
      },
    ],
    ['role', { project: { ...MADE.project, serviceRole: 'arn:aws:iam::111111111111:role/other' } }],
    ['stage', { stageName: 'Other' }],
    ['action', { actionName: 'Other' }],
    ['region', { region: 'eu-west-1' }],
    ['variable of the action', { configuration: { ProjectName: 'Make', EnvironmentVariables: '[]' } }],
    ['input', { inputs: [['Code', 'c'.repeat(64)]] }],
    ['name of an input', { inputs: [['Source', 'a'.repeat(64)]] }],
    ['outputs', { outputs: [] }],
    ['pipeline', { pipelineName: 'other' }],
    ['commit', { commitId: '1'.repeat(40) }],
    ['environment', { environment: { PATH: '/opt/bin' } }],
    ['policies of the role', { policies: ['{"Statement":[]}'] }],
    ['node', { ground: { ...MADE.ground, tools: { ...MADE.ground.tools, node: 'v24' } } }],
    ['npm', { ground: { ...MADE.ground, tools: { ...MADE.ground.tools, npm: '12' } } }],
    ['python', { ground: { ...MADE.ground, tools: { ...MADE.ground.tools, python: '3.14' } } }],
    ['rehearsal itself', { ground: { ...MADE.ground, rehearsal: 'c' } }],
  ])('is another one with another %s', (_, change) => {
    expect(buildKey({ ...MADE, ...change })).not.toBe(buildKey(MADE));
  });

  test('knows nothing of when a project was made, nor in which order it is told', () => {
    const { name, ...others } = MADE.project;
    const told = { ...others, created: new Date(0), lastModified: new Date(1), ...(name && { name }) };
    expect(buildKey({ ...MADE, project: told })).toBe(buildKey(MADE));
  });
});

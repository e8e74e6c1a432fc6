import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../lib/ground/json';
import type { AssemblyStack } from '../../../lib/rehearsal/assembly/read-assembly';
import { notBuilt, notPlanned } from '../../../lib/rehearsal/rehearsable/executed';
import { asRead, type Declared } from '../../../lib/rehearsal/rehearsable/templates';
import { BUILD, SPEC } from './_helpers/planted';

const RULE = {
  Name: 'R',
  RuleTypeId: { Provider: 'CloudWatchAlarm' },
  Configuration: { AlarmName: 'a' },
  Commands: [],
};
const CONDITION = { Result: 'FAIL', Rules: [RULE] };
const COMMANDS = {
  Name: 'Run',
  ActionTypeId: { Category: 'Compute', Owner: 'AWS', Provider: 'Commands', Version: '1' },
  Commands: ['true'],
  OutputVariables: ['V'],
  EnvironmentVariables: [{ Name: 'N', Value: 'v', Type: 'PLAINTEXT' }],
  InputArtifacts: [{ Name: 'source' }],
  OutputArtifacts: [{ Name: 'made', Files: ['f'] }],
};
const PIPELINE = {
  Stages: [
    {
      Name: 'all',
      Blockers: [],
      BeforeEntry: { Conditions: [CONDITION] },
      OnFailure: { Result: 'RETRY', RetryConfiguration: { RetryMode: 'ALL_ACTIONS' }, Conditions: [CONDITION] },
      Actions: [BUILD, COMMANDS],
    },
  ],
  Triggers: [{ GitConfiguration: { SourceActionName: 'S', Push: [{}], PullRequest: [{}] } }],
};
const PROJECT = {
  Source: { BuildSpec: SPEC },
  Environment: { Type: 'LINUX_CONTAINER' },
  SecondarySources: [],
  FileSystemLocations: [],
};

const ODD: readonly unknown[] = [
  'text',
  5,
  null,
  [null],
  { Odd: {} },
  { 'Fn::If': ['Given', [{}], { Ref: 'AWS::NoValue' }] },
];

/** Every value with one of the odd ones in the place of one part of it. */
function* withOdd(value: unknown): Generator<unknown> {
  yield* ODD;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value))
    for (const odd of withOdd(inner))
      yield Array.isArray(value) ? value.with(Number(key), odd) : { ...value, [key]: odd };
}

const limitsOf = async (pipeline: JsonObject, project: JsonObject): Promise<readonly string[]> => {
  const template = {
    Conditions: { Given: { 'Fn::Equals': [{ Ref: 'P' }, 'yes'] } },
    Resources: { Project: { Type: 'AWS::CodeBuild::Project', Properties: project } },
  };
  const stack: AssemblyStack = {
    id: 'S',
    stackName: 'S',
    environment: { account: '111111111111', region: 'us-east-1' },
    qualifier: 'q',
    templateFile: '',
    topLevel: true,
    dependsOn: [],
  };
  const read = asRead(stack, template, [], (about) => ({ ...about, stack: 'S', path: 'S' }));
  const declared: Declared = {
    logicalId: 'Pipeline',
    type: 'AWS::CodePipeline::Pipeline',
    resource: {},
    properties: pipeline,
  };
  const found = [...notPlanned(declared, read), ...(await notBuilt(declared, read, '/nonexistent'))];
  return found.map(({ what, why }) => `${what} ${why}`);
};

describe('what stands in the place of anything', () => {
  test('of a pipeline is planned as far as it can be', async () => {
    for (const odd of withOdd(PIPELINE.Stages[0])) {
      const said = await limitsOf({ ...PIPELINE, Stages: [odd] }, PROJECT);
      expect(said.join()).not.toMatch(/object|undefined|null|known later/);
    }
    for (const odd of withOdd(PIPELINE.Triggers)) await limitsOf({ ...PIPELINE, Triggers: odd }, PROJECT);
  });

  test('of a project is no limit by itself', async () => {
    for (const odd of withOdd(PROJECT)) {
      const said = await limitsOf(PIPELINE, odd as JsonObject);
      expect(said.join()).not.toMatch(/object|undefined|null|known later/);
    }
  });
});

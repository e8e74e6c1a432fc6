import { describe, expect, test } from '@jest/globals';
import type { PipelineDeclaration } from '../../../lib/rehearsal/executor/cloud/cloud';
import { planPipeline } from '../../../lib/rehearsal/executor/plan/plan-pipeline';
import { approvalAction, buildAction, deployAction, pipeline, sourceAction, stage } from './_helpers/pipelines';

const type = (category: string, provider: string, version = '1', owner = 'AWS') =>
  ({ category, provider, version, owner }) as ReturnType<typeof approvalAction>['actionTypeId'];

describe('a plan', () => {
  test('keeps order, roles, regions and the defaults of variables', () => {
    const plan = planPipeline(
      pipeline([stage('Build', buildAction('Make', { roleArn: 'arn:own' }), approvalAction('Ask'))], {
        pipelineType: 'V2',
        variables: [{ name: 'Colour', defaultValue: 'red' }],
      }),
      'us-east-1',
    );
    expect(plan.stages.map(({ stageName }) => stageName)).toEqual(['Source', 'Build']);
    expect(plan.stages[1]?.actions.map(({ roleArn }) => roleArn)).toEqual([
      'arn:own',
      'arn:aws:iam::111111111111:role/pipeline',
    ]);
    expect(plan.variables).toEqual({ Colour: 'red' });
    expect(plan.stores.get('us-east-1')).toEqual({ region: 'us-east-1', bucket: 'artifacts', kmsKeyId: 'the-key' });
  });

  const refused: readonly (readonly [string, PipelineDeclaration, string])[] = [
    [
      'an unknown action type',
      pipeline([stage('Go', { ...approvalAction('Call'), actionTypeId: type('Deploy', 'ECS') })]),
      'action Go/Call is of type AWS Deploy/ECS version 1, which cannot be rehearsed',
    ],
    [
      'an action type of somebody else',
      pipeline([stage('Go', { ...buildAction('Make'), actionTypeId: type('Build', 'CodeBuild', '1', 'Custom') })]),
      'action Go/Make is of type Custom Build/CodeBuild version 1, which cannot be rehearsed',
    ],
    [
      'an unknown configuration key',
      pipeline([stage('Go', buildAction('Make', { configuration: { Colour: 'red' } }))]),
      'action Go/Make has the configuration Colour, which cannot be rehearsed for Build/CodeBuild',
    ],
    [
      'a stage whose name leads elsewhere',
      pipeline([stage('../../Go', buildAction('Make'))]),
      'the pipeline has stage "../../Go": CodePipeline takes letters, digits and .@-_',
    ],
    [
      'an action whose name would move the cursor',
      pipeline([stage('Go', buildAction('\u001b[2JMake'))]),
      'the pipeline has action "\\u001b[2JMake": CodePipeline takes letters, digits and .@-_',
    ],
    [
      'batch builds',
      pipeline([stage('Go', buildAction('Make', { configuration: { BatchEnabled: 'true' } }))]),
      'action Go/Make sets BatchEnabled to true, which cannot be rehearsed: known is false',
    ],
    [
      'a full clone for anything but a build',
      pipeline([], {
        stages: [
          stage('Source', {
            ...sourceAction(),
            configuration: { ...sourceAction().configuration, OutputArtifactFormat: 'CODEBUILD_CLONE_REF' },
          }),
          stage('Go', deployAction('Deploy', { ActionMode: 'CREATE_UPDATE' })),
        ],
      }),
      'action Go/Deploy takes artifact Code, a full clone, which only CodeBuild actions can',
    ],
    [
      'a missing configuration key',
      pipeline([stage('Go', { ...deployAction('Deploy', {}), configuration: { StackName: 's' } })]),
      'action Go/Deploy lacks the configuration ActionMode of Deploy/CloudFormation',
    ],
    [
      'an unknown action mode',
      pipeline([stage('Go', deployAction('Deploy', { ActionMode: 'DREAM' }))]),
      'action Go/Deploy sets ActionMode to DREAM, which cannot be rehearsed: known is CHANGE_SET_EXECUTE, CHANGE_SET_REPLACE, CREATE_UPDATE, DELETE_ONLY, REPLACE_ON_FAILURE',
    ],
    [
      'blockers of a stage',
      pipeline([{ ...stage('Go', approvalAction('Ask')), blockers: [{ name: 'Wait', type: 'Schedule' }] }]),
      'stage Go uses blockers, which cannot be rehearsed',
    ],
    [
      'an input nobody makes',
      pipeline([stage('Go', buildAction('Make', { inputArtifacts: [{ name: 'Nothing' }] }))]),
      'action Go/Make takes artifact Nothing, which no earlier action makes',
    ],
    [
      'a region without a bucket',
      pipeline([stage('Go', { ...approvalAction('Ask'), region: 'eu-west-1' })]),
      'action Go/Ask runs in eu-west-1, which has no artifact store',
    ],
    [
      'a variable without a value',
      pipeline([stage('Go', approvalAction('Ask'))], { variables: [{ name: 'Colour' }] }),
      'pipeline variable Colour has no default value: a release that starts from a push cannot give it one',
    ],
    ['no role', pipeline([], { roleArn: undefined }), 'pipeline delivery has no role'],
    ['no artifact store', pipeline([], { artifactStore: undefined }), 'pipeline delivery has no artifact store'],
    ['an empty stage', pipeline([stage('Go')]), 'stage Go has no actions'],
    [
      'two inputs too many',
      pipeline([stage('Go', { ...approvalAction('Ask'), inputArtifacts: [{ name: 'Code' }] })]),
      'action Go/Ask has 1 input artifacts, Approval/Manual takes 0 to 0',
    ],
  ];

  test.each(refused)('fails for %s', (_, declaration, message) => {
    expect(() => planPipeline(declaration, 'us-east-1')).toThrow(message);
  });
});

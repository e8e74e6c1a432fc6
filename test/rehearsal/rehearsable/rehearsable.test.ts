import { describe, expect, test } from '@jest/globals';
import { notRehearsable, requireRehearsable } from '../../../lib/rehearsal/rehearsable/rehearsable';
import { BUILD, linesOf, type Planted, SPEC, synthesisOf, thing } from './_helpers/planted';

const SHOPS = '2 places: dev/Shop/Thing (src/shop.ts:12), dev/Till/Thing (src/shop.ts:12)';

const [PARTITION, RUN] = [{ Ref: 'AWS::Partition' }, 'states:::lambda:invoke"'];

describe('of an app cannot be rehearsed', () => {
  test.each<[string, Planted, string]>([
    [
      'a resource type',
      thing({ Type: 'AWS::No::Such' }),
      `AWS::No::Such: the emulator has no such resource type: ${SHOPS}`,
    ],
    [
      'a property, also below another',
      thing({ Type: 'AWS::S3::Bucket', Properties: { LifecycleConfiguration: { Rules: [{ Odd: 1 }] } } }),
      `AWS::S3::Bucket: the emulator has no property LifecycleConfiguration.Rules.Odd: ${SHOPS}`,
    ],
    [
      'a property that a condition chooses',
      thing({ Type: 'AWS::SQS::Queue', Properties: { 'Fn::If': ['Never', {}, { Odd: 1 }] } }),
      `AWS::SQS::Queue: the emulator has no property Odd: ${SHOPS}`,
    ],
    [
      'a value of a property',
      thing({ Type: 'AWS::Lambda::Function', Properties: { Runtime: 'java21' } }),
      `AWS::Lambda::Function: the emulator has no Runtime java21: ${SHOPS}`,
    ],
    [
      'a task of a state machine beside one that is run, in a text of pieces',
      thing({
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: { DefinitionString: { 'Fn::Join': [':', ['"arn', PARTITION, RUN, 'states:::ecs:runTask.sync"']] } },
      }),
      `AWS::StepFunctions::StateMachine: the emulator does not run states:::ecs:runTask.sync in DefinitionString: ${SHOPS}`,
    ],
    [
      'more entries of a list than the emulator has',
      thing({ Type: 'AWS::DynamoDB::GlobalTable', Properties: { Replicas: [{ Region: 'a' }, { Region: 'b' }] } }),
      `AWS::DynamoDB::GlobalTable: the emulator has no Replicas with 2 entries: ${SHOPS}`,
    ],
    [
      'an attribute of a resource',
      thing({ Type: 'AWS::SQS::Queue', CreationPolicy: {} }),
      `AWS::SQS::Queue: the emulator has no resource attribute CreationPolicy: ${SHOPS}`,
    ],
    [
      'a policy of a resource',
      thing({ Type: 'AWS::SQS::Queue', UpdateReplacePolicy: 'Snapshot' }),
      `AWS::SQS::Queue: the emulator has no policy Snapshot: ${SHOPS}`,
    ],
    [
      'an attribute that is asked for',
      thing({ Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::GetAtt': ['Queue', 'Odd'] } } }),
      `AWS::SQS::Queue: the emulator returns no attribute Odd: ${SHOPS}`,
    ],
    [
      'an attribute in a text',
      thing({
        Type: 'AWS::SNS::Topic',
        Properties: { TopicName: { 'Fn::Sub': '${Queue.Odd}${!Queue.Not}${AWS::Region}' } },
      }),
      `AWS::SQS::Queue: the emulator returns no attribute Odd: ${SHOPS}`,
    ],
    [
      'a function',
      thing({ Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::Transform': {} } } }),
      `Fn::Transform: the emulator knows no such function: ${SHOPS}`,
    ],
    [
      'a function in a branch that no condition chooses: the template is refused as a whole',
      { sections: { Outputs: { O: { Condition: 'Never', Value: { 'Fn::Odd': 'x' } } } } },
      'Fn::Odd: the emulator knows no such function: 2 places: dev/Shop, dev/Till',
    ],
    [
      'a loop of resources',
      {
        shop: { 'Fn::ForEach::Topics': ['X', ['a'], { 'T${X}': { Type: 'AWS::SNS::Topic' } }] },
        sections: { Transform: 'AWS::LanguageExtensions' },
      },
      'Fn::ForEach: the emulator knows no such function: 2 places: dev/Shop, dev/Till',
    ],
    [
      'a macro beside the type of a resource',
      thing({ Type: 'AWS::SNS::Topic', 'Fn::Transform': { Name: 'M' } }),
      `Fn::Transform: the emulator knows no such function: ${SHOPS}`,
    ],
    [
      'a macro among properties, which is none of them',
      thing({ Type: 'AWS::SNS::Topic', Properties: { TopicName: 't', 'Fn::Transform': { Name: 'M' } } }),
      `Fn::Transform: the emulator knows no such function: ${SHOPS}`,
    ],
    [
      'a macro in a mapping',
      { sections: { Mappings: { M: { 'Fn::Transform': { Name: 'AWS::Include' } } } } },
      'Fn::Transform: the emulator knows no such function: 2 places: dev/Shop, dev/Till',
    ],
    [
      'a property in both branches of a condition that only the deployment can tell',
      thing({ Type: 'AWS::SQS::Queue', Properties: { 'Fn::If': ['Given', { Odd: 1, One: 1 }, { Odd: 2 }] } }),
      `AWS::SQS::Queue: the emulator has no property Odd: ${SHOPS}`,
    ],
    [
      'a value in both branches of such a condition',
      thing({ Type: 'AWS::Lambda::Function', Properties: { Runtime: { 'Fn::If': ['Given', 'java21', 'java21'] } } }),
      `AWS::Lambda::Function: the emulator has no Runtime java21: ${SHOPS}`,
    ],
    [
      'a name that would begin a line of its own',
      thing({ Type: 'AWS::No\n  image asset: none\u001b[2J' }),
      `AWS::No⟨U+000A⟩  image asset: none⟨U+001B⟩[2J: the emulator has no such resource type: ${SHOPS}`,
    ],
    [
      'a function without its transform',
      { sections: { Outputs: { O: { Value: { 'Fn::ToJsonString': {} } } } } },
      'Fn::ToJsonString: the emulator knows no such function: 2 places: dev/Shop, dev/Till',
    ],
    [
      'a transform',
      { sections: { Transform: ['AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31'] } },
      'AWS::Serverless-2016-10-31: the emulator expands no such transform: 2 places: dev/Shop, dev/Till',
    ],
    [
      'an image asset',
      { images: { abc: { displayName: 'Server' } } },
      'image asset: a rehearsal builds no container image: 1 place: dev/Shop Server',
    ],
    [
      'an action type',
      {
        stage: {
          Actions: [BUILD, { ...BUILD, Name: 'Ship', ActionTypeId: { ...BUILD.ActionTypeId, Provider: 'Jenkins' } }],
        },
      },
      'action: is of type AWS Build/Jenkins version 1, which cannot be rehearsed: 1 place: Tools/Pipeline dev/Ship',
    ],
    [
      'the configuration of an action',
      { stage: { Actions: [{ ...BUILD, Configuration: { ...BUILD.Configuration, Odd: { Ref: 'Bucket' } } }] } },
      'action: has the configuration Odd, which cannot be rehearsed for Build/CodeBuild: 1 place: Tools/Pipeline dev/Build',
    ],
    [
      'what starts the next execution',
      { stage: { Blockers: [{ Name: 'B', Type: 'Schedule' }] } },
      'stage: uses blockers, which cannot be rehearsed: 1 place: Tools/Pipeline dev',
    ],
    [
      'a rule, wherever it stands',
      {
        stage: {
          OnSuccess: {
            Conditions: [
              {
                Result: 'FAIL',
                Rules: [
                  { Name: 'Look', RuleTypeId: { Provider: 'CloudWatchAlarm' }, Configuration: { AlarmName: 'a' } },
                  { Name: 'Odd', RuleTypeId: { Provider: 'Jenkins' } },
                ],
              },
            ],
          },
        },
      },
      'rule: is of type AWS Jenkins version 1, which cannot be rehearsed: 1 place: Tools/Pipeline dev/Odd',
    ],
    [
      'a pipeline that only pull requests start',
      {
        pipeline: {
          Triggers: [{ GitConfiguration: { SourceActionName: 'Source', PullRequest: [{ Events: ['OPEN'] }] } }],
        },
      },
      'trigger: only pull requests start the pipeline, and a rehearsal pushes: 1 place: Tools/Pipeline',
    ],
    [
      'a project',
      { project: { Environment: { Type: 'WINDOWS_CONTAINER' } } },
      'AWS::CodeBuild::Project: environment type WINDOWS_CONTAINER cannot be rehearsed: 1 place: Tools/Project',
    ],
    [
      'a buildspec in it',
      { project: { Source: { Type: 'CODEPIPELINE', BuildSpec: SPEC.replace('0.2', '0.1') } } },
      "AWS::CodeBuild::Project: the project's inline buildspec cannot be rehearsed: version: only version 0.2 can be rehearsed: 1 place: Tools/Project",
    ],
  ])('%s', async (_, planted, line) => {
    const Conditions = {
      Never: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'none'] },
      Given: { 'Fn::Equals': [{ Ref: 'P' }, 'yes'] },
    };
    expect(await linesOf({ ...planted, sections: { Conditions, ...planted.sections } })).toEqual([line]);
  });

  test('said at once, and as no fault of the app', async () => {
    const planted = { ...thing({ Type: 'AWS::No::Such' }), images: { abc: { displayName: 'Server' } } };
    const refused = requireRehearsable(synthesisOf(planted), 'commit 1234567');
    await expect(refused).rejects.toMatchObject({
      exitCode: 2,
      message: [
        '2 things of this app cannot be rehearsed (commit 1234567); nothing was started:',
        `  AWS::No::Such: the emulator has no such resource type: ${SHOPS}`,
        '  image asset: a rehearsal builds no container image: 1 place: dev/Shop Server',
      ].join('\n'),
    });
  });

  test('but partly, where stubs can stand for all of it', async () => {
    const synthesis = synthesisOf(thing({ Type: 'AWS::No::Such' }));
    await expect(requireRehearsable(synthesis, 'c')).rejects.toThrow(
      '--partial rehearses the rest, with marked stubs for these',
    );
    await expect(requireRehearsable(synthesis, 'c', true)).resolves.toMatchObject([
      { logicalId: 'Thing', what: 'AWS::No::Such', dependents: [] },
      { path: 'dev/Till/Thing/Resource' },
    ]);
  });

  test('nor partly, where nothing can stand for some of it', async () => {
    const planted = { ...thing({ Type: 'AWS::No::Such' }), images: { abc: { displayName: 'Server' } } };
    const refused = requireRehearsable(synthesisOf(planted), 'c', true);
    await expect(refused).rejects.toMatchObject({
      exitCode: 2,
      message: [
        '1 thing of this app cannot be rehearsed, also not with --partial (c); nothing was started:',
        '  image asset: a rehearsal builds no container image: 1 place: dev/Shop Server',
      ].join('\n'),
    });
  });

  test('nor what refers to it, which is named', async () => {
    const user = (Properties: object, more: object = {}) => ({ Type: 'AWS::SSM::Parameter', Properties, ...more });
    const shop = {
      Thing: { Type: 'AWS::No::Such', Properties: { Own: { Ref: 'Queue' } } },
      Named: user({ Value: { Ref: 'Thing' } }, { Metadata: { 'aws:cdk:path': 'dev/Named/Resource' } }),
      Asked: user({ Value: { 'Fn::GetAtt': ['Thing', 'Url'] } }),
      Written: user({ Value: { 'Fn::Sub': 'to ${Thing}' } }),
      After: user({ Value: 'x' }, { DependsOn: 'Thing' }),
      Apart: user({ Value: { Ref: 'Queue' } }),
    };
    const sections = { Outputs: { Address: { Value: { 'Fn::Sub': '${Thing.Url}' } }, Other: { Value: 'x' } } };
    const [limit] = await notRehearsable(synthesisOf({ shop, sections }));
    expect(limit?.dependents).toEqual(['dev/Named/Resource', 'Asked', 'Written', 'After', 'output Address']);
  });
});

import { describe, expect, test } from '@jest/globals';
import { BUILD, linesOf, type Planted, thing } from './_helpers/planted';

const nested = (path: string) => ({
  Type: 'AWS::CloudFormation::Stack',
  Properties: { TemplateURL: 'u' },
  Metadata: { 'aws:asset:path': path },
});
const LATER = { 'Fn::If': ['Given', 'some', { Ref: 'AWS::NoValue' }] };
const ODD = ['AWS::SQS::Queue', 'AWS::CodeBuild::Project', 'AWS::CloudFormation::Stack'].flatMap((Type) =>
  ['x', 1, null, ['x']].map((Properties) => ({ Type, Properties })),
);

describe('of an app cannot be rehearsed', () => {
  test.each<[string, Planted]>([
    ['an app without any of it', {}],
    [
      'a stack that nothing deploys, nor of its images',
      {
        alone: { Thing: { Type: 'AWS::No::Such' } },
        tools: { A: { Type: 'AWS::SQS::Queue', Metadata: { a: 'Alone-2' } } },
      },
    ],
    [
      'an attribute in an output that a condition leaves out',
      { sections: { Outputs: { O: { Condition: 'Never', Value: { 'Fn::GetAtt': ['Queue', 'Odd'] } } } } },
    ],
    [
      'a property in one branch of a condition that only the deployment can tell',
      thing({
        Type: 'AWS::SQS::Queue',
        Properties: { Odd: { 'Fn::If': ['Given', 1, { Ref: 'AWS::NoValue' }] }, DelaySeconds: 1 },
      }),
    ],
    [
      'an attribute in one branch of such a condition',
      thing({
        Type: 'AWS::SNS::Topic',
        Properties: { TopicName: { 'Fn::If': ['Given', { 'Fn::GetAtt': ['Queue', 'Odd'] }, 'none'] } },
      }),
    ],
    ['metadata that names no file', { tools: { A: nested('none.template.json'), B: nested('dev.json/x.json') } }],
    ['a stack whose template is said to be the one it stands in', { tools: { A: nested('Tools.template.json') } }],
    ['a buildspec that is no file', { project: { Source: { Type: 'CODEPIPELINE', BuildSpec: 'dev' } } }],
    ['a buildspec below a file', { project: { Source: { BuildSpec: 'manifest.json/x' } } }],
    ['a buildspec that is no text', { project: { Source: { BuildSpec: [1] } } }],
    ['properties that are none', { tools: Object.fromEntries(ODD.map((each, at) => [`A${at}`, each])) }],
    ['stages that are none', { stage: { Actions: 'x' }, pipeline: { Triggers: 'x' } }],
    [
      'the rule about the bootstrap that the CDK gives every stack',
      { sections: { Rules: { R: { Assertions: [{ Assert: { 'Fn::Not': [{ 'Fn::Contains': [['1'], 'x'] }] } }] } } } },
    ],
    ['a custom resource', thing({ Type: 'Custom::Any', Properties: { ServiceToken: 'arn', Odd: 1 } })],
    ['a resource that a condition leaves out', thing({ Type: 'AWS::No::Such', Condition: 'Never' })],
    ['a resource that only the deployment can tell', thing({ Type: 'AWS::No::Such', Condition: 'Given' })],
    [
      'a runtime that only the deployment knows',
      thing({ Type: 'AWS::Lambda::Function', Properties: { Runtime: { Ref: 'P' } } }),
    ],
    [
      'layers of the app, and those that only the deployment knows',
      thing({
        Type: 'AWS::Lambda::Function',
        Properties: {
          Layers: [
            { Ref: 'Layer' },
            'arn:aws:lambda:eu-west-1:222222222222:layer:own:1',
            { 'Fn::Sub': 'arn:aws:lambda:eu-west-1:${P}:layer:own:1' },
            { 'Fn::FindInMap': ['None', 'a', 'b'] },
          ],
        },
      }),
    ],
    [
      'URIs that stages fill in, and those that only the deployment knows',
      {
        shop: Object.fromEntries(
          [
            'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${stageVariables.arn}/invocations',
            'arn:aws:lambda:eu-west-1:222222222222:function:${stageVariables.name}:live',
            { 'Fn::Join': ['', ['arn:aws:lambda:', { Ref: 'P' }, '/invocations']] },
            { 'Fn::GetAtt': ['Other', 'Arn'] },
            { 'Fn::Sub': 'arn:aws:lambda:${AWS::Region}:222222222222:function:${!stageVariables.name}' },
          ].map((Uri, at) => [
            `M${at}`,
            { Type: 'AWS::ApiGateway::Method', Properties: { Integration: { Type: 'AWS_PROXY', Uri } } },
          ]),
        ),
      },
    ],
    [
      'what a mock answers as it stands, and a route whose target a condition chooses',
      {
        shop: {
          M: {
            Type: 'AWS::ApiGateway::Method',
            Properties: {
              Integration: {
                Type: 'MOCK',
                RequestTemplates: { json: '{"price": "$5", "page": "#1"}' },
                IntegrationResponses: [{ ResponseParameters: { a: "'*'", b: { Ref: 'P' } } }],
              },
            },
          },
          R: { Type: 'AWS::ApiGatewayV2::Route', Properties: { Target: { 'Fn::If': ['Given', 'a', 'b'] } } },
          S: { Type: 'AWS::ApiGatewayV2::Route', Properties: { 'Fn::If': ['Given', {}, {}] } },
        },
      },
    ],
    [
      'an integration whose templates nobody reads, and a switch that is off',
      thing({
        Type: 'AWS::ApiGateway::Method',
        Properties: {
          ApiKeyRequired: false,
          Integration: { Type: 'AWS_PROXY', RequestTemplates: { json: '$input' }, Uri: { Ref: 'P' } },
        },
      }),
    ],
    [
      'a type of integration that only the deployment knows',
      thing({
        Type: 'AWS::ApiGateway::Method',
        Properties: { Integration: { 'Fn::If': ['Given', { Type: 'AWS' }, {}] } },
      }),
    ],
    [
      'a configuration that only the deployment knows',
      { stage: { Actions: [{ ...BUILD, Configuration: { ProjectName: 'p', BatchEnabled: { Ref: 'P' } } }] } },
    ],
    [
      'numbers and truths where texts are due, which CloudFormation takes',
      {
        stage: {
          Actions: [
            {
              ...BUILD,
              ActionTypeId: { ...BUILD.ActionTypeId, Version: 1 },
              Configuration: { ProjectName: 'p', BatchEnabled: false },
            },
          ],
        },
      },
    ],
    [
      'what only the deployment knows of a project, a stage and a trigger',
      {
        project: { SecondarySources: LATER, FileSystemLocations: LATER, Environment: LATER },
        stage: { Blockers: LATER, BeforeEntry: LATER, OnFailure: { Conditions: LATER } },
        pipeline: { Triggers: [{ GitConfiguration: { SourceActionName: 'Source', PullRequest: LATER, Push: LATER } }] },
      },
    ],
    ['a mistake of its own, which AWS refuses', { stage: { Actions: [{ ...BUILD, Configuration: {} }] } }],
    [
      'an output of a nested stack',
      thing({ Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::GetAtt': ['Nested', 'Outputs.Name'] } } }),
    ],
  ])('nothing of %s', async (_, planted) => {
    const Conditions = {
      Never: { 'Fn::And': [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'none'] }, { Condition: 'Given' }] },
      Given: { 'Fn::Equals': [{ Ref: 'P' }, 'yes'] },
    };
    const shop = { Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'u' } }, ...planted.shop };
    expect(await linesOf({ ...planted, shop, sections: { Conditions, ...planted.sections } })).toEqual([]);
  });

  const command = { ...BUILD, Configuration: { ProjectName: 'p', EnvironmentVariables: 'cdk deploy Alone' } };
  const inSource = { project: { Source: { Type: 'CODEPIPELINE', BuildSpec: 'ci.yml' } } };
  const specOf = (run: string) => JSON.stringify({ version: '0.2', phases: { build: { commands: [run] } } });
  const scripts = '{ "scripts": { "ship": "cdk deploy --all --require-approval never" } }';
  const action = { ...BUILD, Configuration: { ProjectName: 'p', PrimarySource: 'built::Alone.template.json' } };
  test.each<[string, Planted]>([
    ['the template in an action', { stage: { Actions: [action] } }],
    ['the name in a command', { stage: { Actions: [command] } }],
    ['the name in a buildspec in the source', { ...inSource, files: { 'ci.yml': specOf('cdk deploy "Alone"') } }],
    [
      'all names in a script that a build runs',
      { ...inSource, files: { 'ci.yml': specOf('npm run ship'), 'package.json': scripts } },
    ],
    ['what the pipeline’s stack depends on', { dependencies: ['Alone.assets', 'Alone'] }],
  ])('a stack at the top that is deployed, by %s', async (_, planted) => {
    expect(await linesOf({ alone: { Thing: { Type: 'AWS::No::Such' } }, ...planted })).toEqual([
      'AWS::No::Such: the emulator has no such resource type: 1 place: Alone/Thing',
      'image asset: a rehearsal builds no container image: 1 place: Alone Thing',
    ]);
  });

  test('nothing of a stack at the top that only a script names which no build runs', async () => {
    const files = { 'ci.yml': specOf('cdk synth, then ls --all'), 'package.json': scripts };
    expect(await linesOf({ alone: { Thing: { Type: 'AWS::No::Such' } }, ...inSource, files })).toEqual([]);
  });

  test('what an emulator of somebody else lacks: only what runs here is looked at', async () => {
    const planted = { ...thing({ Type: 'AWS::No::Such' }), project: { Environment: { Type: 'WINDOWS_CONTAINER' } } };
    expect(await linesOf(planted, false)).toEqual([expect.stringContaining('WINDOWS_CONTAINER')]);
  });
});

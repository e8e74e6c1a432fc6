import { describe, expect, test } from '@jest/globals';
import { deploys, linesOf, type Planted, thing } from './_helpers/planted';

const SHOPS = '2 places: dev/Shop/Thing (src/shop.ts:12), dev/Till/Thing (src/shop.ts:12)';

const method = (Integration: object): Planted =>
  thing({ Type: 'AWS::ApiGateway::Method', Properties: { Integration } });

/** A function with a layer of a mapping, of an account in us-east-1 and of a stranger's everywhere else. */
const mappedLayers = (layer: object, account: string): Planted => ({
  ...thing({ Type: 'AWS::Lambda::Function', Properties: { Layers: [layer] } }),
  sections: {
    Parameters: { P: { Type: 'String' } },
    Mappings: {
      Insights: {
        'eu-west-1': { arn: 'arn:aws:lambda:eu-west-1:580247275435:layer:Insights:2' },
        'us-east-1': { arn: `arn:aws:lambda:us-east-1:${account}:layer:Insights:1` },
      },
    },
  },
});

const AMI = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';

const value = (Default: string) => ({ Type: 'AWS::SSM::Parameter::Value<String>', Default });

describe('of what AWS publishes cannot be rehearsed', () => {
  test('a parameter that the emulator has not, and no other', async () => {
    const Parameters = {
      A: value('/aws/service/bottlerocket/x/image_id:3'),
      B: value(AMI),
      C: value('/own'),
      D: { Type: 'String', Default: '/aws/service/none' },
    };
    expect(await linesOf({ sections: { Parameters } })).toEqual([
      'public parameter: the emulator has no /aws/service/bottlerocket/x/image_id: 2 places: dev/Shop, dev/Till',
    ]);
  });

  test('a parameter of which an action may make another', async () => {
    const Parameters = { A: value('/aws/service/powertools/x'), B: value('/aws/service/powertools/y') };
    const overriding = deploys('source::template.json');
    const Configuration = { ...overriding.Configuration, ParameterOverrides: '{"A": "/own", "C": "B"}' };
    const stage = { Actions: [{ ...overriding, Configuration }] };
    expect(await linesOf({ sections: { Parameters }, stage })).toEqual([
      'public parameter: the emulator has no /aws/service/powertools/y: 2 places: dev/Shop, dev/Till',
    ]);
  });

  test('a reference within a text, also with a version', async () => {
    const texts = [`{{resolve:ssm:${AMI}}}`, '{{resolve:ssm:/own:1}}', '{{resolve:ssm:/aws/service/powertools/x:1}}'];
    const Properties = { TopicName: { 'Fn::Join': ['', texts] } };
    expect(await linesOf(thing({ Type: 'AWS::SNS::Topic', Properties }))).toEqual([
      `public parameter: the emulator has no /aws/service/powertools/x: ${SHOPS}`,
    ]);
  });
});

describe('of a resource cannot be rehearsed', () => {
  test.each<[string, Planted, string]>([
    [
      'a value below a property',
      thing({ Type: 'AWS::ApiGateway::Method', Properties: { Integration: { Type: 'AWS' } } }),
      `AWS::ApiGateway::Method: the emulator has no Integration.Type AWS: ${SHOPS}`,
    ],
    [
      'a value in a list',
      thing({ Type: 'AWS::ApiGateway::RestApi', Properties: { EndpointConfiguration: { Types: ['PRIVATE'] } } }),
      `AWS::ApiGateway::RestApi: the emulator has no EndpointConfiguration.Types PRIVATE: ${SHOPS}`,
    ],
    [
      'a switch',
      thing({ Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiKeyRequired: true, Target: 't' } }),
      `AWS::ApiGatewayV2::Route: the emulator has no ApiKeyRequired true: ${SHOPS}`,
    ],
    [
      'an expression in a template of a mock',
      thing({
        Type: 'AWS::ApiGateway::Method',
        Properties: {
          Integration: { Type: 'MOCK', IntegrationResponses: [{ ResponseTemplates: { json: '#set($a = 1)\n#end' } }] },
        },
      }),
      `AWS::ApiGateway::Method: the emulator does not run #end in Integration[Type=MOCK].IntegrationResponses.ResponseTemplates: ${SHOPS}`,
    ],
    [
      'a task in a definition that is no text',
      thing({
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: { Definition: { States: { A: { Resource: 'arn:aws:states:::ecs:runTask' } } } },
      }),
      `AWS::StepFunctions::StateMachine: the emulator does not run states:::ecs:runTask in Definition: ${SHOPS}`,
    ],
    [
      'an expression in braces in a template of a mock',
      method({ Type: 'MOCK', RequestTemplates: { json: '{"statusCode": ${context.status}, "price": "$5 #1"}' } }),
      `AWS::ApiGateway::Method: the emulator does not run \${context in Integration[Type=MOCK].RequestTemplates: ${SHOPS}`,
    ],
    [
      'a response parameter of a mock that is no text in quotes',
      method({ Type: 'MOCK', IntegrationResponses: [{ ResponseParameters: { a: "'*'", b: 'context.requestId' } }] }),
      `AWS::ApiGateway::Method: the emulator does not run context.requestId in Integration[Type=MOCK].IntegrationResponses.ResponseParameters.*: ${SHOPS}`,
    ],
    [
      'a URI that names no function',
      method({ Type: 'AWS_PROXY', Uri: 'https://example.com/' }),
      `AWS::ApiGateway::Method: the emulator does not run https://example.com/ in Integration[Type=AWS_PROXY].Uri: ${SHOPS}`,
    ],
    [
      'a variable that no stage has',
      thing({
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: {
          IntegrationUri: { 'Fn::Sub': 'arn:aws:lambda:${AWS::Region}:222222222222:function:${!context.f}' },
        },
      }),
      `AWS::ApiGatewayV2::Integration: the emulator does not run \${context.f} in IntegrationUri: ${SHOPS}`,
    ],
    [
      'a route that leads nowhere',
      thing({ Type: 'AWS::ApiGatewayV2::Route', Properties: { RouteKey: 'GET /' } }),
      `AWS::ApiGatewayV2::Route: the emulator has no resource without Target: ${SHOPS}`,
    ],
    [
      'a stage that nothing deploys to',
      thing({ Type: 'AWS::ApiGatewayV2::Stage', Properties: { AutoDeploy: { Ref: 'AWS::NoValue' } } }),
      `AWS::ApiGatewayV2::Stage: the emulator has no resource without AutoDeploy: ${SHOPS}`,
    ],
    [
      'a layer of another account than those of the app',
      thing({
        Type: 'AWS::Lambda::Function',
        Properties: { Layers: ['arn:aws:lambda:eu-west-1:580247275435:layer:LambdaInsightsExtension:53'] },
      }),
      `AWS::Lambda::Function: the emulator has no layer:LambdaInsightsExtension (Layers): no account of this app has it: ${SHOPS}`,
    ],
    [
      'a layer in a text of pieces',
      thing({
        Type: 'AWS::Lambda::Function',
        Properties: {
          Layers: [{ 'Fn::Sub': 'arn:${AWS::Partition}:lambda:${AWS::Region}:017000801446:layer:Power:7' }],
        },
      }),
      `AWS::Lambda::Function: the emulator has no layer:Power (Layers): no account of this app has it: ${SHOPS}`,
    ],
    [
      'a layer in a mapping, whichever region it is for',
      mappedLayers({ 'Fn::FindInMap': ['Insights', { Ref: 'P' }, 'arn'] }, '000000000001'),
      `AWS::Lambda::Function: the emulator has no layer:Insights (Layers): no account of this app has it: ${SHOPS}`,
    ],
    [
      'a layer in a mapping for the region of the stack',
      mappedLayers({ 'Fn::FindInMap': ['Insights', { Ref: 'AWS::Region' }, 'arn'] }, '222222222222'),
      'AWS::Lambda::Function: the emulator has no layer:Insights (Layers): no account of this app has it: 1 place: dev/Shop/Thing (src/shop.ts:12)',
    ],
  ])('%s', async (_, planted, line) => {
    expect(await linesOf(planted)).toEqual([line]);
  });
});

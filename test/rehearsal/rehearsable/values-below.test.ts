import { describe, expect, test } from '@jest/globals';
import { linesOf, type Planted, thing } from './_helpers/planted';

const SHOPS = '2 places: dev/Shop/Thing (src/shop.ts:12), dev/Till/Thing (src/shop.ts:12)';

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
  ])('%s', async (_, planted, line) => {
    expect(await linesOf(planted)).toEqual([line]);
  });
});

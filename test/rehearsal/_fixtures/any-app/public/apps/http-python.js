// An HTTP API whose function is Python and has a layer.
const { CfnOutput } = require('aws-cdk-lib');
const { HttpApi, HttpMethod } = require('aws-cdk-lib/aws-apigatewayv2');
const { HttpLambdaIntegration } = require('aws-cdk-lib/aws-apigatewayv2-integrations');
const { Code, Function: LambdaFunction, LayerVersion, Runtime } = require('aws-cdk-lib/aws-lambda');

const GREET = `from greet import greeting

def handler(event, context):
    return {"statusCode": 200, "body": greeting(event["pathParameters"]["name"])}
`;

exports.deploy = (stack) => {
  const layer = new LayerVersion(stack, 'Layer', {
    code: Code.fromAsset(`${__dirname}/../files/layer`),
    compatibleRuntimes: [Runtime.PYTHON_3_12],
  });
  const handler = new LambdaFunction(stack, 'Handler', {
    ...{ runtime: Runtime.PYTHON_3_12, handler: 'index.handler', code: Code.fromInline(GREET), layers: [layer] },
  });
  const api = new HttpApi(stack, 'Api');
  api.addRoutes({
    path: '/greet/{name}',
    methods: [HttpMethod.GET],
    integration: new HttpLambdaIntegration('Greet', handler),
  });
  return { URL: new CfnOutput(stack, 'Url', { value: api.apiEndpoint }) };
};
exports.look = ['said="$(curl -fsS "$URL/greet/Ada")"', 'echo "$said"', 'test "$said" = "hello Ada, says the layer"'];

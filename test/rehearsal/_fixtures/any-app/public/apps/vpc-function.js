// A function in a VPC as the CDK makes it by itself: public and private subnets, an internet gateway, NAT.
const { CfnOutput } = require('aws-cdk-lib');
const { FlowLogDestination, GatewayVpcEndpointAwsService, Vpc } = require('aws-cdk-lib/aws-ec2');
const { Code, Function: LambdaFunction, Runtime } = require('aws-cdk-lib/aws-lambda');

exports.deploy = (stack) => {
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 });
  vpc.addGatewayEndpoint('Buckets', { service: GatewayVpcEndpointAwsService.S3 });
  vpc.addFlowLog('Flows', { destination: FlowLogDestination.toCloudWatchLogs() });
  const inside = new LambdaFunction(stack, 'Inside', {
    ...{ runtime: Runtime.PYTHON_3_13, handler: 'index.handler', vpc },
    code: Code.fromInline('def handler(event, context):\n    return {"said": "hello"}\n'),
  });
  return { FUNCTION: new CfnOutput(stack, 'Function', { value: inside.functionName }) };
};
exports.may = ['lambda:InvokeFunction'];
exports.look = [
  'aws lambda invoke --function-name "$FUNCTION" answer',
  'cat answer',
  `test "$(cat answer)" = '{"said": "hello"}'`,
];

// A function whose code is put together in a container.
const { App, DockerImage, Stack } = require('aws-cdk-lib');
const { Code, Function: LambdaFunction, Runtime } = require('aws-cdk-lib/aws-lambda');

const app = new App();
const stack = new Stack(app, 'Bundled', { env: { account: '111111111111', region: 'us-east-1' } });
const image = DockerImage.fromRegistry('public.ecr.aws/sam/build-nodejs22.x');
new LambdaFunction(stack, 'Function', {
  ...{ runtime: Runtime.NODEJS_22_X, handler: 'index.handler' },
  code: Code.fromAsset(`${__dirname}/function`, { bundling: { image, command: ['cp', '-r', '.', '/asset-output'] } }),
});
app.synth();

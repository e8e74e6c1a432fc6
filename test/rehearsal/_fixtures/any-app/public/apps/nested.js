// Nested stacks, a secret, a parameter, and what calls AWS while it is deployed.
const { CfnOutput, CustomResource, NestedStack } = require('aws-cdk-lib');
const {
  AwsCustomResource,
  AwsCustomResourcePolicy,
  PhysicalResourceId,
  Provider,
} = require('aws-cdk-lib/custom-resources');
const { Code, Function: LambdaFunction, Runtime } = require('aws-cdk-lib/aws-lambda');
const { Secret } = require('aws-cdk-lib/aws-secretsmanager');
const { Queue } = require('aws-cdk-lib/aws-sqs');
const { StringParameter } = require('aws-cdk-lib/aws-ssm');

const DOUBLE = `exports.handler = async ({ ResourceProperties: { number } }) => ({
  PhysicalResourceId: 'double', Data: { doubled: String(2 * Number(number)) },
});`;

exports.deploy = (stack) => {
  const below = new NestedStack(stack, 'Below');
  const queue = new Queue(below, 'Queue');
  const secret = new Secret(below, 'Secret', {
    generateSecretString: { excludePunctuation: true, passwordLength: 20 },
  });
  const onEventHandler = new LambdaFunction(stack, 'Double', {
    ...{ runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline(DOUBLE) },
  });
  const { serviceToken } = new Provider(stack, 'Provider', { onEventHandler });
  const doubled = new CustomResource(stack, 'Doubled', { serviceToken, properties: { number: 21 } }).getAttString(
    'doubled',
  );
  new StringParameter(stack, 'Answer', { parameterName: '/nested/answer', stringValue: doubled });
  const asked = {
    service: 'SQS',
    action: 'getQueueAttributes',
    parameters: { QueueUrl: queue.queueUrl, AttributeNames: ['All'] },
  };
  const told = new AwsCustomResource(stack, 'Told', {
    onUpdate: { ...asked, physicalResourceId: PhysicalResourceId.of('told') },
    policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: [queue.queueArn] }),
    installLatestAwsSdk: false,
  });
  return {
    ARN: new CfnOutput(stack, 'Arn', { value: told.getResponseField('Attributes.QueueArn') }),
    SECRET: new CfnOutput(stack, 'SecretName', { value: secret.secretName }),
  };
};
exports.may = ['ssm:GetParameter', 'secretsmanager:DescribeSecret'];
exports.look = [
  'case "$ARN" in arn:aws:sqs:us-east-1:111111111111:*) ;; *) exit 1;; esac',
  'aws secretsmanager describe-secret --secret-id "$SECRET"',
  'answer="$(aws ssm get-parameter --name /nested/answer --query Parameter.Value --output text)"',
  'echo "answer $answer"',
  'test "$answer" = 42',
];

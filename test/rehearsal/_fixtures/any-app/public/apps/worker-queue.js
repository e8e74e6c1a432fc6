// A queue with letters that nobody could read, a worker, and an alarm that tells a topic.
const { CfnOutput, Duration } = require('aws-cdk-lib');
const { SnsAction } = require('aws-cdk-lib/aws-cloudwatch-actions');
const { Code, Function: LambdaFunction, Runtime } = require('aws-cdk-lib/aws-lambda');
const { SqsEventSource } = require('aws-cdk-lib/aws-lambda-event-sources');
const { Topic } = require('aws-cdk-lib/aws-sns');
const { EmailSubscription } = require('aws-cdk-lib/aws-sns-subscriptions');
const { Queue } = require('aws-cdk-lib/aws-sqs');
const { StringParameter } = require('aws-cdk-lib/aws-ssm');

const WORK = `const { PutParameterCommand, SSMClient } = require('@aws-sdk/client-ssm');
exports.handler = async ({ Records: [{ body: Value }] }) => {
  await new SSMClient().send(new PutParameterCommand({ Name: process.env.LAST, Value, Overwrite: true }));
};`;

exports.deploy = (stack) => {
  const letters = new Queue(stack, 'Letters', { retentionPeriod: Duration.days(14), enforceSSL: true });
  const queue = new Queue(stack, 'Work', { deadLetterQueue: { queue: letters, maxReceiveCount: 3 } });
  const last = new StringParameter(stack, 'Last', { parameterName: '/worker/last', stringValue: 'none' });
  const worker = new LambdaFunction(stack, 'Worker', {
    ...{ runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline(WORK) },
    environment: { LAST: last.parameterName },
  });
  last.grantWrite(worker);
  worker.addEventSource(new SqsEventSource(queue, { batchSize: 1, reportBatchItemFailures: true }));
  const people = new Topic(stack, 'People');
  people.addSubscription(new EmailSubscription('ops@example.com'));
  const metric = letters.metricApproximateNumberOfMessagesVisible();
  metric.createAlarm(stack, 'Unread', { threshold: 1, evaluationPeriods: 1 }).addAlarmAction(new SnsAction(people));
  return { QUEUE: new CfnOutput(stack, 'Queue', { value: queue.queueUrl }) };
};
exports.may = ['sqs:SendMessage', 'ssm:GetParameter'];
exports.look = [
  'aws sqs send-message --queue-url "$QUEUE" --message-body "a parcel"',
  'for i in 1 2 3 4 5 6 7 8 9; do last="$(aws ssm get-parameter --name /worker/last --query Parameter.Value --output text)"; [ "$last" = none ] || break; sleep 2; done',
  'echo "last: $last"',
  'test "$last" = "a parcel"',
];

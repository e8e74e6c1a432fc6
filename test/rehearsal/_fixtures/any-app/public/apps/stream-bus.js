// What is written to a table goes by its stream to a bus, and from there to a queue.
const { CfnOutput, RemovalPolicy } = require('aws-cdk-lib');
const { AttributeType, StreamViewType, TableV2 } = require('aws-cdk-lib/aws-dynamodb');
const { EventBus, Rule } = require('aws-cdk-lib/aws-events');
const { SqsQueue } = require('aws-cdk-lib/aws-events-targets');
const { Code, Function: LambdaFunction, Runtime, StartingPosition } = require('aws-cdk-lib/aws-lambda');
const { DynamoEventSource } = require('aws-cdk-lib/aws-lambda-event-sources');
const { Queue } = require('aws-cdk-lib/aws-sqs');

const TELL = `const { EventBridgeClient, PutEventsCommand } = require('@aws-sdk/client-eventbridge');
exports.handler = async ({ Records: records }) => {
  const Entries = records.map(({ eventName, dynamodb }) => ({
    EventBusName: process.env.BUS, Source: 'the.shop', DetailType: eventName, Detail: JSON.stringify(dynamodb.NewImage),
  }));
  await new EventBridgeClient().send(new PutEventsCommand({ Entries }));
};`;

exports.deploy = (stack) => {
  const table = new TableV2(stack, 'Orders', {
    ...{ tableName: 'orders', partitionKey: { name: 'id', type: AttributeType.STRING } },
    ...{ dynamoStream: StreamViewType.NEW_IMAGE, removalPolicy: RemovalPolicy.DESTROY },
  });
  const bus = new EventBus(stack, 'Bus');
  const tell = new LambdaFunction(stack, 'Tell', {
    ...{ runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline(TELL) },
    environment: { BUS: bus.eventBusName },
  });
  bus.grantPutEventsTo(tell);
  tell.addEventSource(new DynamoEventSource(table, { startingPosition: StartingPosition.LATEST }));
  const queue = new Queue(stack, 'Heard');
  new Rule(stack, 'Orders of all kinds', {
    eventBus: bus,
    eventPattern: { source: ['the.shop'], detailType: ['INSERT'] },
    targets: [new SqsQueue(queue)],
  });
  return { QUEUE: new CfnOutput(stack, 'Queue', { value: queue.queueUrl }) };
};
exports.may = ['dynamodb:PutItem', 'sqs:ReceiveMessage'];
exports.look = [
  `aws dynamodb put-item --table-name orders --item '{"id":{"S":"order 7"}}'`,
  'for i in 1 2 3 4 5 6 7 8 9; do heard="$(aws sqs receive-message --queue-url "$QUEUE" --query "Messages[0].Body" --output text)"; case "$heard" in *order*) break;; esac; sleep 2; done',
  'echo "heard $heard"',
  'case "$heard" in *"order 7"*) ;; *) exit 1;; esac',
];

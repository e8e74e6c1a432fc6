// A state machine that asks a function and writes to a table, and a custom resource that is ready only when it is asked again.
const { CfnOutput, CustomResource, Duration, RemovalPolicy } = require('aws-cdk-lib');
const { Provider } = require('aws-cdk-lib/custom-resources');
const { AttributeType, Table } = require('aws-cdk-lib/aws-dynamodb');
const { Code, Function: LambdaFunction, Runtime } = require('aws-cdk-lib/aws-lambda');
const { DefinitionBody, JsonPath, StateMachine } = require('aws-cdk-lib/aws-stepfunctions');
const { DynamoAttributeValue, DynamoPutItem, LambdaInvoke } = require('aws-cdk-lib/aws-stepfunctions-tasks');

const PRICE = 'exports.handler = async ({ good }) => ({ good, price: String(good.length) });';
const ORDER =
  "exports.handler = async ({ RequestType }) => ({ PhysicalResourceId: 'order', Data: { Asked: RequestType } });";
const READY = `let asked = 0;
exports.handler = async ({ RequestType }) => ({ IsComplete: RequestType === 'Delete' || ++asked > 1 });`;

const inline = (stack, id, code) =>
  new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline(code),
  });

exports.deploy = (stack) => {
  const table = new Table(stack, 'Prices', {
    partitionKey: { name: 'good', type: AttributeType.STRING },
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const ask = new LambdaInvoke(stack, 'Ask', {
    lambdaFunction: inline(stack, 'Price', PRICE),
    payloadResponseOnly: true,
  });
  const write = new DynamoPutItem(stack, 'Write', {
    table,
    item: {
      good: DynamoAttributeValue.fromString(JsonPath.stringAt('$.good')),
      price: DynamoAttributeValue.fromString(JsonPath.stringAt('$.price')),
    },
  });
  const machine = new StateMachine(stack, 'Machine', { definitionBody: DefinitionBody.fromChainable(ask.next(write)) });
  const provider = new Provider(stack, 'Provider', {
    onEventHandler: inline(stack, 'Order', ORDER),
    isCompleteHandler: inline(stack, 'Ready', READY),
    queryInterval: Duration.seconds(1),
  });
  const made = new CustomResource(stack, 'Made', { serviceToken: provider.serviceToken });
  return {
    MACHINE: new CfnOutput(stack, 'MachineArn', { value: machine.stateMachineArn }),
    TABLE: new CfnOutput(stack, 'TableName', { value: table.tableName }),
    ASKED: new CfnOutput(stack, 'Asked', { value: made.getAttString('Asked') }),
  };
};
exports.may = ['states:StartExecution', 'dynamodb:GetItem'];
exports.look = [
  `aws stepfunctions start-execution --state-machine-arn "$MACHINE" --input '{"good":"lamp"}'`,
  `for i in 1 2 3 4 5 6 7 8 9; do price="$(aws dynamodb get-item --table-name "$TABLE" --key '{"good":{"S":"lamp"}}' --query Item.price.S --output text)"; [ "$price" != 4 ] || break; sleep 2; done`,
  'echo "price: $price, asked: $ASKED"',
  'test "$price, $ASKED" = "4, Create"',
];

// A REST API whose function keeps items in a table with an index.
const { CfnOutput, RemovalPolicy } = require('aws-cdk-lib');
const { LambdaRestApi } = require('aws-cdk-lib/aws-apigateway');
const { AttributeType, Table } = require('aws-cdk-lib/aws-dynamodb');
const { Code, Function: LambdaFunction, Runtime } = require('aws-cdk-lib/aws-lambda');

const ITEMS = `const { DynamoDBClient, PutItemCommand, QueryCommand } = require('@aws-sdk/client-dynamodb');
const client = new DynamoDBClient();
const TableName = process.env.TABLE;
exports.handler = async ({ httpMethod, body, queryStringParameters }) => {
  if (httpMethod === 'POST') {
    const { id, colour } = JSON.parse(body);
    await client.send(new PutItemCommand({ TableName, Item: { id: { S: id }, colour: { S: colour } } }));
    return { statusCode: 201, body: id };
  }
  const asked = { ':colour': { S: queryStringParameters.colour } };
  const { Items } = await client.send(new QueryCommand({
    TableName, IndexName: 'by-colour', KeyConditionExpression: 'colour = :colour', ExpressionAttributeValues: asked,
  }));
  return { statusCode: 200, body: JSON.stringify(Items.map(({ id }) => id.S)) };
};`;

exports.deploy = (stack) => {
  const table = new Table(stack, 'Items', {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    removalPolicy: RemovalPolicy.DESTROY,
  });
  table.addGlobalSecondaryIndex({
    indexName: 'by-colour',
    partitionKey: { name: 'colour', type: AttributeType.STRING },
  });
  const handler = new LambdaFunction(stack, 'Handler', {
    ...{ runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline(ITEMS) },
    environment: { TABLE: table.tableName },
  });
  table.grantReadWriteData(handler);
  const api = new LambdaRestApi(stack, 'Api', { handler });
  return { URL: new CfnOutput(stack, 'Url', { value: api.url }) };
};
exports.look = [
  `curl -fsS -X POST "\${URL}items" -d '{"id":"a ball","colour":"red"}'`,
  'found="$(curl -fsS "${URL}items?colour=red")"',
  'echo "found $found"',
  `test "$found" = '["a ball"]'`,
];

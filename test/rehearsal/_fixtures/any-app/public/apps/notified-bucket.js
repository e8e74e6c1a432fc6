// A bucket that tells a function of what comes in, and is emptied when it goes.
const { CfnOutput, RemovalPolicy } = require('aws-cdk-lib');
const { Code, Function: LambdaFunction, Runtime } = require('aws-cdk-lib/aws-lambda');
const { Bucket, BucketEncryption, EventType } = require('aws-cdk-lib/aws-s3');
const { LambdaDestination } = require('aws-cdk-lib/aws-s3-notifications');

const COPY = `import urllib.parse

import boto3

def handler(event, context):
    for record in event["Records"]:
        bucket = record["s3"]["bucket"]["name"]
        key = urllib.parse.unquote_plus(record["s3"]["object"]["key"])
        body = boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
        boto3.client("s3").put_object(Bucket=bucket, Key=key.replace("in/", "out/", 1), Body=body.upper())
`;

exports.deploy = (stack) => {
  const bucket = new Bucket(stack, 'Files', {
    ...{ encryption: BucketEncryption.S3_MANAGED, enforceSSL: true, versioned: true },
    ...{ removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true },
  });
  const copy = new LambdaFunction(stack, 'Copy', {
    ...{ runtime: Runtime.PYTHON_3_12, handler: 'index.handler', code: Code.fromInline(COPY) },
  });
  bucket.grantReadWrite(copy);
  bucket.addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(copy), { prefix: 'in/' });
  return { BUCKET: new CfnOutput(stack, 'Bucket', { value: bucket.bucketName }) };
};
exports.may = ['s3:PutObject', 's3:GetObject', 's3:ListBucket'];
exports.look = [
  'echo hello | aws s3 cp - "s3://$BUCKET/in/a file.txt"',
  'for i in 1 2 3 4 5 6 7 8 9; do aws s3 cp "s3://$BUCKET/out/a file.txt" found && break; sleep 2; done',
  'cat found',
  'test "$(cat found)" = HELLO',
];

// A site whose files the deployment copies into its bucket.
const { CfnOutput, RemovalPolicy } = require('aws-cdk-lib');
const { BlockPublicAccess, Bucket } = require('aws-cdk-lib/aws-s3');
const { BucketDeployment, CacheControl, Source } = require('aws-cdk-lib/aws-s3-deployment');

exports.deploy = (stack) => {
  const bucket = new Bucket(stack, 'Site', {
    ...{
      websiteIndexDocument: 'index.html',
      publicReadAccess: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ACLS_ONLY,
    },
    ...{ removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true },
  });
  new BucketDeployment(stack, 'Files', {
    sources: [Source.asset(`${__dirname}/../files/site`), Source.jsonData('settings.json', { colour: 'red' })],
    destinationBucket: bucket,
    cacheControl: [CacheControl.noCache()],
  });
  return { BUCKET: new CfnOutput(stack, 'Bucket', { value: bucket.bucketName }) };
};
exports.may = ['s3:GetObject'];
exports.look = [
  'aws s3 cp "s3://$BUCKET/settings.json" -',
  'page="$(aws s3 cp "s3://$BUCKET/index.html" -)"',
  'echo "$page"',
  'test "$page" = "<h1>a site</h1>"',
];

/**
 * Id of the AWS-managed prefix list `com.amazonaws.<region>.dynamodb`, by region, for targets with a table.
 *
 * As with S3's (s3-prefix-lists.ts), egress is allowed by this list (ZT-04), no CloudFormation attribute returns it, and it never
 * changes. Each was found in two independent public sources: the output of `aws ec2 describe-prefix-lists` in all regions that
 * somebody published, and a table in an application of Amazon's; that of `eu-west-1` also in the examples of AWS's PowerShell guide.
 */
export const DYNAMODB_PREFIX_LISTS: Readonly<Record<string, string>> = {
  'ap-northeast-1': 'pl-78a54011',
  'ap-northeast-2': 'pl-48a54021',
  'ap-south-1': 'pl-66a7420f',
  'ap-southeast-1': 'pl-67a5400e',
  'ap-southeast-2': 'pl-62a5400b',
  'eu-central-1': 'pl-66a5400f',
  'eu-north-1': 'pl-adae4bc4',
  'eu-west-1': 'pl-6fa54006',
  'eu-west-2': 'pl-b3a742da',
  'us-east-1': 'pl-02cd2c6b',
  'us-east-2': 'pl-4ca54025',
  'us-west-1': 'pl-6ea54007',
  'us-west-2': 'pl-00a54069',
};

/**
 * Id of the AWS-managed prefix list `com.amazonaws.<region>.s3`, by region.
 *
 * Egress to S3 through a gateway endpoint is allowed by this list (ZT-04), and no CloudFormation attribute returns it. The
 * ids are per region and never change. Each one here was found in at least two independent public sources: outputs of
 * `aws ec2 describe-prefix-lists` that people published, and CloudFormation mappings in use. A region that is absent is
 * set in the configuration with `s3PrefixListId`.
 */
export const S3_PREFIX_LISTS: Readonly<Record<string, string>> = {
  'ap-northeast-1': 'pl-61a54008',
  'ap-northeast-2': 'pl-78a54011',
  'ap-south-1': 'pl-78a54011',
  'ap-southeast-1': 'pl-6fa54006',
  'ap-southeast-2': 'pl-6ca54005',
  'ca-central-1': 'pl-7da54014',
  'eu-central-1': 'pl-6ea54007',
  'eu-north-1': 'pl-c3aa4faa',
  'eu-west-1': 'pl-6da54004',
  'eu-west-2': 'pl-7ca54015',
  'eu-west-3': 'pl-23ad484a',
  'sa-east-1': 'pl-6aa54003',
  'us-east-1': 'pl-63a5400a',
  'us-east-2': 'pl-7ba54012',
  'us-west-1': 'pl-6ba54002',
  'us-west-2': 'pl-68a54001',
};

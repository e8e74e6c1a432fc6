import { alarmTopicName } from '../../contract/names';
import type { LiveTarget } from '../live-target';
import type { Owned } from './owned';

/** How the physical id of a resource becomes its ARN; types that carry tags and that the tagging API knows (ZT-14). */
const RESOURCE_PART: Readonly<Record<string, readonly [service: string, prefix: string]>> = {
  'AWS::CloudTrail::Trail': ['cloudtrail', 'trail/'],
  'AWS::CloudWatch::Alarm': ['cloudwatch', 'alarm:'],
  'AWS::DynamoDB::Table': ['dynamodb', 'table/'],
  'AWS::EC2::FlowLog': ['ec2', 'vpc-flow-log/'],
  'AWS::EC2::RouteTable': ['ec2', 'route-table/'],
  'AWS::EC2::SecurityGroup': ['ec2', 'security-group/'],
  'AWS::EC2::Subnet': ['ec2', 'subnet/'],
  'AWS::EC2::VPC': ['ec2', 'vpc/'],
  'AWS::EC2::VPCEndpoint': ['ec2', 'vpc-endpoint/'],
  'AWS::Events::Rule': ['events', 'rule/'],
  'AWS::KMS::Key': ['kms', 'key/'],
  'AWS::Lambda::Function': ['lambda', 'function:'],
  'AWS::Logs::LogGroup': ['logs', 'log-group:'],
  'AWS::SNS::Topic': ['sns', ''],
  'AWS::SQS::Queue': ['sqs', ''],
  'AWS::SecretsManager::Secret': ['secretsmanager', 'secret:'],
};

/** The ARN of a taggable resource that the tagging API knows; undefined for others. */
export const taggableArn = ({ type, physicalId }: Owned, target: LiveTarget): string | undefined => {
  if (type === 'AWS::S3::Bucket') return `arn:${target.partition}:s3:::${physicalId}`;
  const part = RESOURCE_PART[type];
  if (part === undefined || physicalId.startsWith('arn:')) return part && physicalId;
  const [service, prefix] = part;
  const name = type === 'AWS::SQS::Queue' ? (physicalId.split('/').at(-1) ?? '') : physicalId;
  return `arn:${target.partition}:${service}:${target.region}:${target.account}:${prefix}${name}`;
};

/** ARN of a table of the target. */
export const tableArn = ({ account, region, partition }: LiveTarget, name: string): string =>
  `arn:${partition}:dynamodb:${region}:${account}:table/${name}`;

/** ARN of the topic that tells people of alarms. */
export const alarmTopicArn = ({ qualified, account, region, partition }: LiveTarget): string =>
  `arn:${partition}:sns:${region}:${account}:${alarmTopicName(qualified)}`;

import { own } from '../../ground/json';

/** Where a resource is, and how it is called: by its own name, or by what the deployment will make up. */
export interface Identity {
  readonly type: string;
  readonly name: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** The property that holds a resource's physical name, by type. */
export const NAME_PROPERTY: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'BucketName',
  'AWS::S3::AccessPoint': 'Name',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::CloudTrail::Trail': 'TrailName',
  'AWS::KMS::Alias': 'AliasName',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::Events::Rule': 'Name',
  'AWS::CodeBuild::Project': 'Name',
  'AWS::CodePipeline::Pipeline': 'Name',
  'AWS::DynamoDB::Table': 'TableName',
};

type Form = (identity: Identity) => string;

const arn =
  (service: string, resource: (name: string) => string): Form =>
  ({ partition, region, account, name }) =>
    `arn:${partition}:${service}:${region}:${account}:${resource(name)}`;

const ARNS: Readonly<Record<string, Form>> = {
  'AWS::S3::Bucket': ({ partition, name }) => `arn:${partition}:s3:::${name}`,
  'AWS::S3::AccessPoint': arn('s3', (name) => `accesspoint/${name}`),
  'AWS::Logs::LogGroup': arn('logs', (name) => `log-group:${name}:*`),
  'AWS::SQS::Queue': arn('sqs', (name) => name),
  'AWS::SNS::Topic': arn('sns', (name) => name),
  'AWS::Lambda::Function': arn('lambda', (name) => `function:${name}`),
  'AWS::IAM::Role': ({ partition, account, name }) => `arn:${partition}:iam::${account}:role/${name}`,
  'AWS::IAM::ManagedPolicy': ({ partition, account, name }) => `arn:${partition}:iam::${account}:policy/${name}`,
  'AWS::SecretsManager::Secret': arn('secretsmanager', (name) => `secret:${name}-suffix`),
  'AWS::CloudTrail::Trail': arn('cloudtrail', (name) => `trail/${name}`),
  'AWS::KMS::Key': arn('kms', (name) => `key/${name}`),
  'AWS::KMS::Alias': arn('kms', (name) => name),
  'AWS::CloudWatch::Alarm': arn('cloudwatch', (name) => `alarm:${name}`),
  'AWS::Events::Rule': arn('events', (name) => `rule/${name}`),
  'AWS::CodeBuild::Project': arn('codebuild', (name) => `project/${name}`),
  'AWS::DynamoDB::Table': arn('dynamodb', (name) => `table/${name}`),
};

/** Types whose `Ref` is their ARN. */
const REF_IS_ARN = new Set(['AWS::SNS::Topic', 'AWS::SecretsManager::Secret', 'AWS::IAM::ManagedPolicy']);

/** A resource's ARN. */
export const arnOf = (identity: Identity): string =>
  (own(ARNS, identity.type) ?? arn(identity.type.split('::')[1]?.toLowerCase() ?? 'custom', (name) => name))(identity);

/** What `Ref` says of a resource. */
export const refOf = (identity: Identity): string => {
  if (REF_IS_ARN.has(identity.type)) return arnOf(identity);
  if (identity.type !== 'AWS::SQS::Queue') return identity.name;
  return `https://sqs.${identity.region}.amazonaws.com/${identity.account}/${identity.name}`;
};

/** What `Fn::GetAtt` says of a resource; attributes that nobody needs to understand are made up, one value each. */
export const attributeOf = (identity: Identity, attribute: string): string => {
  if (attribute === 'Arn' || attribute === 'TopicArn') return arnOf(identity);
  if (['GroupId', 'QueueName', 'KeyId', 'VpcId', 'SubnetId', 'TopicName'].includes(attribute)) return identity.name;
  return `${identity.name}.${attribute}`;
};

/** Every text by which other resources may name this one. */
export const namesOf = (identity: Identity): readonly string[] => {
  const full = arnOf(identity);
  const names = [refOf(identity), full, identity.name];
  return identity.type === 'AWS::Logs::LogGroup' ? [...names, full.replace(/:\*$/, '')] : names;
};

/**
 * How long a physical name may be, by the type of CloudFormation that has it, and what people call such a thing.
 *
 * Sources: the lengths in the API references of CreateRole, CreatePolicy, CreateAlias, CreateLogGroup, PutMetricAlarm,
 * CreateSecret, CreatePipeline, CreateProject, CreateReportGroup and CreateTable; of CreateTopic, CreateQueue, CreateStack and CreateTrail the rules in their
 * descriptions; https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html and
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html.
 */
export const LONGEST_NAMES = {
  'AWS::CloudFormation::Stack': { kind: 'stack', characters: 128 },
  'AWS::CloudTrail::Trail': { kind: 'trail', characters: 128 },
  'AWS::CloudWatch::Alarm': { kind: 'alarm', characters: 255 },
  'AWS::CodeBuild::Project': { kind: 'project', characters: 150 },
  'AWS::CodeBuild::ReportGroup': { kind: 'report group', characters: 128 },
  'AWS::CodePipeline::Pipeline': { kind: 'pipeline', characters: 100 },
  'AWS::DynamoDB::Table': { kind: 'table', characters: 255 },
  'AWS::IAM::ManagedPolicy': { kind: 'policy', characters: 128 },
  'AWS::IAM::Role': { kind: 'role', characters: 64 },
  'AWS::KMS::Alias': { kind: 'alias', characters: 256 },
  'AWS::Lambda::Function': { kind: 'function', characters: 64 },
  'AWS::Logs::LogGroup': { kind: 'log group', characters: 512 },
  'AWS::S3::Bucket': { kind: 'bucket', characters: 63 },
  'AWS::SNS::Topic': { kind: 'topic', characters: 256 },
  'AWS::SQS::Queue': { kind: 'queue', characters: 80 },
  'AWS::SecretsManager::Secret': { kind: 'secret', characters: 512 },
} as const satisfies Readonly<Record<string, { readonly kind: string; readonly characters: number }>>;

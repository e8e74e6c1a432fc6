import type { Workbench } from './mutant';

const ALARM = 'AWS::CloudWatch::Alarm';

const id = (target: Workbench, prefix: string, type: string): string => target.idOf(target.one(prefix, type));
/** A reference to the one resource that begins so. */
export const ref = (target: Workbench, prefix: string, type: string) => ({ Ref: id(target, prefix, type) });
const arn = (target: Workbench, prefix: string, type: string) => ({ 'Fn::GetAtt': [id(target, prefix, type), 'Arn'] });

/** Tags of what is there already. */
const tagsOf = (target: Workbench): unknown => target.one('FlowLogs', 'AWS::Logs::LogGroup').Properties['Tags'];

/** A metric that counts what a filter takes. */
export const COUNTING = {
  MetricNamespace: 'data-dev',
  MetricName: 'Denied',
  MetricValue: '1',
  DefaultValue: 0,
  Unit: 'Count',
};

/** What nobody uses yet, as somebody would add it who means well; each by its type. */
export const BESIDE: Readonly<Record<string, (target: Workbench) => void>> = {
  'a metric filter with its alarm': (target) => {
    target.add('AddedFilter', 'AWS::Logs::MetricFilter', {
      LogGroupName: ref(target, 'AuditLogs', 'AWS::Logs::LogGroup'),
      FilterName: 'denied',
      FilterPattern: '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
      MetricTransformations: [COUNTING],
    });
    const like = target.one('AlarmsdataprocessingErrors', ALARM).Properties;
    const { Dimensions: _, ...alarm } = like;
    const own = { AlarmName: 'data-dev-denied', Namespace: 'data-dev', MetricName: 'Denied', Unit: 'Count' };
    target.add('AddedFilterAlarm', ALARM, { ...alarm, ...own });
  },
  'a function that reads what the trail logs': (target) =>
    target.add('AddedSubscription', 'AWS::Logs::SubscriptionFilter', {
      LogGroupName: ref(target, 'AuditLogs', 'AWS::Logs::LogGroup'),
      DestinationArn: arn(target, 'AddedReportsFunction', 'AWS::Lambda::Function'),
      FilterPattern: '',
      FilterName: 'reports',
      Distribution: 'Random',
    }),
  'an access point for the VPC': (target) =>
    target.add('AddedPoint', 'AWS::S3::AccessPoint', {
      Name: 'data-dev-readers',
      Bucket: ref(target, 'StorageData6', 'AWS::S3::Bucket'),
      VpcConfiguration: { VpcId: ref(target, 'NetworkVpc', 'AWS::EC2::VPC') },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      Policy: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: '222222222222' }, Action: 's3:GetObject', Resource: '*' }],
      },
      Tags: tagsOf(target),
    }),
  'a queue that calls a function': (target) =>
    target.add('AddedMapping', 'AWS::Lambda::EventSourceMapping', {
      EventSourceArn: arn(target, 'AddedOrdersQueue', 'AWS::SQS::Queue'),
      FunctionName: ref(target, 'AddedReportsFunction', 'AWS::Lambda::Function'),
      Enabled: true,
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      Tags: tagsOf(target),
    }),
};

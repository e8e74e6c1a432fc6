import { adding, BUCKET, FUNCTION, setting } from './faults';
import type { Mutant } from './mutant';

const UNJUDGED = 'ZT-00-NothingUnjudged';
const ELSEWHERE = 'arn:aws:kinesis:us-east-1:222222222222:stream/of-nobody-here';

type Hole = readonly [fault: string, path: string, value: unknown];

const FUNCTION_HOLES: readonly Hole[] = [
  ['the role of a function stands in no template', 'Role', 'arn:aws:iam::222222222222:role/admin'],
  ['the role of a function is imported', 'Role', { 'Fn::ImportValue': 'admin-role' }],
  ['the role of a function is a parameter of the account', 'Role', '{{resolve:ssm:/admin/role}}'],
  ['code comes from the bucket of somebody', 'Code.S3Bucket', 'of-somebody'],
  ['code comes from the assets of another account', 'Code.S3Bucket', 'cdk-hnb659fds-assets-999999999999-us-east-1'],
  ['code is no asset of this release', 'Code.S3Key', `${'0'.repeat(64)}.zip`],
  ['code is an image', 'Code.ImageUri', '222222222222.dkr.ecr.us-east-1.amazonaws.com/of:somebody'],
  ['a function has a layer', 'Layers', ['arn:aws:lambda:us-east-1:222222222222:layer:of-nobody-here:1']],
  ['a function mounts a file system', 'FileSystemConfigs', [{ Arn: ELSEWHERE }]],
  ['a function loads something before its code', 'Environment.Variables.NODE_OPTIONS', '--require /tmp/x.js'],
  ['a function works on the bucket of somebody', 'Environment.Variables.DATA_BUCKET', 'of-somebody'],
  ['dead letters go to the queue of somebody', 'DeadLetterConfig.TargetArn', ELSEWHERE],
];

const BUCKET_HOLES: readonly Hole[] = [
  ['objects are copied', 'ReplicationConfiguration', { Role: 'x', Rules: [] }],
  ['an inventory is sent', 'InventoryConfigurations', [{ Destination: { BucketArn: 'arn:aws:s3:::of-somebody' } }]],
  ['an analysis is sent', 'AnalyticsConfigurations', [{ Id: 'x' }]],
  ['metadata goes to a table', 'MetadataTableConfiguration', { S3TablesDestination: {} }],
  ['events go to the bus of the account', 'NotificationConfiguration.EventBridgeConfiguration', {}],
  ['events go to a queue of somebody', 'NotificationConfiguration.QueueConfigurations', [{ Queue: ELSEWHERE }]],
  ['a website shows objects', 'WebsiteConfiguration', { IndexDocument: 'index.html' }],
];

const PROJECT = ['PipelineBuildSynthCdkBuildProject', 'AWS::CodeBuild::Project'] as const;
const PIPELINE = ['Pipeline', 'AWS::CodePipeline::Pipeline'] as const;
const OUTPUT = { StackName: 'of-somebody', Region: 'eu-west-1', OutputName: 'Key' };

const PIPELINE_HOLES: readonly (readonly [
  fault: string,
  what: readonly [string, string],
  path: string,
  value: unknown,
])[] = [
  ['a build runs in the image of somebody', PROJECT, 'Environment.Image', 'docker.io/somebody/node'],
  ['a build may rule its machine', PROJECT, 'Environment.PrivilegedMode', true],
  ['a build takes its commands from a bucket', PROJECT, 'Source.BuildSpec', 'arn:aws:s3:::of-somebody/spec.yml'],
  ['a build clones something else', PROJECT, 'SecondarySources', [{ Type: 'GITHUB' }]],
  ['a build is run by webhooks', PROJECT, 'Triggers', { Webhook: true }],
  [
    'an artifact store is under the key of another stack',
    PIPELINE,
    'ArtifactStores.0.ArtifactStore.EncryptionKey.Id',
    { 'Fn::GetStackOutput': OUTPUT },
  ],
  ['artifacts lie in the bucket of somebody', PIPELINE, 'ArtifactStores.0.ArtifactStore.Location', 'of-somebody'],
  ['an action of somebody runs', PIPELINE, 'Stages.1.Actions.0.ActionTypeId.Owner', 'Custom'],
  ['an action runs commands of its own', PIPELINE, 'Stages.1.Actions.0.Commands', ['curl']],
  [
    'an action takes a secret',
    PIPELINE,
    'Stages.1.Actions.0.Configuration.EnvironmentVariables',
    '[{"name":"A","type":"SECRETS_MANAGER","value":"a"}]',
  ],
  ['a stage goes on when it fails', PIPELINE, 'Stages.1.OnFailure', { Result: 'SKIP' }],
  ['executions run beside each other', PIPELINE, 'ExecutionMode', 'PARALLEL'],
];

/** In templates that are not final, or that no rule judges: faults beside the property that a rule looks at first. */
export const HOLES_IN_TEMPLATES: readonly Mutant[] = [
  {
    fault: 'a macro rewrites the template',
    rule: 'ZT-00-TemplatesAreFinal',
    break: ({ template }) => {
      template['Transform'] = ['AWS::Serverless-2016-10-31'];
    },
  },
  {
    fault: 'resources are written by a loop',
    rule: 'ZT-00-TemplatesAreFinal',
    break: ({ template }) => {
      Object.assign(template.Resources, {
        'Fn::ForEach::Queues': ['Name', ['a', 'b'], { 'Queue${Name}': { Type: 'AWS::SQS::Queue' } }],
      });
    },
  },
  setting('ZT-00-TemplatesAreFinal', 'a property is written by a macro', 'StorageData6', BUCKET, 'Tags', {
    'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://somewhere' } },
  }),
  adding('ZT-00-TemplatesAreFinal', 'AWS::CloudFormation::Stack', 'a stack comes from a URL', {
    TemplateURL: 'https://s3.amazonaws.com/somebody/template.json',
  }),
  adding('ZT-00-TemplatesAreFinal', 'Somebody::Own::Thing', "somebody else's provider deploys what it likes"),
  adding('ZT-00-TemplatesAreFinal', 'Somebody::Own::Thing::MODULE', 'a module is unfolded when it is deployed'),
  ...[
    ['a table is in other regions, too', 'AWS::DynamoDB::GlobalTable', { Replicas: [{ Region: 'eu-west-1' }] }],
    ['logs go to a destination', 'AWS::Logs::Destination', { TargetArn: ELSEWHERE }],
    ['a user has a policy', 'AWS::IAM::UserPolicy', { UserName: 'somebody' }],
    ['a group has a policy', 'AWS::IAM::GroupPolicy', { GroupName: 'somebodies' }],
    ['a stream of records is read', 'AWS::Lambda::EventSourceMapping', { EventSourceArn: ELSEWHERE }],
    ['what a function has done is told to somebody', 'AWS::Lambda::EventInvokeConfig', { DestinationConfig: {} }],
    ['code comes in a layer', 'AWS::Lambda::LayerVersion', { Content: { S3Bucket: 'of-somebody' } }],
    ['names are looked up elsewhere', 'AWS::Route53Resolver::ResolverRuleAssociation', {}],
    ['events are piped out', 'AWS::Pipes::Pipe', { Target: ELSEWHERE }],
    ['objects are copied by a job', 'AWS::DataSync::LocationS3', {}],
  ].map(([fault, type, properties]) => adding(UNJUDGED, String(type), String(fault), Object(properties))),
  ...FUNCTION_HOLES.map(([fault, path, value]) =>
    setting(UNJUDGED, fault, 'ProcessingWorkloadFunction', FUNCTION, path, value),
  ),
  ...PIPELINE_HOLES.map(([fault, [prefix, type], path, value]) => ({
    ...setting(UNJUDGED, fault, prefix, type, path, value),
    in: 'pipeline' as const,
  })),
  ...BUCKET_HOLES.map(([fault, path, value]) => setting(UNJUDGED, fault, 'StorageData6', BUCKET, path, value)),
  ...(
    [
      [
        'a topic hands on what it is told',
        'AlarmsTopic',
        'AWS::SNS::Topic',
        'Subscription',
        [{ Protocol: 'sqs', Endpoint: ELSEWHERE }],
      ],
      ['a flow log goes to another log group', 'NetworkFlowLog', 'AWS::EC2::FlowLog', 'LogGroupName', 'of-somebody'],
      ['a trail tells a topic of somebody', 'AuditTrail', 'AWS::CloudTrail::Trail', 'SnsTopicName', 'of-somebody'],
    ] as const
  ).map(([fault, prefix, type, path, value]) => setting(UNJUDGED, fault, prefix, type, path, value)),
];

import { BOOTSTRAP, functionOf, type PublicShape, roleOf } from './shape';

/** Events to many: a bus, a topic, queues with filters, a pipe, a function with an event source, a schedule. */
export const FAN_OUT: PublicShape = {
  stacks: {
    Events: {
      ...BOOTSTRAP,
      Resources: {
        Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'orders' } },
        BusPolicy: {
          Type: 'AWS::Events::EventBusPolicy',
          Properties: {
            StatementId: 'partner',
            EventBusName: { Ref: 'Bus' },
            Action: 'events:PutEvents',
            Principal: '999999999999',
          },
        },
        Topic: { Type: 'AWS::SNS::Topic' },
        Queue: {
          Type: 'AWS::SQS::Queue',
          Properties: {
            VisibilityTimeout: 300,
            RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 },
          },
        },
        Dead: { Type: 'AWS::SQS::Queue' },
        QueuePolicy: {
          Type: 'AWS::SQS::QueuePolicy',
          Properties: {
            Queues: [{ Ref: 'Queue' }],
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Principal: { Service: 'sns.amazonaws.com' },
                  Action: 'sqs:SendMessage',
                  Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] },
                  Condition: { ArnEquals: { 'aws:SourceArn': { Ref: 'Topic' } } },
                },
              ],
            },
          },
        },
        Subscription: {
          Type: 'AWS::SNS::Subscription',
          Properties: {
            TopicArn: { Ref: 'Topic' },
            Protocol: 'sqs',
            Endpoint: { 'Fn::GetAtt': ['Queue', 'Arn'] },
            FilterPolicy: { kind: ['order'] },
          },
        },
        Web: {
          Type: 'AWS::SNS::Subscription',
          Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'https', Endpoint: 'https://hooks.example.com/orders' },
        },
        Role: roleOf('lambda.amazonaws.com', 'service-role/AWSLambdaSQSQueueExecutionRole'),
        Worker: functionOf('Role', { DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] } } }),
        Source: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
            FunctionName: { Ref: 'Worker' },
            BatchSize: 10,
          },
        },
        Placed: {
          Type: 'AWS::Events::Rule',
          Properties: {
            EventBusName: { Ref: 'Bus' },
            EventPattern: { source: ['orders'], detail: { total: [{ numeric: ['>', 100] }] } },
            Targets: [{ Id: 'queue', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, InputPath: '$.detail' }],
          },
        },
        Nightly: {
          Type: 'AWS::Events::Rule',
          Properties: {
            ScheduleExpression: 'cron(0 3 * * ? *)',
            Targets: [{ Id: 'worker', Arn: { 'Fn::GetAtt': ['Worker', 'Arn'] } }],
          },
        },
        Key: {
          Type: 'AWS::KMS::Key',
          Properties: {
            KeyPolicy: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } },
                  Action: 'kms:*',
                  Resource: '*',
                },
              ],
            },
          },
        },
        Pipe: {
          Type: 'AWS::Pipes::Pipe',
          Properties: {
            RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
            Source: { 'Fn::GetAtt': ['Queue', 'Arn'] },
            Target: { 'Fn::GetAtt': ['Bus', 'Arn'] },
          },
        },
      },
    },
  },
  expected: [
    ['ZT-00-NothingUnjudged', 'Pipe'],
    ['ZT-01-NothingLeadsToOtherAccounts', 'Web'],
    ['ZT-05-KeysRotate', 'Key'],
    ['ZT-05-QueuesGuarded', 'Queue'],
    ['ZT-09-PoliciesLetNobodyElseIn', 'BusPolicy'],
    ['ZT-13-AlarmsReachSomebody', 'Topic'],
    ['ZT-13-EventsOfKeysAndSecrets', 'Key'],
  ],
};

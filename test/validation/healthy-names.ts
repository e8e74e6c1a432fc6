import { BEGAN, FUNCTION_GROUP, KEY_ARN, policyOf } from './fake-world';

export const ACCOUNT = '222222222222';
const CONTEXT = 'kms:EncryptionContext:aws:logs:arn';
export const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
export const key = (arn: string) => ({
  arn,
  account: ACCOUNT,
  manager: 'CUSTOMER',
  state: 'Enabled',
  createdAt: BEGAN,
});

export const KEY = key(KEY_ARN);
export const DATA_BUCKET = `data-dev-${ACCOUNT}-us-east-1`;
export const TRAIL_BUCKET = `data-trail-dev-${ACCOUNT}-us-east-1`;
export const ACCESS_BUCKET = `data-access-dev-${ACCOUNT}-us-east-1`;
export const SECRET_ARN = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:data-processing/key-ring-dev-AbCdEf`;
export const TOPIC_ARN = `arn:aws:sns:us-east-1:${ACCOUNT}:data-alarms-dev`;
export const WORKLOAD_ROLE = 'data-processing-dev-us-east-1';
export const TRAIL_ARN = `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/data-trail-dev-us-east-1`;
export const VPC = 'vpc-1';

export const logsStatement = {
  Sid: 'Enable CloudWatch Logs',
  Effect: 'Allow',
  Principal: { Service: 'logs.us-east-1.amazonaws.com' },
  Action: [
    ...['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
    ...['kms:CreateGrant', 'kms:DescribeKey'],
  ],
  Resource: '*',
  Condition: { ArnLike: { [CONTEXT]: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:*` } },
};

const accountStatement = {
  Sid: 'Account',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'kms:*',
  Resource: '*',
};

export const keyPolicy = (...statements: readonly object[]): string => policyOf(accountStatement, ...statements);

export const TAGS = {
  Application: 'zero-trust-delivery',
  Environment: 'dev',
  Owner: 'platform-team',
  CostCenter: 'data',
  DataClassification: 'PHI',
  Compliance: 'HIPAA',
  ManagedBy: 'aws-cdk',
};

export const resource = (logicalId: string, type: string, physicalId: string) => ({
  logicalId,
  type,
  physicalId,
  status: 'CREATE_COMPLETE',
  changedAt: BEGAN,
});

export const SERVICES = ['kms', 'logs', 'secretsmanager', 'lambda', 'sts', 'monitoring', 'sqs', 'sns', 's3'];

export const queue = (name: string) => `https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/${name}-dead-letters`;

export const ALARMS = ['data-processing-dev', 'rotate-key-ring-dev'].flatMap((name) =>
  (
    [
      ['Errors', 'FunctionName', name],
      ['Throttles', 'FunctionName', name],
      ['ApproximateNumberOfMessagesVisible', 'QueueName', `${name}-dead-letters`],
    ] as const
  ).map(([metric, dimension, of]) => ({
    name: `${name}-${metric}`,
    actionsEnabled: true,
    actions: [TOPIC_ARN],
    namespace: dimension === 'QueueName' ? 'AWS/SQS' : 'AWS/Lambda',
    metric,
    dimensions: { [dimension]: of },
    settings: {
      Period: 300,
      EvaluationPeriods: 1,
      Statistic: dimension === 'QueueName' ? 'Maximum' : 'Sum',
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    },
  })),
);

export const GROUPS = [FUNCTION_GROUP, '/data/dev/flow-logs', '/data/dev/trail'];

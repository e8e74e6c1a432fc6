const CLIENTS = {
  cloudformation: ['CloudFormation', () => import('@aws-sdk/client-cloudformation')],
  cloudtrail: ['CloudTrail', () => import('@aws-sdk/client-cloudtrail')],
  cloudwatch: ['CloudWatch', () => import('@aws-sdk/client-cloudwatch')],
  dynamodb: ['DynamoDB', () => import('@aws-sdk/client-dynamodb')],
  ec2: ['EC2', () => import('@aws-sdk/client-ec2')],
  events: ['EventBridge', () => import('@aws-sdk/client-eventbridge')],
  iam: ['IAM', () => import('@aws-sdk/client-iam')],
  kms: ['KMS', () => import('@aws-sdk/client-kms')],
  lambda: ['Lambda', () => import('@aws-sdk/client-lambda')],
  logs: ['CloudWatchLogs', () => import('@aws-sdk/client-cloudwatch-logs')],
  s3: ['S3', () => import('@aws-sdk/client-s3')],
  secretsmanager: ['SecretsManager', () => import('@aws-sdk/client-secrets-manager')],
  sns: ['SNS', () => import('@aws-sdk/client-sns')],
  sqs: ['SQS', () => import('@aws-sdk/client-sqs')],
} as const;

/** A service that tests call. */
export type Service = keyof typeof CLIENTS;

/** What a service answered; whoever asks knows its shape. */
export type Answer = Readonly<Record<string, unknown>>;

interface Client {
  send(command: unknown): Promise<Answer>;
}

type Sdk = Readonly<Record<string, new (input: object) => Client>>;

/** One call by the SDK's own names of service and operation; where and as whom is the environment's to say, or the client's settings. */
export const callService = async (
  service: Service,
  operation: string,
  input: object,
  settings: object = {},
): Promise<Answer> => {
  const [name, load] = CLIENTS[service];
  const sdk = (await load()) as unknown as Sdk;
  const [ClientClass, Command] = [sdk[`${name}Client`], sdk[`${operation}Command`]];
  if (!ClientClass || !Command) throw new Error(`the SDK has no ${service} ${operation}`);
  return new ClientClass({ forcePathStyle: true, maxAttempts: 1, ...settings }).send(new Command(input));
};

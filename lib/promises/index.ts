/**
 * What a release promises, in the words of AWS: the gate asks it of templates, the validation of the live APIs, and the
 * configuration offers it. Constructs keep values of their own, on purpose: who judges must not take the truth from the judged.
 * This file imports nothing.
 */

/**
 * Days that a log group may be told to keep its events: what CloudWatch Logs takes, from the least that is promised (ZT-07).
 *
 * Source: docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
export const LOG_RETENTION_DAYS = [
  90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** Days that log groups keep their events where nobody promises more (ZT-07). */
export const LEAST_LOG_RETENTION_DAYS = LOG_RETENTION_DAYS[0];

/** What no role may do to log groups: whose key and retention would then be nobody's (ZT-07). */
export const FORBIDDEN_LOG_ACTIONS: readonly string[] = [
  'logs:CreateLogGroup',
  'logs:DeleteLogGroup',
  'logs:DisassociateKmsKey',
  'logs:PutRetentionPolicy',
  'logs:DeleteRetentionPolicy',
];

/**
 * What the statement for CloudWatch Logs holds beside what the service is documented to need (ZT-06): AWS's own sample has
 * `kms:Describe*` under the same condition, though that call knows no encryption context, and nobody says whether it makes grants.
 */
export const LOGS_STATEMENT_ALSO: readonly string[] = ['kms:CreateGrant', 'kms:DescribeKey'];

/** Days after which every key rotates (ZT-05) and every secret has a new version (ZT-10). */
export const ROTATION_DAYS = 90;

/** An API that the workload may call through an endpoint; `owned` where its resources belong to an account (ZT-03). */
export interface EndpointService {
  readonly action: string;
  readonly owned: boolean;
}

/** The fixed list of ZT-03, by the last part of the service's name; what has no resource of ours knows no `aws:ResourceAccount`. */
export const ENDPOINT_SERVICES: Readonly<Record<string, EndpointService>> = {
  s3: { action: 's3:GetObject', owned: true },
  kms: { action: 'kms:Decrypt', owned: true },
  logs: { action: 'logs:PutLogEvents', owned: true },
  secretsmanager: { action: 'secretsmanager:GetSecretValue', owned: true },
  lambda: { action: 'lambda:InvokeFunction', owned: true },
  sts: { action: 'sts:GetCallerIdentity', owned: false },
  monitoring: { action: 'cloudwatch:PutMetricData', owned: false },
  sqs: { action: 'sqs:SendMessage', owned: true },
  sns: { action: 'sns:Publish', owned: true },
};

/** Of those, what is reached by a gateway endpoint, through routes and without an interface. */
export const GATEWAY_SERVICES: readonly string[] = ['s3', 'dynamodb'];

/** What is needed only where there is a table (ZT-03). */
export const TABLE_SERVICE: Readonly<Record<string, EndpointService>> = {
  dynamodb: { action: 'dynamodb:GetItem', owned: true },
};

/** What AWS says of a call of an account to what is its own, where the API has any; of an organization only what somebody has declared. */
export const contextOfOwnCall = (
  account: string,
  owned: boolean,
  organization: string | undefined,
): Readonly<Record<string, string>> => ({
  ...(owned ? { 'aws:ResourceAccount': account } : {}),
  ...(organization === undefined ? {} : { 'aws:PrincipalOrgID': organization }),
  ...(owned && organization !== undefined ? { 'aws:ResourceOrgID': organization } : {}),
});

/** Tags of everything (ZT-14), and the values of those that are the same everywhere. */
export const TAGS: Readonly<Record<string, string | undefined>> = {
  Application: undefined,
  Environment: undefined,
  Owner: undefined,
  CostCenter: undefined,
  DataClassification: 'PHI',
  Compliance: 'HIPAA',
  ManagedBy: undefined,
};

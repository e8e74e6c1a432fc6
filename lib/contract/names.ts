/**
 * Physical names that synthesis, validation and people at a terminal must agree on.
 * Every name carries its environment (ZT-15); this file imports nothing.
 */

/** Function, log group suffix and queue prefix of the workload. */
export const functionName = (environment: string): string => `data-processing-${environment}`;

/** Log group of the workload function, `/aws/lambda/data-processing-<env>`. */
export const functionLogGroupName = (environment: string): string => `/aws/lambda/${functionName(environment)}`;

/** Alias of one of an environment's keys. */
export const keyAlias = (purpose: 'data' | 'logs' | 'secrets', environment: string): string =>
  `alias/data-${purpose}-${environment}`;

/** Data bucket: globally unique through account and region. */
export const dataBucketName = (environment: string, account: string, region: string): string =>
  `data-${environment}-${account}-${region}`;

/** Secret that holds the tokenization key ring. */
export const keyRingSecretName = (environment: string): string => `data-processing/key-ring-${environment}`;

/** Name prefixes under which every log group of an environment lies. */
export const logGroupPrefixes = (environment: string): readonly string[] => [
  functionLogGroupName(environment),
  `/data/${environment}/`,
];

/** Role in the tools account as which every validation runs. */
export const VALIDATION_ROLE = 'delivery-validation';

/** Read-only role in a target which the validation role assumes; IAM is global, so the name carries the region. */
export const targetValidationRoleName = (environment: string, region: string): string =>
  `delivery-validation-${environment}-${region}`;

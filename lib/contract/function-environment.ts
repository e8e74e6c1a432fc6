/**
 * Environment variables that the stack gives the Lambda functions and the functions read.
 * None of them holds a secret: Lambda decrypts them as the execution role from outside the VPC (ZT-09). This file imports nothing.
 */

/** Variables of `data-processing-<env>`. */
export const FUNCTION_ENVIRONMENT = {
  /** Name of the environment, the dimension of every metric. */
  environment: 'ENVIRONMENT_NAME',
  /** Name of the data bucket, the only one whose notifications are accepted. */
  dataBucket: 'DATA_BUCKET',
  /** ARN of the data key that encrypts what is written. */
  dataKeyArn: 'DATA_KEY_ARN',
  /** Name or ARN of the secret that holds the key ring. */
  keyRingSecretId: 'KEY_RING_SECRET_ID',
  /** Fields that identify a person, comma-separated; a dot descends, through lists too: `mrn,patient.ssn`. */
  identifierFields: 'IDENTIFIER_FIELDS',
  /** The key that makes tokens: `current`, or the id of one key for the same person to keep the same token after a rotation. */
  tokenKeyId: 'TOKEN_KEY_ID',
  /** Optional: a longer line is quarantined in pieces of this size. Bytes, 1 KiB to 16 MiB; 1 MiB when absent. */
  maxLineBytes: 'MAX_LINE_BYTES',
} as const;

/** Value of the token key id that follows the rotation. */
export const CURRENT_KEY = 'current';

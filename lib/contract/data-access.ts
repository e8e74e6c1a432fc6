import { INCOMING_PREFIX, PROCESSED_PREFIX, QUARANTINE_PREFIX } from './data-layout';
import { dataBucketName, deadLettersOf, functionName, keyAlias } from './names';

/** What somebody outside the workload does with a target's data. */
export const DATA_PURPOSES = ['upload', 'processed', 'quarantine', 'dead-letters'] as const;
export type DataPurpose = (typeof DATA_PURPOSES)[number];

/** Whose data it is. */
export interface DataPlace {
  /** Qualified, as names have it. */
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

/** One statement of an identity policy. */
interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * The least that a purpose needs, as IAM takes it. The key is known by its alias, because its ARN is not known before it is made.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export const dataAccessPolicy = (
  purpose: DataPurpose,
  place: DataPlace,
): { readonly Version: string; readonly Statement: readonly Statement[] } => {
  const statements = {
    upload: uploading,
    processed: (at: DataPlace) => reading(at, PROCESSED_PREFIX),
    quarantine: (at: DataPlace) => reading(at, QUARANTINE_PREFIX),
    'dead-letters': receiving,
  } satisfies Record<DataPurpose, (at: DataPlace) => readonly Statement[]>;
  return { Version: '2012-10-17', Statement: statements[purpose](place) };
};

const bucketOf = ({ environment, account, region, partition }: DataPlace): string =>
  `arn:${partition}:s3:::${dataBucketName(environment, account, region)}`;

const withKey = (place: DataPlace, service: string | undefined, actions: readonly string[]): Statement => {
  const { environment, account, region, partition } = place;
  return {
    Sid: service === undefined ? 'FindTheKey' : 'UseTheKey',
    Effect: 'Allow',
    Action: actions,
    Resource: `arn:${partition}:kms:${region}:${account}:key/*`,
    Condition: {
      'ForAnyValue:StringEquals': { 'kms:ResourceAliases': keyAlias('data', environment) },
      ...(service !== undefined && { StringEquals: { 'kms:ViaService': `${service}.${region}.amazonaws.com` } }),
    },
  };
};

/** An upload in parts decrypts, too. */
const uploading = (place: DataPlace): readonly Statement[] => [
  {
    Sid: 'Upload',
    Effect: 'Allow',
    Action: ['s3:PutObject', 's3:AbortMultipartUpload'],
    Resource: `${bucketOf(place)}/${INCOMING_PREFIX}*`,
  },
  withKey(place, 's3', ['kms:GenerateDataKey', 'kms:Decrypt']),
  withKey(place, undefined, ['kms:DescribeKey']),
];

const reading = (place: DataPlace, prefix: string): readonly Statement[] => [
  { Sid: 'Read', Effect: 'Allow', Action: ['s3:GetObject'], Resource: `${bucketOf(place)}/${prefix}*` },
  {
    Sid: 'List',
    Effect: 'Allow',
    Action: ['s3:ListBucket'],
    Resource: bucketOf(place),
    Condition: { StringLike: { 's3:prefix': `${prefix}*` } },
  },
  withKey(place, 's3', ['kms:Decrypt']),
];

const receiving = (place: DataPlace): readonly Statement[] => {
  const { environment, account, region, partition } = place;
  const queue = deadLettersOf(functionName(environment));
  return [
    {
      Sid: 'Receive',
      Effect: 'Allow',
      Action: ['sqs:GetQueueUrl', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'],
      Resource: `arn:${partition}:sqs:${region}:${account}:${queue}`,
    },
    withKey(place, 'sqs', ['kms:Decrypt']),
  ];
};

import { CloudTrailClient, CreateTrailCommand, DeleteTrailCommand } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient, CreateLogGroupCommand, DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Observation } from '../observation';
import type { ContactRow } from '../row';
import type { Sandbox } from '../sandbox';
import { makeRole, narrowKey, policy, wideKey } from './things';

const TRAIL = { Service: 'cloudtrail.amazonaws.com' };

const bucketName = ({ at }: Sandbox): string => `${at.prefix}-${at.account}-${at.region}`;

/** The bucket of all trails here; what CloudTrail has put there to try it goes with it. */
const bucket = (sandbox: Sandbox): Promise<string> =>
  sandbox.shared('bucket', async () => {
    const s3 = sandbox.of(S3Client);
    const { region, account, partition } = sandbox.at;
    const Bucket = bucketName(sandbox);
    const location =
      region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-1' } };
    await sandbox.make(
      `bucket ${Bucket}`,
      () => s3.send(new CreateBucketCommand({ Bucket, ...location })),
      async () => {
        const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
        const Objects = Contents.map(({ Key }) => ({ Key }));
        if (Objects.length > 0) await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
        await s3.send(new DeleteBucketCommand({ Bucket }));
      },
    );
    const arn = `arn:${partition}:s3:::${Bucket}`;
    const Policy = policy(
      { Effect: 'Allow', Principal: TRAIL, Action: 's3:GetBucketAcl', Resource: arn },
      { Effect: 'Allow', Principal: TRAIL, Action: 's3:PutObject', Resource: `${arn}/AWSLogs/${account}/*` },
    );
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    return Bucket;
  });

/** Whether CloudTrail takes a trail. It records nothing: nobody starts it. */
const trail = async (sandbox: Sandbox, suffix: string, refusal: RegExp, more: object): Promise<Observation> => {
  const cloudTrail = sandbox.of(CloudTrailClient);
  const Name = sandbox.name(suffix);
  const input = { Name, S3BucketName: await bucket(sandbox), IncludeGlobalServiceEvents: false, ...more };
  return sandbox.taken({
    what: `trail ${Name}`,
    refusal,
    make: () => cloudTrail.send(new CreateTrailCommand(input)),
    remove: () => cloudTrail.send(new DeleteTrailCommand({ Name })),
  });
};

const logGroup = (sandbox: Sandbox): Promise<string> =>
  sandbox.shared('log group', async () => {
    const logs = sandbox.of(CloudWatchLogsClient);
    const logGroupName = sandbox.name('trail');
    await sandbox.make(
      `log group ${logGroupName}`,
      () => logs.send(new CreateLogGroupCommand({ logGroupName })),
      () => logs.send(new DeleteLogGroupCommand({ logGroupName })),
    );
    return sandbox.arn('logs', `log-group:${logGroupName}`);
  });

/** A trail with a log group, whose role has this condition. */
const withTrust =
  (suffix: string, condition: (trailArn: string) => object) =>
  async (sandbox: Sandbox): Promise<Observation> => {
    const group = `${await logGroup(sandbox)}:*`;
    const trust = { Principal: TRAIL, ...condition(sandbox.arn('cloudtrail', `trail/${sandbox.name(suffix)}`)) };
    const may = { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: group };
    const CloudWatchLogsRoleArn = await makeRole(sandbox, `${suffix}-role`, trust, may);
    const more = { CloudWatchLogsLogGroupArn: group, CloudWatchLogsRoleArn };
    return trail(sandbox, suffix, /^InvalidCloudWatchLogsRoleArnException$/, more);
  };

/** A trail whose bucket has an S3 Bucket Key, under a key. */
const withBucketKey =
  (suffix: string, key: (sandbox: Sandbox) => Promise<string>) =>
  async (sandbox: Sandbox): Promise<Observation> => {
    const KMSMasterKeyID = await key(sandbox);
    const byKey = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID };
    const Rules = [{ ApplyServerSideEncryptionByDefault: byKey, BucketKeyEnabled: true }];
    const Bucket = await bucket(sandbox);
    const ServerSideEncryptionConfiguration = { Rules };
    await sandbox.of(S3Client).send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
    return trail(sandbox, suffix, /^InsufficientEncryptionPolicyException$/, { KmsKeyId: KMSMasterKeyID });
  };

/** CloudTrail's role, and its key under an S3 Bucket Key. */
export const TRAIL_ROWS: readonly ContactRow[] = [
  {
    about: 'trail-assumes-logs-role',
    asks: 'a trail with a log group, whose role asks for nothing but CloudTrail',
    expected: ['accepted'],
    look: withTrust('plain', () => ({})),
  },
  {
    about: 'trail-assumes-logs-role',
    asks: 'the same, whose role asks for aws:SourceArn by StringEquals',
    expected: ['accepted', 'refused'],
    look: withTrust('bound', (arn) => ({ Condition: { StringEquals: { 'aws:SourceArn': arn } } })),
  },
  {
    about: 'trail-assumes-logs-role',
    asks: 'the same by StringEqualsIfExists, as our trails do',
    expected: ['accepted'],
    look: withTrust('if-exists', (arn) => ({ Condition: { StringEqualsIfExists: { 'aws:SourceArn': arn } } })),
  },
  {
    about: 'trail-decrypts-by-bucket-key',
    asks: 'a trail under a bucket key, whose key lets CloudTrail decrypt too',
    expected: ['accepted'],
    look: withBucketKey('decrypts', wideKey),
  },
  {
    about: 'trail-decrypts-by-bucket-key',
    asks: 'the same, whose key does not let it decrypt',
    expected: ['refused'],
    look: withBucketKey('blind', narrowKey),
  },
];

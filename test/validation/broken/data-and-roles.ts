import { ACCOUNT, type Breakage, type LiveTarget } from './live-target';

const bucket = (purpose: string): string => `${purpose}-dev-${ACCOUNT}-us-east-1`;
const DATA = bucket('data');
const TRAIL_FILES = bucket('data-trail');
const TRAIL_ARN = `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/data-trail-dev-us-east-1`;

type Statement = Readonly<Record<string, unknown>>;

/** Puts another policy on a bucket, made from the statements it has. */
const rebucketed = async (
  target: LiveTarget,
  Bucket: string,
  change: (statements: readonly Statement[]) => readonly Statement[],
) => {
  const { Policy: before } = await target.call('s3', 'GetBucketPolicy', { Bucket });
  const policy = JSON.parse(String(before)) as { Statement: readonly Statement[] };
  const put = (Policy: string) => target.call('s3', 'PutBucketPolicy', { Bucket, Policy });
  await put(JSON.stringify({ ...policy, Statement: change(policy.Statement) }));
  return () => put(String(before));
};

const without = (sid: string) => (statements: readonly Statement[]) => {
  const rest = statements.filter(({ Sid }) => Sid !== sid);
  if (rest.length === statements.length) throw new Error(`there is no statement ${sid}`);
  return rest;
};

/** Lets nobody but these assume a role. */
export const trusting = async (target: LiveTarget, RoleName: string, ...whom: readonly Statement[]) => {
  const found = await target.call('iam', 'GetRole', { RoleName });
  const { AssumeRolePolicyDocument: before } = found['Role'] as { AssumeRolePolicyDocument: string };
  const put = (PolicyDocument: string) => target.call('iam', 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument });
  const statements = whom.map((each) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', ...each }));
  await put(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
  return () => put(decodeURIComponent(before));
};

/** Gives a function's managed policy a version without one statement. */
const stripped = async (target: LiveTarget, functionName: string, sid: string) => {
  const PolicyArn = `arn:aws:iam::${ACCOUNT}:policy/${functionName}-us-east-1`;
  const { Policy: found } = await target.call('iam', 'GetPolicy', { PolicyArn });
  const before = { PolicyArn, VersionId: (found as { DefaultVersionId: string }).DefaultVersionId };
  const { PolicyVersion: version } = await target.call('iam', 'GetPolicyVersion', before);
  const text = decodeURIComponent((version as { Document: string }).Document);
  const policy = JSON.parse(text) as { Statement: readonly Statement[] };
  const PolicyDocument = JSON.stringify({ ...policy, Statement: without(sid)(policy.Statement) });
  const made = await target.call('iam', 'CreatePolicyVersion', { PolicyArn, PolicyDocument, SetAsDefault: true });
  return async () => {
    await target.call('iam', 'SetDefaultPolicyVersion', before);
    const { VersionId } = made['PolicyVersion'] as { VersionId: string };
    await target.call('iam', 'DeletePolicyVersion', { PolicyArn, VersionId });
  };
};

/** ZT-08 and ZT-09, and ZT-16. */
export const DATA_AND_ROLES: readonly Breakage[] = [
  {
    check: 'buckets-encrypted',
    by: 'the data bucket set to SSE-S3',
    says: /default encryption is AES256, not aws:kms/,
    how: async (target) => {
      const { ServerSideEncryptionConfiguration: before } = await target.call('s3', 'GetBucketEncryption', {
        Bucket: DATA,
      });
      const put = (ServerSideEncryptionConfiguration: unknown) =>
        target.call('s3', 'PutBucketEncryption', { Bucket: DATA, ServerSideEncryptionConfiguration });
      await put({ Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] });
      return () => put(before);
    },
  },
  {
    check: 'buckets-guarded',
    by: 'versioning of the trail bucket suspended',
    says: /its versioning is Suspended/,
    how: async (target) => {
      const put = (Status: string) =>
        target.call('s3', 'PutBucketVersioning', {
          Bucket: bucket('data-trail'),
          VersioningConfiguration: { Status },
        });
      await put('Suspended');
      return () => put('Enabled');
    },
  },
  {
    check: 'buckets-logged',
    by: 'access logs of the data bucket switched off',
    says: /its access logs are off/,
    how: async (target) => {
      const put = (BucketLoggingStatus: object) =>
        target.call('s3', 'PutBucketLogging', { Bucket: DATA, BucketLoggingStatus });
      await put({});
      const before = { TargetBucket: bucket('data-access'), TargetPrefix: 'data/' };
      return () => put({ LoggingEnabled: before });
    },
  },
  {
    check: 'bucket-deliveries',
    by: 'the trail bucket opened to trails of every account',
    says: /lets cloudtrail\.amazonaws\.com for every account in \(s3:PutObject\)/,
    how: (target) =>
      rebucketed(target, bucket('data-trail'), (statements) =>
        statements.map(({ Condition, ...rest }) =>
          rest['Sid'] === 'TrailWritesItsFiles' ? rest : { ...rest, ...(Condition !== undefined && { Condition }) },
        ),
      ),
  },
  {
    check: 'bucket-refuses-unencrypted',
    by: "RefuseUnencryptedPut and RefuseAnotherKey taken out of the data bucket's policy",
    says: /s3:PutObject is refused by nothing but want of an Allow/,
    how: (target) =>
      rebucketed(target, DATA, (statements) =>
        without('RefuseUnencryptedPut')(without('RefuseAnotherKey')(statements)),
      ),
  },
  {
    check: 'bucket-refuses-other-keys',
    by: "RefuseAnotherKey taken out of the data bucket's policy",
    says: /s3:PutObject is refused by nothing but want of an Allow/,
    how: (target) => rebucketed(target, DATA, without('RefuseAnotherKey')),
  },
  {
    check: 'buckets-refuse-plain-http',
    by: "the Denies without TLS taken out of the data bucket's policy",
    says: /s3:GetObject is refused by nothing but want of an Allow/,
    how: (target) =>
      rebucketed(target, DATA, (statements) =>
        statements.filter((statement) => !/SecureTransport|TlsVersion/.test(JSON.stringify(statement))),
      ),
  },
  {
    check: 'role-refused-unencrypted',
    by: "a version of the workload's policy without RefuseUnencryptedPut",
    says: /s3:PutObject is allowed by "WriteResults"/,
    how: (target) => stripped(target, 'data-processing-dev', 'RefuseUnencryptedPut'),
  },
  {
    check: 'role-refused-other-keys',
    by: "a version of the workload's policy without RefuseAnotherKey",
    says: /s3:PutObject is allowed by "WriteResults"/,
    how: (target) => stripped(target, 'data-processing-dev', 'RefuseAnotherKey'),
  },
  {
    check: 'role-refused-outside-vpc',
    by: "a version of the workload's policy without RefuseOutsideTheVpc",
    says: /s3:GetObject is allowed by "ReadIncoming"/,
    how: (target) => stripped(target, 'data-processing-dev', 'RefuseOutsideTheVpc'),
  },
  {
    check: 'roles-trust-nobody-else',
    by: "the workload's role opened to the tools account",
    says: /its trust policy lets everybody of account 111111111111 in \(sts:AssumeRole\)/,
    how: async (target) => {
      const Principal = { AWS: 'arn:aws:iam::111111111111:root' };
      return trusting(target, 'data-processing-dev-us-east-1', { Principal });
    },
  },
  {
    check: 'trail-permissions',
    by: "the trust of the trail's role, which demands what CloudTrail may not send",
    says: /does not let cloudtrail\.amazonaws\.com do sts:AssumeRole: .*with aws:SourceArn not sent \(reported\)/,
    how: async (target) => {
      const Condition = { StringEquals: { 'aws:SourceArn': TRAIL_ARN } };
      const Principal = { Service: 'cloudtrail.amazonaws.com' };
      return trusting(target, target.id('IAM::Role', 'AuditRole'), { Principal, Condition });
    },
  },
  {
    check: 'roles-refused-other-environments',
    by: "a version of the rotator's policy without RefuseOtherRoles",
    says: /sts:AssumeRole is refused by nothing but want of an Allow/,
    how: (target) => stripped(target, 'rotate-key-ring-dev', 'RefuseOtherRoles'),
  },
  {
    check: 'intelligent-tiering',
    by: 'the lifecycle rules of the data bucket deleted',
    says: /it has no lifecycle rules/,
    how: async (target) => {
      const { Rules } = await target.call('s3', 'GetBucketLifecycleConfiguration', { Bucket: DATA });
      await target.call('s3', 'DeleteBucketLifecycle', { Bucket: DATA });
      return () =>
        target.call('s3', 'PutBucketLifecycleConfiguration', { Bucket: DATA, LifecycleConfiguration: { Rules } });
    },
  },
  {
    check: 'buckets-forget',
    by: 'a life of one day for the files of the trail',
    says: /objects expire after 1 days, which its template does not say/,
    how: async (target) => {
      const { Rules } = await target.call('s3', 'GetBucketLifecycleConfiguration', { Bucket: TRAIL_FILES });
      const put = (rules: unknown) =>
        target.call('s3', 'PutBucketLifecycleConfiguration', {
          Bucket: TRAIL_FILES,
          LifecycleConfiguration: { Rules: rules },
        });
      await put([{ ID: 'short', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } }]);
      return () => put(Rules);
    },
  },
];

import type { SourceMutant } from './mutated-app';
import { inSource } from './source-edits';

const guarded = inSource('stacks/constructs/bucket-settings.ts');
const storage = inSource('stacks/constructs/storage.ts');
const bucket = inSource('stacks/constructs/guarded-bucket.ts');
const audit = inSource('stacks/constructs/audit.ts');
const processing = inSource('stacks/constructs/processing.ts');
const workload = inSource('stacks/constructs/workload-function.ts');
const access = inSource('stacks/validation-access-stack.ts');

const BUCKETS = 'ZT-08-BucketsGuarded';
const DELIVERY = 'ZT-08-LogDeliveryBound';
const DENIES = 'ZT-09-WorkloadDenies';
const KEPT_TO = 'ZT-09-RolesKeepToTheirResources';
const TRUST = 'ZT-09-RolesTrustNobodyElse';

/** ZT-08, ZT-09 and ZT-16, broken where buckets and roles are made. */
export const DATA_AND_ROLES_SOURCES: readonly SourceMutant[] = [
  guarded(BUCKETS, 'buckets keep no versions', 'versioned: true', 'versioned: false'),
  guarded(BUCKETS, 'buckets block ACLs only', 'BlockPublicAccess.BLOCK_ALL', 'BlockPublicAccess.BLOCK_ACLS_ONLY'),
  guarded(BUCKETS, 'buckets are reached without TLS', '  enforceSSL: true,\n  minimumTLSVersion: 1.2,\n', ''),
  guarded(BUCKETS, 'buckets are reached with any TLS', '  minimumTLSVersion: 1.2,\n', ''),
  guarded(
    BUCKETS,
    'whoever writes an object owns it',
    'ObjectOwnership.BUCKET_OWNER_ENFORCED',
    'ObjectOwnership.OBJECT_WRITER',
  ),
  bucket(BUCKETS, 'the data bucket has no bucket key', 'bucketKeyEnabled: true', 'bucketKeyEnabled: false'),
  bucket(
    BUCKETS,
    'the data bucket is encrypted by S3',
    'encryption: BucketEncryption.KMS,\n      encryptionKey: dataKey,\n      bucketKeyEnabled: true,',
    'encryption: BucketEncryption.S3_MANAGED,',
  ),
  storage(
    BUCKETS,
    'a raw override takes the versions of the data bucket away',
    'bucket.addResourceDependency(permission);',
    "bucket.addResourceDependency(permission);\n bucket.addPropertyDeletionOverride('VersioningConfiguration');",
  ),
  storage(
    BUCKETS,
    'the access logs take a key to which S3 delivers none',
    'BucketEncryption.S3_MANAGED',
    'BucketEncryption.KMS_MANAGED',
  ),
  bucket(
    'ZT-08-DataBucketRefusesOtherKeys',
    'the data bucket takes unencrypted objects',
    "this.refuse('RefuseUnencryptedPut', 's3:x-amz-server-side-encryption', 'aws:kms');",
    '',
  ),
  bucket(
    'ZT-08-DataBucketRefusesOtherKeys',
    'the refusals of the data bucket hold for one principal only',
    'principals: [new AnyPrincipal()],',
    "principals: [new ServicePrincipal('lambda.amazonaws.com')],",
  ),
  bucket(
    'ZT-08-DataBucketRefusesOtherKeys',
    'the data bucket refuses its own key',
    'conditions: { StringNotEquals: { [header]: unless } },',
    '',
  ),
  audit(
    DELIVERY,
    'CloudTrail writes for every account',
    "this.onlyThisTrail = { StringEquals: { 'aws:SourceArn': trailArn } };",
    'this.onlyThisTrail = {};',
  ),
  audit(
    DELIVERY,
    'CloudTrail writes for a trail that is not there',
    "this.onlyThisTrail = { StringEquals: { 'aws:SourceArn': trailArn } };",
    "this.onlyThisTrail = { StringEquals: { 'aws:SourceArn': 'never' } };",
  ),
  processing(
    DENIES,
    'the workload is not denied unencrypted objects',
    "conditions: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },",
    "conditions: { StringEquals: { 's3:x-amz-server-side-encryption': 'never' } },",
  ),
  processing(
    DENIES,
    'the denial outside the VPC is one inside another VPC',
    "StringNotEquals: { 'aws:SourceVpc': network.vpc.vpcId },",
    "StringEquals: { 'aws:SourceVpc': 'vpc-never' },",
  ),
  processing(
    DENIES,
    'the denial outside the VPC covers S3 only',
    "actions: ['s3:*', 'kms:*', 'secretsmanager:*'],",
    "actions: ['s3:*'],",
  ),
  processing(
    DENIES,
    'the denial outside the VPC covers what services do, too',
    "        Bool: { 'aws:ViaAWSService': 'false' },\n",
    '',
  ),
  processing(
    DENIES,
    'the denial outside the VPC names no resources',
    'resources: [bucketArn, ...objects, keys.data.keyArn, keys.secrets.keyArn, keyRing.secretArn],',
    "resources: ['*'],",
  ),
  workload(
    DENIES,
    'a denial becomes a permission',
    'new PolicyStatement({ sid, effect: Effect.DENY, ...statement })',
    'new PolicyStatement({ sid, effect: Effect.ALLOW, ...statement })',
  ),
  processing(
    KEPT_TO,
    'the workload may read every secret',
    "actions: ['secretsmanager:GetSecretValue'],\n        resources: [keyRing.secretArn],",
    "actions: ['secretsmanager:GetSecretValue'],\n        resources: ['*'],",
  ),
  processing(
    KEPT_TO,
    'the workload may do everything with secrets',
    "actions: ['secretsmanager:GetSecretValue'],",
    "actions: ['secretsmanager:*'],",
  ),
  processing(
    KEPT_TO,
    'the workload may give roles away when it has a tag',
    "actions: ['secretsmanager:GetSecretValue'],\n        resources: [keyRing.secretArn],\n      }),",
    "actions: ['secretsmanager:GetSecretValue'],\n        resources: [keyRing.secretArn],\n      }), new PolicyStatement({ actions: ['iam:PassRole'], resources: ['*'], conditions: { StringEquals: { 'aws:PrincipalTag/team': 'ops' } } }),",
  ),
  processing(
    KEPT_TO,
    'the workload uses its key by itself when it has a tag',
    "conditions: { StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` } },",
    "conditions: { StringEquals: { 'aws:PrincipalTag/team': 'ops' } },",
  ),
  workload(
    KEPT_TO,
    'functions send letters to every queue',
    'resources: [this.deadLetters.queueArn],',
    "resources: ['*'],",
  ),
  access(
    KEPT_TO,
    'the pipeline may change roles of the target',
    "actions: ['cloudformation:DescribeStacks', 'cloudformation:GetTemplate'],\n          resources: stackNames.map((stackName) => byName(this, stackName, region)),",
    "actions: ['iam:PutRolePolicy'],\n          resources: ['*'],",
  ),
  access(
    TRUST,
    'every role of the tools account looks at the target',
    "ArnEquals: { 'aws:PrincipalArn': `arn:${Aws.PARTITION}:iam::${props.toolsAccount}:role/${roleName}` },",
    "ArnLike: { 'aws:PrincipalArn': '*' },",
  ),
  {
    fault: 'the workload may be assumed by another account',
    rule: TRUST,
    edits: [
      {
        file: 'lib/stacks/constructs/workload-function.ts',
        find: "assumedBy: new ServicePrincipal('lambda.amazonaws.com')",
        put: "assumedBy: new AccountPrincipal('555555555555')",
      },
      {
        file: 'lib/stacks/constructs/workload-function.ts',
        find: 'import { Effect,',
        put: 'import { AccountPrincipal, Effect,',
      },
    ],
  },
  storage(
    'ZT-09-FunctionsInvokedByOwn',
    "everybody's bucket may invoke the workload",
    '      sourceAccount: Aws.ACCOUNT_ID,\n',
    '',
  ),
  storage(
    'ZT-09-FunctionsInvokedByOwn',
    "an organization's buckets may invoke the workload",
    '      sourceAccount: Aws.ACCOUNT_ID,\n',
    "      principalOrgId: 'o-somebody',\n",
  ),
  {
    fault: 'a role of the account with a tag may become the workload',
    rule: TRUST,
    edits: [
      {
        file: 'lib/stacks/constructs/workload-function.ts',
        find: "assumedBy: new ServicePrincipal('lambda.amazonaws.com')",
        put: "assumedBy: new AccountRootPrincipal().withConditions({ StringEquals: { 'aws:PrincipalTag/team': 'ops' } })",
      },
      {
        file: 'lib/stacks/constructs/workload-function.ts',
        find: 'import { Effect,',
        put: 'import { AccountRootPrincipal, Effect,',
      },
    ],
  },
  bucket(
    'ZT-16-IntelligentTiering',
    'data moves to an archive',
    'StorageClass.INTELLIGENT_TIERING',
    'StorageClass.GLACIER',
  ),
  bucket(
    'ZT-16-IntelligentTiering',
    'data waits for a year before it moves',
    'transitionAfter: Duration.days(0)',
    'transitionAfter: Duration.days(365)',
  ),
].map((mutant) =>
  mutant.edits.some(
    ({ put }) => put.includes('ServicePrincipal(') && mutant.edits[0]?.file.endsWith('guarded-bucket.ts'),
  )
    ? {
        ...mutant,
        edits: [
          ...mutant.edits,
          {
            file: 'lib/stacks/constructs/guarded-bucket.ts',
            find: 'import { AnyPrincipal, Effect,',
            put: 'import { AnyPrincipal, Effect, ServicePrincipal,',
          },
        ],
      }
    : mutant,
);

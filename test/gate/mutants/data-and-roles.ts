import type { Mutant, Workbench } from './mutant';

const BUCKET = 'AWS::S3::Bucket';
const POLICY = 'AWS::S3::BucketPolicy';

const drop = (statements: Record<string, unknown>[], find: (statement: Record<string, unknown>) => boolean) => {
  const at = statements.findIndex(find);
  if (at < 0) throw new Error('there is no such statement');
  statements.splice(at, 1);
};
const change = (statements: Record<string, unknown>[], sid: string, to: Record<string, unknown>) => {
  const statement = statements.find(({ Sid }) => Sid === sid);
  if (statement === undefined) throw new Error(`there is no statement ${sid}`);
  Object.assign(statement, to);
};
const says = (what: string) => (statement: unknown) => JSON.stringify(statement).includes(what);

const workload = (target: Workbench) => target.statements('ProcessingWorkloadPermissions', '', 'PolicyDocument');
const bucketPolicy = (target: Workbench) => target.statements('StorageDataPolicy', POLICY, 'PolicyDocument');

/** ZT-08, ZT-09 and ZT-16, each broken in several ways. */
export const DATA_AND_ROLES: readonly Mutant[] = [
  ...(
    [
      ['keeps no versions', 'VersioningConfiguration.Status', 'Suspended'],
      ['takes public ACLs', 'PublicAccessBlockConfiguration.BlockPublicAcls', false],
      ['takes public policies', 'PublicAccessBlockConfiguration.BlockPublicPolicy', undefined],
      ['has no Block Public Access', 'PublicAccessBlockConfiguration', undefined],
      ['lets writers own objects', 'OwnershipControls.Rules', [{ ObjectOwnership: 'ObjectWriter' }]],
      ['has no encryption of its own', 'BucketEncryption', undefined],
      ['has no access logs', 'LoggingConfiguration', undefined],
    ] as const
  ).map(([what, path, value]) => ({
    fault: `the data bucket ${what}`,
    rule: 'ZT-08-BucketsGuarded',
    break: (target: Workbench) => target.set('StorageData6', BUCKET, path, value),
  })),
  {
    fault: 'the data bucket has no policy',
    rule: 'ZT-08-BucketsGuarded',
    break: (target) => target.remove('StorageDataPolicy'),
  },
  {
    fault: 'the data bucket may be reached without TLS',
    rule: 'ZT-08-BucketsGuarded',
    break: (target) => drop(bucketPolicy(target), says('SecureTransport')),
  },
  {
    fault: 'the data bucket may be reached with TLS 1.0',
    rule: 'ZT-08-BucketsGuarded',
    break: (target) => drop(bucketPolicy(target), says('TlsVersion')),
  },
  {
    fault: 'everybody may read the data bucket',
    rule: 'ZT-08-BucketsGuarded',
    break: (target) =>
      bucketPolicy(target).push({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }),
  },
  ...(
    [
      ['unencrypted objects', 'RefuseUnencryptedPut', { Effect: 'Allow', Principal: { AWS: '222222222222' } }],
      ['objects under other keys', 'RefuseAnotherKey', { Condition: { StringEquals: { 'aws:SourceAccount': 'x' } } }],
      ['objects of all but one', 'RefuseAnotherKey', { Resource: 'arn:aws:s3:::another-bucket/*' }],
    ] as const
  ).map(([what, sid, to]) => ({
    fault: `the data bucket takes ${what}`,
    rule: 'ZT-08-DataBucketRefusesOtherKeys',
    break: (target: Workbench) => change(bucketPolicy(target), sid, to),
  })),
  {
    fault: 'CloudTrail may write for everybody',
    rule: 'ZT-08-LogDeliveryBound',
    break: (target) =>
      change(target.statements('AuditBucketPolicy', POLICY, 'PolicyDocument'), 'TrailWritesItsFiles', {
        Condition: undefined,
      }),
  },
  {
    fault: 'CloudTrail may not write',
    rule: 'ZT-08-LogDeliveryBound',
    break: (target) =>
      drop(target.statements('AuditBucketPolicy', POLICY, 'PolicyDocument'), says('TrailWritesItsFiles')),
  },
  {
    fault: 'S3 may deliver the access logs of everybody',
    rule: 'ZT-08-LogDeliveryBound',
    break: (target) => {
      const statements = target.statements('StorageAccessLogsPolicy', POLICY, 'PolicyDocument');
      for (const each of statements.filter(says('logging.s3'))) delete each['Condition'];
    },
  },
  ...(
    [
      ['unencrypted objects', 'RefuseUnencryptedPut'],
      ['objects under other keys', 'RefuseAnotherKey'],
      ['calls from outside the VPC', 'RefuseOutsideTheVpc'],
    ] as const
  ).flatMap(([what, sid]) => [
    {
      fault: `the workload is not denied ${what}`,
      rule: 'ZT-09-WorkloadDenies',
      break: (target: Workbench) => drop(workload(target), ({ Sid }) => Sid === sid),
    },
    {
      fault: `the workload is allowed ${what}: a Deny became an Allow`,
      rule: 'ZT-09-WorkloadDenies',
      break: (target: Workbench) => change(workload(target), sid, { Effect: 'Allow' }),
    },
  ]),
  ...(
    [
      ['names no resources', { Resource: '*' }],
      ['leaves secrets out', { Action: ['s3:*', 'kms:*'] }],
      ['forgets services', { Condition: { StringNotEquals: { 'aws:SourceVpc': { Ref: 'NetworkVpc7FB7348F' } } } }],
      ['is content with any VPC', { Condition: { Null: { 'aws:SourceVpc': 'true' } } }],
    ] as const
  ).map(([what, to]) => ({
    fault: `the denial outside the VPC ${what}`,
    rule: 'ZT-09-WorkloadDenies',
    break: (target: Workbench) => change(workload(target), 'RefuseOutsideTheVpc', to),
  })),
  ...(
    [
      ['all of S3', { Action: 's3:*', Resource: '*' }],
      ['everything but IAM', { NotAction: 'iam:*', Resource: '*' }],
      ['everything', { Action: '*', Resource: '*' }],
      ['every secret', { Action: 'secretsmanager:GetSecretValue', Resource: '*' }],
      ['to delete keys', { Action: 'kms:ScheduleKeyDeletion', Resource: '*' }],
      ['what only the deployment knows', { Action: { Ref: 'Actions' }, Resource: '*' }],
      ['everything but one bucket', { Action: 's3:GetObject', NotResource: 'arn:aws:s3:::one/*' }],
    ] as const
  ).map(([what, statement]) => ({
    fault: `the workload is granted ${what}`,
    rule: 'ZT-09-RolesKeepToTheirResources',
    break: (target: Workbench) => workload(target).push({ Effect: 'Allow', ...statement }),
  })),
  {
    fault: 'the workload is granted every role: a Deny became an Allow',
    rule: 'ZT-09-RolesKeepToTheirResources',
    break: (target: Workbench) => change(workload(target), 'RefuseOtherRoles', { Effect: 'Allow' }),
  },
  ...(
    [
      ['everybody', { Principal: '*' }],
      ['a whole other account', { Principal: { AWS: 'arn:aws:iam::555555555555:root' } }],
      ['whoever an identity provider vouches for', { Principal: { Federated: 'accounts.google.com' } }],
      ['somebody only the deployment knows', { Principal: { AWS: { Ref: 'Somebody' } } }],
    ] as const
  ).map(([whom, to]) => ({
    fault: `the workload's role trusts ${whom}`,
    rule: 'ZT-09-RolesTrustNobodyElse',
    break: (target: Workbench) => {
      const [statement = {}] = target.statements('ProcessingWorkloadRole', '', 'AssumeRolePolicyDocument');
      Object.assign(statement, to);
    },
  })),
  {
    fault: 'the role of the validation trusts the whole tools account',
    rule: 'ZT-09-RolesTrustNobodyElse',
    break: (target) => {
      const [statement = {}] = target.statements('Role1ABC', '', 'AssumeRolePolicyDocument');
      delete statement['Condition'];
    },
  },
  {
    fault: 'everybody may invoke the workload through S3',
    rule: 'ZT-09-FunctionsInvokedByOwn',
    break: (target) => target.set('StorageMayInvoke', '', 'SourceAccount', undefined),
  },
  {
    fault: 'everybody may invoke the workload',
    rule: 'ZT-09-FunctionsInvokedByOwn',
    break: (target) => target.set('StorageMayInvoke', '', 'Principal', '*'),
  },
  {
    fault: 'EventBridge must send what it is reported not to send',
    rule: 'ZT-09-FunctionsInvokedByOwn',
    in: 'pipeline',
    break: (target) => {
      const permissions = Object.values(target.resources).filter(
        ({ Type: type }) => type === 'AWS::Lambda::Permission',
      );
      for (const { Properties: properties } of permissions) properties['SourceAccount'] = '111111111111';
    },
  },
  {
    fault: 'data stays in the standard class',
    rule: 'ZT-16-IntelligentTiering',
    break: (target) => target.set('StorageData6', BUCKET, 'LifecycleConfiguration', undefined),
  },
  {
    fault: 'some data only moves to Intelligent-Tiering',
    rule: 'ZT-16-IntelligentTiering',
    break: (target) => {
      const rules = target.one('StorageData6', BUCKET).Properties['LifecycleConfiguration'] as { Rules: object[] };
      for (const rule of rules.Rules) Object.assign(rule, { Prefix: 'processed/' });
    },
  },
];

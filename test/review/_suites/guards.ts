import { describe, expect, test } from '@jest/globals';
import { changed, decided, made, prod } from '../_fixtures/one-change';

const locked = (DefaultRetention?: object) => ({
  ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', ...(DefaultRetention && { Rule: { DefaultRetention } }) },
});
const replicas = (...names: readonly string[]) => ({ Replicas: names.map((Region) => ({ Region })) });
const rules = (kept: Readonly<Record<string, number | undefined>>) => ({
  BackupPlan: {
    BackupPlanRule: Object.entries(kept).map(([RuleName, days]) => ({
      RuleName,
      Lifecycle: { DeleteAfterDays: days },
    })),
  },
});
const planned = (days?: number) => rules({ daily: days });
const vault = (MinRetentionDays: number) => ({ LockConfiguration: { MinRetentionDays, MaxRetentionDays: 400 } });
const images = (text: string) => ({ LifecyclePolicy: { LifecyclePolicyText: text } });
const emptied = { Tags: [{ Key: 'aws-cdk:auto-delete-objects', Value: 'true' }] };

const DENY = { Effect: 'Deny', Action: '*', Resource: '*' };

const saidOf = (type: string, before: object, after: object): string => {
  const [was, is] = changed(type, 'X', before, after);
  return decided([prod(was)], [prod(is)]).said;
};

describe('the headline of what keeps data less', () => {
  test.each<[string, string, object, object]>([
    [
      'backup plan is guarded less: delete after days goes from 365 to 1',
      'Backup::BackupPlan',
      planned(365),
      planned(1),
    ],
    [
      'backup plan is guarded less: delete after days goes from nothing to 9',
      'Backup::BackupPlan',
      planned(),
      planned(9),
    ],
    [
      'backup plan is guarded less: delete after days goes from 365 to 30',
      'Backup::BackupPlan',
      rules({ daily: 365 }),
      rules({ daily: 30, hourly: 365 }),
    ],
    [
      'backup vault is guarded less: min retention days goes from 30 to the default of 0',
      'Backup::BackupVault',
      vault(30),
      {},
    ],
    ['backup vault is guarded less: min retention days goes from 30 to 1', 'Backup::BackupVault', vault(30), vault(1)],
    [
      'bucket now locks objects for 1 day, not for 365',
      'S3::Bucket',
      locked({ Mode: 'GOVERNANCE', Days: 365 }),
      locked({ Mode: 'GOVERNANCE', Days: 1 }),
    ],
    [
      'bucket now locks objects for 365 days, not for 2555',
      'S3::Bucket',
      locked({ Mode: 'COMPLIANCE', Years: 7 }),
      locked({ Mode: 'COMPLIANCE', Days: 365 }),
    ],
    ['bucket now locks objects for 0 days, not for 7', 'S3::Bucket', locked({ Mode: 'COMPLIANCE', Days: 7 }), locked()],
    [
      'bucket now locks objects so that some may unlock them: GOVERNANCE',
      'S3::Bucket',
      locked({ Mode: 'COMPLIANCE', Days: 7 }),
      locked({ Mode: 'GOVERNANCE', Days: 7 }),
    ],
    ['bucket now deletes what it holds when it is removed', 'S3::Bucket', {}, emptied],
    ['repository now deletes what it holds when it is removed', 'ECR::Repository', {}, { EmptyOnDelete: true }],
    ['repository now deletes images by a lifecycle policy', 'ECR::Repository', {}, images('{"rules":[]}')],
    [
      'repository now deletes images by another lifecycle policy',
      'ECR::Repository',
      images('{}'),
      images('{"rules":[]}'),
    ],
    [
      'file system is guarded less: backup policy goes from ENABLED to DISABLED',
      'EFS::FileSystem',
      { BackupPolicy: { Status: 'ENABLED' } },
      { BackupPolicy: { Status: 'DISABLED' } },
    ],
    [
      'file system is guarded less: automatic backup retention days goes from 35 to 0',
      'FSx::FileSystem',
      { LustreConfiguration: { AutomaticBackupRetentionDays: 35 } },
      { LustreConfiguration: { AutomaticBackupRetentionDays: 0 } },
    ],
    [
      'database now deletes its automated backups when it is deleted',
      'RDS::DBInstance',
      { DeleteAutomatedBackups: false },
      {},
    ],
    [
      'event data store is guarded less: retention period goes from 2557 to 7',
      'CloudTrail::EventDataStore',
      { RetentionPeriod: 2557 },
      { RetentionPeriod: 7 },
    ],
    [
      'event data store is guarded less: termination protection enabled goes from nothing to false',
      'CloudTrail::EventDataStore',
      {},
      { TerminationProtectionEnabled: false },
    ],
    [
      'trail is guarded less: is multi region trail goes from true to nothing',
      'CloudTrail::Trail',
      { IsLogging: true, IsMultiRegionTrail: true },
      { IsLogging: true },
    ],
    [
      'table is guarded less: magnetic store retention period in days goes from 365 to 1',
      'Timestream::Table',
      { RetentionProperties: { MagneticStoreRetentionPeriodInDays: '365' } },
      { RetentionProperties: { MagneticStoreRetentionPeriodInDays: '1' } },
    ],
    [
      'stream is guarded less: data retention in hours goes from 24 to the default of 0',
      'KinesisVideo::Stream',
      { DataRetentionInHours: 24 },
      {},
    ],
    [
      'stream is guarded less: stream encryption is gone',
      'Kinesis::Stream',
      { StreamEncryption: { EncryptionType: 'KMS', KeyId: 'a' } },
      {},
    ],
    [
      'archive is guarded less: retention days goes from 0 to 1',
      'Events::Archive',
      { RetentionDays: 0 },
      { RetentionDays: 1 },
    ],
    [
      'cluster is guarded less: automated snapshot retention period goes from 35 to 0',
      'Redshift::Cluster',
      { AutomatedSnapshotRetentionPeriod: 35 },
      { AutomatedSnapshotRetentionPeriod: 0 },
    ],
    [
      'replication group is guarded less: snapshot retention limit goes from 35 to the default of 0',
      'ElastiCache::ReplicationGroup',
      { SnapshotRetentionLimit: 35 },
      {},
    ],
    [
      'domain is guarded less: encryption at rest options goes from true to false',
      'OpenSearchService::Domain',
      { EncryptionAtRestOptions: { Enabled: true } },
      { EncryptionAtRestOptions: { Enabled: false } },
    ],
    ['global table now deletes its replica in b', 'DynamoDB::GlobalTable', replicas('a', 'b'), replicas('a')],
  ])("is bad: prod's x %s", (says, type, before, after) => {
    expect(saidOf(`AWS::${type}`, before, after)).toBe(`bad: prod's x ${says}`);
  });

  test.each<[string, object, object]>([
    ['Backup::BackupPlan', planned(1), planned(365)],
    ['Backup::BackupPlan', rules({ daily: 365 }), rules({ daily: 365, hourly: 7 })],
    ['Backup::BackupPlan', rules({ hourly: 7, daily: 365 }), rules({ daily: 365, hourly: 7 })],
    ['Backup::BackupVault', {}, vault(30)],
    ['S3::Bucket', locked({ Mode: 'GOVERNANCE', Days: 365 }), locked({ Mode: 'COMPLIANCE', Years: 1 })],
    ['S3::Bucket', emptied, {}],
    ['ECR::Repository', images('{}'), {}],
    ['RDS::DBInstance', {}, { DeleteAutomatedBackups: true }],
    ['Events::Archive', { RetentionDays: 1 }, { RetentionDays: 0 }],
    ['Redshift::Cluster', { ManualSnapshotRetentionPeriod: 7 }, { ManualSnapshotRetentionPeriod: -1 }],
    ['DynamoDB::GlobalTable', replicas('a'), replicas('b', 'a')],
  ])('of %s is no bad one where it is kept as before or better', (type, before, after) => {
    expect(saidOf(`AWS::${type}`, before, after)).toMatch(/^(unsure|good): /);
  });

  test('says how many ways there are beside the first', () => {
    const versioned = { VersioningConfiguration: { Status: 'Enabled' } };
    const before = made('AWS::S3::Bucket', 'X', versioned, { DeletionPolicy: 'Retain' });
    expect(decided([prod(before)], [prod(made('AWS::S3::Bucket', 'X', emptied))]).said).toBe(
      "bad: prod's x bucket now deletes what it holds when it is removed (and 2 more)",
    );
  });

  test('is that of a backup plan that is gone', () => {
    expect(decided([prod(made('AWS::Backup::BackupPlan', 'Daily'))], [prod({})]).said).toBe(
      "bad: prod's daily backup plan is deleted: what it backed up is backed up no more",
    );
  });
});

test.each<[string, string, object, object]>([
  [
    'web acl changes what guards it: default action',
    'WAFv2::WebACL',
    { DefaultAction: { Block: {} } },
    { DefaultAction: { Allow: {} } },
  ],
  [
    'listener changes what guards it: protocol',
    'ElasticLoadBalancingV2::Listener',
    { Protocol: 'HTTPS' },
    { Protocol: 'HTTP' },
  ],
  [
    'domain changes what guards it: enforce https',
    'OpenSearchService::Domain',
    { DomainEndpointOptions: { EnforceHTTPS: true } },
    { DomainEndpointOptions: { EnforceHTTPS: false } },
  ],
  [
    'user pool changes what guards it: mfa configuration',
    'Cognito::UserPool',
    { MfaConfiguration: 'ON' },
    { MfaConfiguration: 'OFF' },
  ],
  [
    'cluster changes what guards it: public access',
    'MSK::Cluster',
    {},
    { BrokerNodeGroupInfo: { ConnectivityInfo: { PublicAccess: { Type: 'SERVICE_PROVIDED_EIPS' } } } },
  ],
])('a change of what may guard is looked at: %s', (says, type, before, after) => {
  expect(saidOf(`AWS::${type}`, before, after)).toBe(`unsure: prod's x ${says}`);
});

test.each<[string, object, object]>([
  ['Lambda::Function', { MemorySize: 128 }, { MemorySize: 256 }],
  ['IAM::ManagedPolicy', { PolicyDocument: { Statement: DENY } }, { PolicyDocument: { Statement: [DENY] } }],
  [
    'Lambda::Function',
    { Environment: { Variables: { POLICY: 'a' } } },
    { Environment: { Variables: { POLICY: 'b' } } },
  ],
  ['Lambda::Function', { Tags: [{ Key: 'Lock', Value: 'a' }] }, { Tags: [{ Key: 'Lock', Value: 'b' }] }],
])('what guards nothing merely changes in %s', (type, before, after) => {
  expect(saidOf(`AWS::${type}`, before, after)).toBe('good: 1 thing merely changes');
});

test.each<[string, string, object, object]>([
  ['cluster', 'EKS::Cluster', { ResourcesVpcConfig: { EndpointPublicAccess: false } }, { ResourcesVpcConfig: {} }],
  ['identity pool', 'Cognito::IdentityPool', {}, { AllowUnauthenticatedIdentities: true }],
])('what anyone may reach now is a danger: %s', (noun, type, before, after) => {
  expect(saidOf(`AWS::${type}`, before, after)).toBe(`bad: prod: x ${noun} may be reached by anyone`);
});

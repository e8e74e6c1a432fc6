import { describe, expect, test } from '@jest/globals';
import { dataBucketName, functionLogGroupName, functionName, logGroupPrefixes } from '../../lib/contract/names';
import { synthesizeTarget } from './_helpers/synthesized';

const NAMES = ['dev', 'prod'] as const;
const targets = Object.fromEntries(NAMES.map((name) => [name, synthesizeTarget(name)]));

/** What a resource's policies say of its end. */
const LIFE = {
  dev: { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' },
  // Goes when its creation is rolled back: a retained name would stand in the way of the next attempt.
  prod: { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' },
} as const;

describe.each(NAMES)('the data stack of %s', (name) => {
  const { data, target } = targets[name] ?? synthesizeTarget(name);
  const keyOf = (purpose: 'Data' | 'Logs' | 'Secrets') => ({
    'Fn::GetAtt': [data.one('AWS::KMS::Key', `${purpose}Key`).id, 'Arn'],
  });
  const functions = data.all('AWS::Lambda::Function');
  const groups = data.all('AWS::Logs::LogGroup');

  test('ZT-05 has three symmetric keys that rotate every 90 days, with an alias each', () => {
    const keys = data.all('AWS::KMS::Key');
    expect(keys).toHaveLength(3);
    for (const { Properties } of keys) {
      expect(Properties).toMatchObject({ EnableKeyRotation: true, RotationPeriodInDays: 90 });
      expect(Properties).not.toHaveProperty('KeySpec');
    }
    const aliases = data
      .all('AWS::KMS::Alias')
      .map(({ Properties }) => [Properties['AliasName'], Properties['TargetKeyId']]);
    expect(aliases).toEqual([
      [`alias/data-data-${name}`, keyOf('Data')],
      [`alias/data-logs-${name}`, keyOf('Logs')],
      [`alias/data-secrets-${name}`, keyOf('Secrets')],
    ]);
  });

  test('ZT-05 names no wildcard principal in a key policy', () => {
    for (const key of data.all('AWS::KMS::Key')) {
      const { Statement: statements } = key.Properties['KeyPolicy'] as { Statement: { Principal: unknown }[] };
      for (const { Principal: principal } of statements) expect(JSON.stringify(principal)).not.toContain('*');
    }
  });

  test('ZT-07 encrypts every log group with the logs key and keeps it for 90 days', () => {
    expect(groups.map(({ Properties }) => Properties['LogGroupName'])).toContain(functionLogGroupName(name));
    for (const { Properties } of groups) {
      expect(Properties).toMatchObject({ KmsKeyId: keyOf('Logs'), RetentionInDays: 90 });
    }
  });

  test('ZT-07 keeps every log group below a prefix that the validation knows', () => {
    for (const { Properties } of groups) {
      const group = String(Properties['LogGroupName']);
      expect(logGroupPrefixes(name).filter((prefix) => group.startsWith(prefix))).not.toEqual([]);
    }
  });

  test.each(functions.map(({ id }) => id))('ZT-07 makes the log group of %s before it', (id) => {
    const lambda = data.one('AWS::Lambda::Function', id);
    const { LogGroup: group } = lambda.Properties['LoggingConfig'] as { LogGroup: { Ref: string } };
    expect(groups.map((each) => each.id)).toContain(group.Ref); // a reference is a dependency
  });

  test('ZT-08 encrypts the data bucket with the data key and a bucket key, and logs access to it', () => {
    expect(data.one('AWS::S3::Bucket', 'StorageData').Properties).toMatchObject({
      BucketName: dataBucketName(name, target.account, target.region),
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyOf('Data') },
          },
        ],
      },
      LoggingConfiguration: { DestinationBucketName: { Ref: data.one('AWS::S3::Bucket', 'StorageAccessLogs').id } },
    });
  });

  test('ZT-08 encrypts the access logs with SSE-S3, because S3 delivers them to nothing else', () => {
    expect(data.one('AWS::S3::Bucket', 'StorageAccessLogs').Properties['BucketEncryption']).toEqual({
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    });
  });

  test.each(data.all('AWS::S3::Bucket').map(({ id }) => id))('ZT-08 guards %s', (id) => {
    const bucket = data.one('AWS::S3::Bucket', id);
    expect(bucket.Properties).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    expect(bucket.Properties).not.toHaveProperty('AccessControl');
    const policies = data
      .all('AWS::S3::BucketPolicy')
      .filter(({ Properties }) => JSON.stringify(Properties['Bucket']) === JSON.stringify({ Ref: id }));
    expect(policies).toHaveLength(1);
  });

  test('ZT-08 invokes the function natively for what lands under incoming/, once it may', () => {
    const bucket = data.one('AWS::S3::Bucket', 'StorageData');
    const permission = data.one('AWS::Lambda::Permission', 'StorageMayInvoke');
    const lambda = { 'Fn::GetAtt': [data.one('AWS::Lambda::Function', 'ProcessingWorkload').id, 'Arn'] };
    expect(bucket.Properties['NotificationConfiguration']).toEqual({
      LambdaConfigurations: [
        {
          Event: 's3:ObjectCreated:*',
          Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'incoming/' }] } },
          Function: lambda,
        },
      ],
    });
    expect(bucket.DependsOn).toContain(permission.id);
    expect(data.value(permission.Properties)).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: data.value(lambda),
      Principal: 's3.amazonaws.com',
      SourceAccount: target.account,
      SourceArn: `arn:aws:s3:::${dataBucketName(name, target.account, target.region)}`,
    });
    expect(data.resources.map(({ Type }) => Type)).not.toContain('Custom::S3BucketNotifications');
  });

  test('ZT-09 puts the functions into the isolated subnets and encrypts their dead letters', () => {
    const subnets = data.all('AWS::EC2::Subnet').map(({ id }) => ({ Ref: id }));
    const workload = data.one('AWS::EC2::SecurityGroup', 'NetworkWorkload').id;
    const ours = functions.filter(({ id }) => !id.startsWith('Custom'));
    expect(ours.map(({ Properties }) => Properties['FunctionName'])).toContain(functionName(name));
    for (const { Properties } of ours) {
      expect(Properties['VpcConfig']).toEqual({
        SecurityGroupIds: [{ 'Fn::GetAtt': [workload, 'GroupId'] }],
        SubnetIds: subnets,
      });
      expect(Properties).toHaveProperty('DeadLetterConfig.TargetArn');
    }
    const queues = data.all('AWS::SQS::Queue');
    expect(queues).toHaveLength(ours.length);
    for (const { Properties } of queues) expect(Properties['KmsMasterKeyId']).toEqual(keyOf('Data'));
  });

  test("ZT-15 names every function, the CDK's helpers too, and carries the environment in the name", () => {
    const named = functions.map(({ Properties }) => `${Properties['FunctionName']}-`);
    expect(named.filter((each) => !each.includes(`-${name}-`))).toEqual([]);
  });

  test('ZT-09 gives the function no secret in its environment, only where to find one', () => {
    const { Variables: variables } = data.one('AWS::Lambda::Function', 'ProcessingWorkload').Properties[
      'Environment'
    ] as {
      Variables: Readonly<Record<string, unknown>>;
    };
    expect(data.value(variables)).toEqual({
      ENVIRONMENT_NAME: name,
      DATA_BUCKET: dataBucketName(name, target.account, target.region),
      DATA_KEY_ARN: data.value(keyOf('Data')),
      KEY_RING_SECRET_ID: expect.stringMatching(/^arn:aws:secretsmanager:/),
      IDENTIFIER_FIELDS: 'patientId,ssn,email',
      TOKEN_KEY_ID: 'current',
    });
    for (const { Properties } of functions) expect(Properties).not.toHaveProperty('KmsKeyArn');
  });

  test('ZT-10 encrypts the key ring with the secrets key and rotates it every 90 days by the function', () => {
    const secret = data.one('AWS::SecretsManager::Secret');
    expect(secret.Properties).toMatchObject({ Name: `data-processing/key-ring-${name}`, KmsKeyId: keyOf('Secrets') });
    expect(secret.Properties).not.toHaveProperty('SecretString');
    expect(secret.Properties['GenerateSecretString']).toMatchObject({ PasswordLength: 64, GenerateStringKey: 'k1' });
    expect(data.one('AWS::SecretsManager::RotationSchedule').Properties).toMatchObject({
      SecretId: { Ref: secret.id },
      RotationLambdaARN: { 'Fn::GetAtt': [data.one('AWS::Lambda::Function', 'KeyRingRotation').id, 'Arn'] },
      RotationRules: { AutomaticallyAfterDays: 90 },
    });
    expect(data.one('AWS::Lambda::Permission', 'KeyRingRotation').Properties).toMatchObject({
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
    });
  });

  test('ZT-10 waits for everything that the first rotation needs', () => {
    const needed = data.resources.filter(
      ({ id, Type }) =>
        /^KeyRingRotation(MayInvoke|Rotator)/.test(id) ||
        /^AWS::EC2::(VPCEndpoint|SecurityGroup|SecurityGroupIngress|SecurityGroupEgress|SubnetRouteTableAssociation)$/.test(
          Type,
        ),
    );
    expect(needed.length).toBeGreaterThan(15);
    const { DependsOn: awaited = [], Properties: named } = data.one('AWS::SecretsManager::RotationSchedule');
    const missing = needed.filter(({ id }) => !awaited.includes(id) && !JSON.stringify(named).includes(`"${id}"`));
    expect(missing).toEqual([]);
  });

  test.each([
    'AWS::KMS::Key',
    'AWS::S3::Bucket',
    'AWS::S3::BucketPolicy',
    'AWS::Logs::LogGroup',
    'AWS::SecretsManager::Secret',
    'AWS::SQS::Queue',
    'AWS::SQS::QueuePolicy',
  ])('ZT-15 lets every %s go or stay with its environment', (type) => {
    for (const { id, DeletionPolicy, UpdateReplacePolicy } of data.all(type)) {
      expect({ id, DeletionPolicy, UpdateReplacePolicy }).toEqual({ id, ...LIFE[name] });
    }
  });

  test('ZT-15 empties buckets in disposable environments only', () => {
    const emptied = data.resources.filter(({ Type }) => Type === 'Custom::S3AutoDeleteObjects');
    expect(emptied).toHaveLength(name === 'dev' ? data.all('AWS::S3::Bucket').length : 0);
  });

  test('ZT-15 carries the environment in every physical name, and place where the name is wider', () => {
    const names = data.resources.flatMap(({ Type, Properties }) =>
      Object.entries(Properties)
        .filter(
          ([property]) =>
            /^(.+Name|Name)$/.test(property) &&
            !/^(Service|Metric|DashboardName|LogGroup|S3Bucket)Name$/.test(property),
        )
        .flatMap(([property, value]) => {
          const text = data.value(value);
          return typeof text === 'string' && !Type.startsWith('Custom::') ? [{ Type, property, text }] : [];
        }),
    );
    const named = names.filter(({ Type }) => !/Permission$|Alarm$/.test(Type));
    expect(named.length).toBeGreaterThan(10);
    for (const { text } of named) expect(text).toMatch(new RegExp(`(^|[-/])${name}($|[-/])`));
    for (const { Type, text } of named) {
      if (Type === 'AWS::S3::Bucket') expect(text).toMatch(new RegExp(`-${target.account}-${target.region}$`));
      if (Type.startsWith('AWS::IAM::')) expect(text).toMatch(new RegExp(`-${target.region}$`));
    }
  });
});

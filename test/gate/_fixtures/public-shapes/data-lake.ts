import { BOOTSTRAP, type PublicShape, roleOf } from './shape';

const ACCOUNT = '222222222222';

/** A data lake: raw and curated buckets, a catalog of Glue with a crawler and jobs, Athena, a trail of its own, replication. */
export const DATA_LAKE: PublicShape = {
  places: { Lake: `aws://${ACCOUNT}/eu-west-1` },
  stacks: {
    Lake: {
      ...BOOTSTRAP,
      Resources: {
        Raw: {
          Type: 'AWS::S3::Bucket',
          Properties: {
            BucketName: `raw-${ACCOUNT}`,
            VersioningConfiguration: { Status: 'Enabled' },
            ReplicationConfiguration: {
              Role: { 'Fn::GetAtt': ['Crawls', 'Arn'] },
              Rules: [{ Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::raw-copy', Account: '999999999999' } }],
            },
            NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
          },
        },
        Curated: {
          Type: 'AWS::S3::Bucket',
          Properties: {
            BucketEncryption: {
              ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
            },
          },
        },
        Database: {
          Type: 'AWS::Glue::Database',
          Properties: { CatalogId: { Ref: 'AWS::AccountId' }, DatabaseInput: { Name: 'lake' } },
        },
        Crawls: roleOf('glue.amazonaws.com', 'service-role/AWSGlueServiceRole'),
        Crawler: {
          Type: 'AWS::Glue::Crawler',
          Properties: {
            Role: { 'Fn::GetAtt': ['Crawls', 'Arn'] },
            DatabaseName: { Ref: 'Database' },
            Targets: { S3Targets: [{ Path: { 'Fn::Sub': 's3://${Raw}/' } }] },
          },
        },
        Job: {
          Type: 'AWS::Glue::Job',
          Properties: {
            Role: { 'Fn::GetAtt': ['Crawls', 'Arn'] },
            Command: { Name: 'glueetl', ScriptLocation: 's3://scripts-of-somebody/job.py' },
          },
        },
        Queries: {
          Type: 'AWS::Athena::WorkGroup',
          Properties: {
            Name: 'lake',
            WorkGroupConfiguration: {
              ResultConfiguration: { OutputLocation: { 'Fn::Sub': 's3://${Curated}/results/' } },
            },
          },
        },
        Trail: {
          Type: 'AWS::CloudTrail::Trail',
          Properties: {
            IsLogging: true,
            S3BucketName: { Ref: 'Curated' },
            AdvancedEventSelectors: [
              {
                Name: 'writes',
                FieldSelectors: [
                  { Field: 'eventCategory', Equals: ['Data'] },
                  { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
                  { Field: 'readOnly', Equals: ['false'] },
                ],
              },
            ],
          },
        },
        Analysts: {
          Type: 'AWS::IAM::Role',
          Properties: {
            AssumeRolePolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: 'sts:AssumeRoleWithSAML',
                  Principal: { Federated: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:saml-provider/people' } },
                  Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
                },
              ],
            },
          },
        },
        Grant: {
          Type: 'AWS::LakeFormation::Permissions',
          Properties: {
            DataLakePrincipal: { DataLakePrincipalIdentifier: { 'Fn::GetAtt': ['Analysts', 'Arn'] } },
            Resource: { DatabaseResource: { Name: { Ref: 'Database' } } },
            Permissions: ['ALL'],
          },
        },
      },
    },
  },
  expected: [
    ['ZT-00-NothingUnjudged', 'Crawler'],
    ['ZT-00-NothingUnjudged', 'Job'],
    ['ZT-00-NothingUnjudged', 'Raw'],
    ['ZT-08-BucketsGuarded', 'Curated'],
    ['ZT-12-TrailRecordsData', 'Trail'],
    ['ZT-14-Tags', 'Raw'],
  ],
};

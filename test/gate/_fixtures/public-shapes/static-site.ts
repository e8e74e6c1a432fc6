import { BOOTSTRAP, type PublicShape, roleOf } from './shape';

/** A web site: a bucket behind CloudFront with origin access control, a certificate, a record, a deployment of files. */
export const STATIC_SITE: PublicShape = {
  stacks: {
    Site: {
      ...BOOTSTRAP,
      Resources: {
        Files: {
          Type: 'AWS::S3::Bucket',
          Properties: {
            PublicAccessBlockConfiguration: {
              BlockPublicAcls: true,
              BlockPublicPolicy: true,
              IgnorePublicAcls: true,
              RestrictPublicBuckets: true,
            },
          },
          UpdateReplacePolicy: 'Delete',
          DeletionPolicy: 'Delete',
        },
        FilesPolicy: {
          Type: 'AWS::S3::BucketPolicy',
          Properties: {
            Bucket: { Ref: 'Files' },
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: 's3:GetObject',
                  Principal: { Service: 'cloudfront.amazonaws.com' },
                  Resource: { 'Fn::Sub': '${Files.Arn}/*' },
                  Condition: {
                    StringEquals: {
                      'AWS:SourceArn': {
                        'Fn::Sub': 'arn:aws:cloudfront::${AWS::AccountId}:distribution/${Distribution}',
                      },
                    },
                  },
                },
              ],
            },
          },
        },
        Access: {
          Type: 'AWS::CloudFront::OriginAccessControl',
          Properties: {
            OriginAccessControlConfig: {
              Name: 'site',
              OriginAccessControlOriginType: 's3',
              SigningBehavior: 'always',
              SigningProtocol: 'sigv4',
            },
          },
        },
        Certificate: {
          Type: 'AWS::CertificateManager::Certificate',
          Properties: { DomainName: 'www.example.com', ValidationMethod: 'DNS' },
        },
        Distribution: {
          Type: 'AWS::CloudFront::Distribution',
          Properties: {
            DistributionConfig: {
              Enabled: true,
              DefaultRootObject: 'index.html',
              Origins: [
                {
                  Id: 's3',
                  DomainName: { 'Fn::GetAtt': ['Files', 'RegionalDomainName'] },
                  OriginAccessControlId: { 'Fn::GetAtt': ['Access', 'Id'] },
                  S3OriginConfig: {},
                },
              ],
              DefaultCacheBehavior: { TargetOriginId: 's3', ViewerProtocolPolicy: 'redirect-to-https' },
              ViewerCertificate: { AcmCertificateArn: { Ref: 'Certificate' }, SslSupportMethod: 'sni-only' },
            },
          },
        },
        Name: {
          Type: 'AWS::Route53::RecordSet',
          Properties: {
            Name: 'www.example.com.',
            Type: 'A',
            HostedZoneId: 'Z1',
            AliasTarget: { DNSName: { 'Fn::GetAtt': ['Distribution', 'DomainName'] }, HostedZoneId: 'Z2FDTNDATAQYW2' },
          },
        },
        Deployer: roleOf('lambda.amazonaws.com', 'service-role/AWSLambdaBasicExecutionRole'),
        Deployment: {
          Type: 'Custom::CDKBucketDeployment',
          Properties: {
            ServiceToken: { 'Fn::GetAtt': ['Elsewhere', 'Arn'] },
            SourceBucketNames: ['cdk-hnb659fds-assets'],
            DestinationBucketName: { Ref: 'Files' },
          },
        },
      },
      Outputs: { Address: { Value: { 'Fn::GetAtt': ['Distribution', 'DomainName'] } } },
    },
  },
  expected: [
    ['ZT-00-NothingUnjudged', 'Certificate'],
    ['ZT-00-NothingUnjudged', 'Name'],
    ['ZT-01-NoInternetPath', 'Distribution'],
    ['ZT-08-BucketsGuarded', 'Files'],
    ['ZT-14-Tags', 'Files'],
  ],
};

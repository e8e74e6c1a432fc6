import { ANYBODY, adding, allowing, BUCKET, bucketPolicy, KEY, setting } from './faults';
import type { Mutant, Workbench } from './mutant';

/** In network, keys and buckets, what somebody who knows the rules would try: faults beside the property that a rule looks at first. */
export const HOLES_IN_DATA: readonly Mutant[] = [
  ...[
    ['AWS::ApiGatewayV2::Api', 'an API faces the internet'],
    ['AWS::Events::ApiDestination', 'events are sent to a web server'],
    ['AWS::Route53Resolver::ResolverEndpoint', 'names are asked for outside, which carries data out'],
    ['AWS::RolesAnywhere::TrustAnchor', 'machines anywhere may get roles'],
    ['AWS::CloudFront::Distribution', 'a distribution faces the internet'],
    ['AWS::EC2::VPCEndpointService', 'the VPC is offered to other accounts'],
    ['AWS::VpcLattice::ServiceNetworkVpcAssociation', 'the VPC joins a service network'],
  ].map(([type = '', fault = '']) => adding('ZT-01-NoInternetPath', type, fault)),
  adding(
    'ZT-01-NothingLeadsToOtherAccounts',
    'AWS::Logs::SubscriptionFilter',
    'log events are sent to another account',
    {
      DestinationArn: { 'Fn::Sub': 'arn:${AWS::Partition}:logs:${AWS::Region}:999999999999:destination:x' },
    },
  ),
  adding('ZT-01-NothingLeadsToOtherAccounts', 'AWS::Events::Rule', 'events are sent to another account', {
    Targets: [{ Id: 'a', Arn: 'arn:aws:events:us-east-1:999999999999:event-bus/default' }],
  }),
  adding('ZT-01-NothingLeadsToOtherAccounts', 'AWS::Lambda::EventInvokeConfig', 'results are sent to another account', {
    DestinationConfig: { OnSuccess: { Destination: 'arn:aws:sqs:us-east-1:999999999999:results' } },
  }),
  adding('ZT-01-NothingLeadsToOtherAccounts', 'AWS::RAM::ResourceShare', 'a share is offered to another account', {
    Principals: ['999999999999'],
  }),
  adding('ZT-01-NothingLeadsToOtherAccounts', 'Custom::Thing', 'a provider of another account makes a resource', {
    ServiceToken: 'arn:aws:lambda:us-east-1:999999999999:function:provider',
  }),
  adding('ZT-01-NothingLeadsToOtherAccounts', 'AWS::SNS::Subscription', 'a topic tells a web server', {
    Protocol: 'https',
    Endpoint: 'https://somebody.example',
  }),
  {
    fault: 'a function runs a layer of another account',
    rule: 'ZT-01-NothingLeadsToOtherAccounts',
    break: (target) => {
      target.one('ProcessingWorkload', 'AWS::Lambda::Function').Properties['Layers'] = [
        'arn:aws:lambda:us-east-1:999999999999:layer:x:1',
      ];
    },
  },
  {
    fault: 'an endpoint lets data out to one bucket of somebody else',
    rule: 'ZT-03-EndpointsForThisAccountOnly',
    break: (target) =>
      target
        .statements('NetworkS3Endpoint', '', 'PolicyDocument')
        .push({ ...ANYBODY, Action: 's3:PutObject', Resource: 'arn:aws:s3:::somebody-elses/*' }),
  },
  {
    fault: 'an endpoint serves a whole organization',
    rule: 'ZT-03-EndpointsForThisAccountOnly',
    break: (target) =>
      target
        .statements('NetworkKmsEndpoint', '', 'PolicyDocument')
        .push({ ...ANYBODY, Action: 'kms:*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }),
  },
  setting(
    'ZT-04-HttpsBetweenKnownGroups',
    'the workload reaches a prefix list that is not that of S3',
    'NetworkWorkloadtopl63a5400a',
    '',
    'DestinationPrefixListId',
    'pl-0123456789abcdef0',
  ),
  setting(
    'ZT-04-HttpsBetweenKnownGroups',
    'the workload reaches S3 of another region',
    'NetworkWorkloadtopl63a5400a',
    '',
    'DestinationPrefixListId',
    'pl-6da54004',
  ),
  adding('ZT-05-KeysRotate', 'AWS::KMS::ReplicaKey', 'a key is a replica of one elsewhere'),
  adding('ZT-05-KeysKnowTheirUsers', 'AWS::KMS::ReplicaKey', 'a replica lets everybody in', {
    KeyPolicy: { Statement: [{ ...ANYBODY, Action: 'kms:*' }] },
  }),
  ...(
    [
      ['from an address', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }],
      ['who sends a header', { StringLike: { 'aws:Referer': 'https://example.com/*' } }],
      ['of an organization', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }],
      ['through a service', { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } }],
    ] as const
  ).map(([whom, Condition]) => ({
    fault: `the data key lets everybody in ${whom}`,
    rule: 'ZT-05-KeysKnowTheirUsers',
    break: (target: Workbench) =>
      target.statements('DataKey', KEY, 'KeyPolicy').push({ ...ANYBODY, Action: 'kms:Decrypt', Condition }),
  })),
  {
    fault: 'a queue takes letters of one other account',
    rule: 'ZT-05-QueuesGuarded',
    break: (target) =>
      target.statements('ProcessingWorkloadDeadLettersPolicy', '', 'PolicyDocument').push({
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::555555555555:root' },
        Action: 'sqs:*',
        Resource: '*',
      }),
  },
  {
    fault: 'the statement for CloudWatch Logs holds without a context, too',
    rule: 'ZT-06-LogsKeyLetsCloudWatchLogsIn',
    break: (target) => {
      const statement = target
        .statements('LogsKey', KEY, 'KeyPolicy')
        .find(({ Sid }) => Sid === 'Enable CloudWatch Logs');
      const { ArnLike } = (statement?.['Condition'] ?? {}) as Record<string, unknown>;
      Object.assign(statement ?? {}, { Condition: { ArnLikeIfExists: ArnLike } });
    },
  },
  allowing('ZT-08-BucketsGuarded', 'one other account may read the data bucket', bucketPolicy, {
    Principal: { AWS: 'arn:aws:iam::555555555555:role/reader' },
    Action: 's3:GetObject',
    Resource: '*',
  }),
  allowing('ZT-08-BucketsGuarded', 'a canonical user may read the data bucket', bucketPolicy, {
    Principal: { CanonicalUser: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be' },
    Action: 's3:GetObject',
    Resource: '*',
  }),
  allowing('ZT-08-BucketsGuarded', 'everybody may read the data bucket from an address', bucketPolicy, {
    Principal: '*',
    Action: 's3:GetObject',
    Resource: '*',
    Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
  }),
  allowing('ZT-08-BucketsGuarded', 'everybody may do everything with the data bucket but one', bucketPolicy, {
    Principal: '*',
    NotAction: 'kms:*',
    Resource: '*',
  }),
  {
    fault: 'the refusal without TLS is for reading and writing only',
    rule: 'ZT-08-BucketsGuarded',
    break: (target) => {
      for (const each of bucketPolicy(target).filter((statement) => JSON.stringify(statement).includes('Transport')))
        each['Action'] = ['s3:GetObject', 's3:PutObject', 's3:ListBucket'];
    },
  },
  setting(
    'ZT-08-BucketsGuarded',
    'the data bucket is replicated to somebody',
    'StorageData6',
    BUCKET,
    'ReplicationConfiguration',
    { Role: 'x', Rules: [{ Destination: { Bucket: 'arn:aws:s3:::somebody-elses' }, Status: 'Enabled' }] },
  ),
  setting(
    'ZT-08-LogDeliveryBound',
    'the trail writes where its bucket does not let it',
    'AuditTrail',
    '',
    'S3KeyPrefix',
    'elsewhere',
  ),
];

import { expect, test } from '@jest/globals';
import { holdsForGood, whyItHolds } from '../../lib/contract/data-holders';
import { PROTECTED_TYPES } from '../../lib/contract/stack-policy';
import { Delivery } from '../pipeline/_helpers/delivery';

/** Delivered types with which nothing is lost: the next deployment makes them as they were. */
const HOLDS_NOTHING = [
  'AWS::CloudWatch::Alarm',
  'AWS::CodeBuild::Project',
  'AWS::CodeBuild::ReportGroup',
  'AWS::CodePipeline::Pipeline',
  'AWS::EC2::FlowLog',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::EC2::Subnet',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPC',
  'AWS::EC2::VPCEndpoint',
  'AWS::Events::Rule',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::SecretsManager::RotationSchedule',
  'Custom::S3AutoDeleteObjects',
  'Custom::VpcRestrictDefaultSG',
];

const delivered = [
  ...new Set(
    Delivery.of().stacks.flatMap(({ template }) => Object.values(template.Resources).map(({ Type: type }) => type)),
  ),
].toSorted();

test('of every delivered type it is known what is lost with it, or that nothing is: add it to lib/contract/data-holders.ts, or here', () => {
  expect(delivered.length).toBeGreaterThan(20);
  const holders = delivered.filter((type) => !HOLDS_NOTHING.includes(type));
  expect(holders.filter((type) => whyItHolds(type) === undefined)).toEqual([]);
  expect(holders).toEqual([
    'AWS::CloudTrail::Trail',
    'AWS::KMS::Key',
    'AWS::Logs::LogGroup',
    'AWS::S3::Bucket',
    'AWS::SNS::Topic',
    'AWS::SQS::Queue',
    'AWS::SecretsManager::Secret',
  ]);
});

test.each([
  'AWS::ACMPCA::CertificateAuthority',
  'AWS::AmazonMQ::Broker',
  'AWS::Cassandra::Table',
  'AWS::DSQL::Cluster',
  'AWS::DirectoryService::MicrosoftAD',
  'AWS::DirectoryService::SimpleAD',
  'AWS::HealthImaging::Datastore',
  'AWS::HealthLake::FHIRDatastore',
  'AWS::Lightsail::Database',
  'AWS::Lightsail::Disk',
  'AWS::NeptuneGraph::Graph',
  'AWS::PaymentCryptography::Key',
  'AWS::RDS::DBShardGroup',
  'AWS::SageMaker::FeatureGroup',
  'AWS::WorkSpaces::Workspace',
])('%s, which the specification of the CDK does not call stateful, holds something for good', (type) => {
  expect(holdsForGood(type)).toBe(true);
});

test.each(['AWS::FSx::StorageVirtualMachine', 'AWS::Lightsail::Instance'])('%s is missed', (type) => {
  expect(holdsForGood(type)).toBe(false);
  expect(whyItHolds(type)).toBeDefined();
});

test('nothing is listed that is delivered no longer', () => {
  expect(HOLDS_NOTHING.filter((type) => !delivered.includes(type))).toEqual([]);
});

test('a stack policy protects every delivered type with which something is lost for good', () => {
  const promised: readonly string[] = PROTECTED_TYPES;
  expect(delivered.filter((type) => holdsForGood(type) && !promised.includes(type))).toEqual([]);
});

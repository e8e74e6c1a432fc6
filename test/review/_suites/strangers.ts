import { describe, expect, test } from '@jest/globals';
import type { NewsKind } from '../../../lib/contract/review';
import { headline } from '../../../lib/reports/review/headline';
import { review } from '../../../lib/review/review';
import type { ReviewedTemplate } from '../../../lib/review/template';
import { decided, made, prod } from '../_fixtures/one-change';
import { releaseOf, stack, TODAY } from '../_fixtures/releases';

const url = (AuthType: string) => made('AWS::Lambda::Url', 'Web', { AuthType });
const bucketPolicy = (rest: object = {}) =>
  made('AWS::S3::BucketPolicy', 'Data/Policy', {
    Bucket: 'b',
    PolicyDocument: {
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'b', ...rest }],
    },
  });
const onlyOurs = { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o' } } };
const group = made('AWS::EC2::SecurityGroup', 'Web', {
  SecurityGroupIngress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }],
});

const EVERYWHERE = { IpProtocol: '-1', CidrIp: '0.0.0.0/0' };
const sendTo = (Resource: string) => ({
  Roles: ['a'],
  PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource }] },
});
const preflight = { HttpMethod: 'OPTIONS', AuthorizationType: 'NONE', Integration: { Type: 'MOCK' } };

const other = (resources: ReviewedTemplate) =>
  stack(resources, { stackName: 'other-prod', path: 'Delivery/prod/Other', environment: 'prod' });

const CASES: readonly (readonly [string, ReviewedTemplate, NewsKind])[] = [
  ['prod: web function URL may be reached by anyone', url('NONE'), 'network-broader'],
  ['prod: everybody may now read objects on b', bucketPolicy(), 'permissions-broader'],
  ['prod: web security group lets everything in from the whole internet (0.0.0.0/0)', group, 'network-broader'],
];

describe('what is new and lets strangers in', () => {
  test.each(CASES)('is a danger in a stack that was there: %s', (says, resources, _) => {
    expect(decided([prod({})], [prod(resources)]).said).toBe(`bad: ${says}`);
  });

  test.each(CASES)('is a danger in a new stack: %s', (says, resources, opens) => {
    const { said, told } = decided([prod({})], [prod({}), other(resources)]);
    expect(said).toBe(`bad: ${says}`);
    expect(told.news.map(({ kind }) => kind)).toEqual([opens, 'stack-added']);
  });

  test.each(CASES)('is said with a first deployment: %s', (says, resources, _) => {
    const release = releaseOf([prod(resources)]);
    const told = review({ kind: 'nothing', because: 'nothing runs there' }, release, {
      today: TODAY,
      environment: 'prod',
    });
    const { tone, word } = headline(told, release.report);
    expect(`${tone}: ${word}`).toBe(`bad: First deployment of prod: ${says}`);
  });

  test.each<[string, ReviewedTemplate]>([
    ['whom a condition holds back', bucketPolicy(onlyOurs)],
    ['who has to prove who he is', url('AWS_IAM')],
    ['who comes through an endpoint', made('AWS::EC2::VPCEndpoint', 'S3', { ServiceName: 's3' })],
    ['whose name says anyone', made('AWS::IAM::Policy', 'P', sendTo('arn:aws:sqs:us-east-1:222222222222:anyone'))],
    ['whom it speaks to itself', made('AWS::EC2::SecurityGroup', 'Web', { SecurityGroupEgress: [EVERYWHERE] })],
    ['who finds a public address', made('AWS::EC2::Subnet', 'Web', { MapPublicIpOnLaunch: true })],
    ['whom a list of a bucket names', made('AWS::S3::Bucket', 'Data', { AccessControl: 'BucketOwnerRead' })],
    ['whom a browser asks for', made('AWS::ApiGateway::Method', 'Web', preflight)],
  ])('wants but a look in a new stack where it is for those %s', (_, resources) => {
    expect(decided([prod({})], [prod({}), other(resources)]).said).toMatch(
      /^unsure: prod: stack other-prod is new: 1 /,
    );
  });
});

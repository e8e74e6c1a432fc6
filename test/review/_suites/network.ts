import { describe, expect, test } from '@jest/globals';
import type { ReviewedTemplate } from '../../../lib/review/template';
import { compared, type Directions } from './access-changes';

describe('ways through the network', () => {
  const group = (...rules: readonly unknown[]) => ({
    Type: 'AWS::EC2::SecurityGroup',
    Properties: { GroupDescription: 'g', SecurityGroupIngress: rules },
  });
  const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/16' };
  const rule = { Type: 'AWS::EC2::SecurityGroupEgress', Properties: { GroupId: 'sg', ...https } };

  test.each<[string, ReviewedTemplate, ReviewedTemplate, Directions]>([
    ['a rule of a group', { It: group() }, { It: group(https) }, ['broader']],
    ['a rule less', { It: group(https) }, { It: group() }, ['narrower']],
    [
      'a rule for everyone',
      { It: group(https) },
      { It: group({ ...https, CidrIp: '0.0.0.0/0' }) },
      ['broader', 'narrower'],
    ],
    ['a rule that a function makes', { It: group() }, { It: group({ 'Fn::If': ['A', https, https] }) }, ['broader']],
    ['other words for a rule', { It: group(https) }, { It: group({ ...https, Description: 'x' }) }, []],
    ['a rule of its own', {}, { It: rule }, ['broader']],
    [
      'a route',
      {},
      { It: { Type: 'AWS::EC2::Route', Properties: { DestinationCidrBlock: '0.0.0.0/0' } } },
      ['broader'],
    ],
    [
      'a route that leads elsewhere',
      { It: { Type: 'AWS::EC2::Route', Properties: { GatewayId: 'a' } } },
      { It: { Type: 'AWS::EC2::Route', Properties: { GatewayId: 'b' } } },
      ['different'],
    ],
    ['a gateway that is gone', { It: { Type: 'AWS::EC2::InternetGateway' } }, {}, ['narrower']],
    [
      'public addresses',
      { It: { Type: 'AWS::EC2::Subnet', Properties: {} } },
      { It: { Type: 'AWS::EC2::Subnet', Properties: { MapPublicIpOnLaunch: true } } },
      ['broader'],
    ],
    [
      'a bucket that blocks the public no more',
      {
        It: {
          Type: 'AWS::S3::Bucket',
          Properties: { PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true } },
        },
      },
      { It: { Type: 'AWS::S3::Bucket', Properties: {} } },
      ['broader'],
    ],
    [
      'a database that is closed',
      { It: { Type: 'AWS::RDS::DBInstance', Properties: { PubliclyAccessible: true } } },
      { It: { Type: 'AWS::RDS::DBInstance', Properties: { PubliclyAccessible: false } } },
      ['narrower'],
    ],
  ])('show %s', (_, before, after, directions) => {
    const { stacks } = compared(before, after);
    expect(stacks[0]?.network.map(({ direction }) => direction)).toEqual(directions);
  });

  test('that open are a danger, and ones that close a change', () => {
    expect(compared({ It: group() }, { It: group(https) }).news).toMatchObject([
      { kind: 'network-broader', weight: 'danger', title: expect.stringContaining('tcp 443 with 10.0.0.0/16') },
    ]);
    expect(compared({ It: group(https) }, { It: group() }).news).toMatchObject([
      { kind: 'network-narrower', weight: 'change' },
    ]);
  });
});

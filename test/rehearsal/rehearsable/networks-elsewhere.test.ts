import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { networksIn } from '../../../lib/rehearsal/rehearsable/networks-elsewhere';
import { notRehearsable, requireRehearsable } from '../../../lib/rehearsal/rehearsable/rehearsable';
import { temporaryDirectory } from '../_helpers/temporary-directory';
import { synthesisOf, thing } from './_helpers/planted';

const SUBNET = 'subnet-0123456789abcdef0';

const contextFile = (text: string): string => {
  const file = join(temporaryDirectory(), 'cdk.context.json');
  writeFileSync(file, text);
  return file;
};

describe('networks of a context', () => {
  test('are those of its look-ups, whatever else it has', () => {
    const subnets = [{ subnetId: SUBNET, cidr: '10.0.0.0/24', routeTableId: 'rtb-0123456789abcdef0' }];
    const lookedUp = { vpcId: 'vpc-01234567', subnetGroups: [{ name: 'Private', subnets }], odd: null };
    const text = JSON.stringify({ 'vpc-provider:account=1': lookedUp, 'ssm:account=1': 'subnet-of-parameters', n: 1 });
    expect(networksIn(contextFile(text))).toEqual(['vpc-01234567', SUBNET, 'rtb-0123456789abcdef0']);
  });

  test('are none where there is no context, or none that can be read', () => {
    expect(networksIn(contextFile('{'))).toEqual([]);
    expect(networksIn(join(temporaryDirectory(), 'cdk.context.json'))).toEqual([]);
  });
});

describe('a network that nobody has looked up in the emulator', () => {
  test.each([
    ['AWS::Lambda::Function', { VpcConfig: { SubnetIds: [SUBNET] } }],
    ['AWS::EC2::NatGateway', { SubnetId: SUBNET }],
    ['AWS::EC2::Route', { RouteTableId: 'rtb-01234567' }],
    ['AWS::EC2::SecurityGroup', { SecurityGroupIngress: [{ SourceSecurityGroupId: 'sg-01234567' }] }],
  ])('refuses %s in it, also with --partial', async (Type, Properties) => {
    const named = Object.values(Properties).flatMap((value) => JSON.stringify(value).match(/\w+-[0-9a-f]{8,}/g) ?? []);
    await expect(requireRehearsable(synthesisOf(thing({ Type, Properties })), 'c', true)).rejects.toThrow(
      `${Type}: the emulator has no ${named[0]}, which the code or cdk.context.json names`,
    );
  });

  const within = { VpcConfig: { SubnetIds: [SUBNET] } };
  test.each([
    ['another was', { networks: ['subnet-0fedcba9876543210'] }, 2],
    ['it was', { networks: [SUBNET] }, 0],
    ['the endpoint is not ours', { isOurs: false }, 0],
  ])('is refused where %s, %j: in %i of two stacks', async (_, how, count) => {
    const synthesis = synthesisOf(thing({ Type: 'AWS::Lambda::Function', Properties: within }));
    const found = await notRehearsable({ ...synthesis, ...how });
    expect(found.filter(({ kind }) => kind === 'network')).toHaveLength(count);
  });

  test.each([
    ['a project, whose network is not tried', { project: { VpcConfig: { Subnets: [SUBNET] } } }],
    [
      'a security group, which is made',
      thing({ Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: 'vpc-01234567' } }),
    ],
    [
      'an id that is a text like others',
      thing({ Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables: { SUBNET } }, Tags: [SUBNET] } }),
    ],
    ['a dummy of the CDK', thing({ Type: 'AWS::EC2::Subnet', Properties: { VpcId: 'vpc-12345' } })],
  ])('does not refuse %s', async (_, planted) => {
    const found = await notRehearsable(synthesisOf(planted));
    expect(found.filter(({ kind }) => kind === 'network')).toEqual([]);
  });
});

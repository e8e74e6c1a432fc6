import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { networksIn } from '../../../lib/rehearsal/rehearsable/networks-elsewhere';
import { notRehearsable, requireRehearsable } from '../../../lib/rehearsal/rehearsable/rehearsable';
import { temporaryDirectory } from '../_helpers/temporary-directory';
import { synthesisOf, thing } from './_helpers/planted';

const SUBNET = 'subnet-0123456789abcdef0';
const within = (Type: string, subnet = SUBNET) => thing({ Type, Properties: { VpcConfig: { SubnetIds: [subnet] } } });

const contextFile = (text: string): string => {
  const file = join(temporaryDirectory(), 'cdk.context.json');
  writeFileSync(file, text);
  return file;
};

describe('networks that a committed context names', () => {
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

  test('refuse what is made in them, also with --partial', async () => {
    const synthesis = { ...synthesisOf(within('AWS::Lambda::Function')), networks: [SUBNET] };
    await expect(requireRehearsable(synthesis, 'c', true)).rejects.toThrow(
      `AWS::Lambda::Function: the emulator has no ${SUBNET}, which cdk.context.json names`,
    );
  });

  test.each([
    ['what was looked up in the emulator', within('AWS::Lambda::Function', 'subnet-0fedcba9876543210'), true],
    ['a project, whose network is not tried', { project: { VpcConfig: { Subnets: [SUBNET] } } }, true],
    ['an endpoint that is not ours', within('AWS::Lambda::Function'), false],
  ])('do not refuse %s', async (_, planted, isOurs) => {
    const found = await notRehearsable({ ...synthesisOf(planted, isOurs), networks: [SUBNET] });
    expect(found.filter(({ kind }) => kind === 'network')).toEqual([]);
  });
});

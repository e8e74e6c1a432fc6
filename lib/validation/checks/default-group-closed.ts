import type { Check } from '../check';
import { perVpc, securityGroupsOf } from '../facts/network';
import { verdict } from '../facts/verdict';

/** The VPC's default security group, which a mistake takes, lets nothing through (ZT-04). */
export const defaultGroupClosed: Check = {
  id: 'default-group-closed',
  requirement: 'ZT-04',
  proves: "the VPC's default security group has no rules",
  run: (target) =>
    perVpc(target, async (vpcId) =>
      (await securityGroupsOf(target, vpcId))
        .filter(({ name }) => name === 'default')
        .flatMap(({ id, rules }) =>
          verdict(
            id,
            rules.map(({ direction, protocol, ports, cidrs, groupIds, prefixListIds }) => ({
              because: `the default group has a rule: ${direction} ${protocol} ${ports} ${[...cidrs, ...groupIds, ...prefixListIds].join(', ')}`,
              fix: `revoke it (aws ec2 revoke-security-group-${direction} --group-id ${id})`,
            })),
          ),
        ),
    ),
};

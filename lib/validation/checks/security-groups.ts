import { type Check, cannotTell, pass } from '../check';
import type { GroupRule, SecurityGroup } from '../cloud/packet-filters';
import { guestSubject, isGuestGroup } from '../facts/guests';
import { perVpc, securityGroupsOf } from '../facts/network';
import { owned } from '../facts/owned';
import { type Flaw, flawUnless, verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';
import { allPages } from '../pages';

/** EC2 opens a group to everywhere unless it has an egress rule; this one, which the CDK writes, matches nothing. */
const isNothing = ({ protocol, ports, cidrs }: GroupRule): boolean =>
  protocol === 'icmp' && ports === '252-86' && cidrs.every((cidr) => cidr === '255.255.255.255/32');

const flawsOf = (group: SecurityGroup, known: readonly string[], s3Lists: readonly string[]): readonly Flaw[] =>
  group.rules
    .filter((rule) => !isNothing(rule))
    .flatMap(({ direction, protocol, ports, cidrs, groupIds, prefixListIds }) => {
      const fix = `revoke the rule (aws ec2 revoke-security-group-${direction} --group-id ${group.id})`;
      const lists = direction === 'egress' ? prefixListIds.filter((id) => !s3Lists.includes(id)) : prefixListIds;
      const peers = [...cidrs, ...groupIds.filter((id) => !known.includes(id)), ...lists];
      return [
        ...flawUnless(
          protocol === 'tcp' && ports === '443',
          `its ${direction} allows ${protocol} ${ports}, not only tcp 443`,
          fix,
        ),
        ...peers.map((peer) => ({
          because: `its ${direction} names ${peer}, neither a group of the target nor the region's list of S3 (${s3Lists.join(', ')})`,
          fix,
        })),
      ];
    });

const s3ListsOf = (target: LiveTarget): Promise<readonly string[]> =>
  allPages((nextToken) => target.cloud.prefixLists(`com.amazonaws.${target.region}.s3`, nextToken));

/** Security groups speak HTTPS with groups of the target and with the region's S3, and with nobody else (ZT-04). */
export const securityGroups: Check = {
  id: 'security-groups',
  requirement: 'ZT-04',
  proves: "security groups allow TCP 443 between groups of the target and to the region's S3 prefix list, nothing else",
  run: (target) =>
    perVpc(target, async (vpcId) => {
      const [groups, known, s3Lists] = await Promise.all([
        securityGroupsOf(target, vpcId),
        owned(target, 'AWS::EC2::SecurityGroup'),
        s3ListsOf(target),
      ]);
      if (s3Lists.length === 0) return [cannotTell(vpcId, `region ${target.region} reports no prefix list of S3`)];
      return groups
        .filter(({ name }) => name !== 'default')
        .flatMap((group) => {
          const isOurs = known.includes(group.id);
          if (!isOurs && isGuestGroup(group, target)) return [pass(guestSubject(group.id, group.name))];
          return verdict(group.id, [
            ...flawUnless(
              isOurs,
              `the group ${group.name} belongs to no stack of the environment`,
              `find out who made it, and delete it (aws ec2 delete-security-group --group-id ${group.id}), or declare it under guests in delivery.config.ts`,
            ),
            ...flawsOf(group, known, s3Lists),
          ]);
        });
    }),
};

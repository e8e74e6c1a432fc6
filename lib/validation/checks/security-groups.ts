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

const flawsOf = (group: SecurityGroup, known: readonly string[], lists: readonly string[]): readonly Flaw[] =>
  group.rules
    .filter((rule) => !isNothing(rule))
    .flatMap(({ direction, protocol, ports, cidrs, groupIds, prefixListIds }) => {
      const fix = `revoke the rule (aws ec2 revoke-security-group-${direction} --group-id ${group.id})`;
      const others = direction === 'egress' ? prefixListIds.filter((id) => !lists.includes(id)) : prefixListIds;
      const peers = [...cidrs, ...groupIds.filter((id) => !known.includes(id)), ...others];
      return [
        ...flawUnless(
          protocol === 'tcp' && ports === '443',
          `its ${direction} allows ${protocol} ${ports}, not only tcp 443`,
          fix,
        ),
        ...peers.map((peer) => ({
          because: `its ${direction} names ${peer}, neither a group of the target nor the region's list of S3, or of DynamoDB for a table (${lists.join(', ')})`,
          fix,
        })),
      ];
    });

const listsOf = (target: LiveTarget, service: string): Promise<readonly string[]> =>
  allPages((nextToken) => target.cloud.prefixLists(`com.amazonaws.${target.region}.${service}`, nextToken));

/** Of DynamoDB only where there is a table: nobody else has to reach it. */
const dynamoDbListsOf = async (target: LiveTarget): Promise<readonly string[]> =>
  (await owned(target, 'AWS::DynamoDB::Table')).length > 0 ? listsOf(target, 'dynamodb') : [];

/** Security groups speak HTTPS with groups of the target and with the region's S3, and with nobody else (ZT-04). */
export const securityGroups: Check = {
  id: 'security-groups',
  requirement: 'ZT-04',
  proves:
    "security groups allow TCP 443 between groups of the target and to the region's prefix list of S3, and of DynamoDB where there is a table, nothing else",
  run: (target) =>
    perVpc(target, async (vpcId) => {
      const [groups, known, s3Lists, dynamoDbLists] = await Promise.all([
        securityGroupsOf(target, vpcId),
        owned(target, 'AWS::EC2::SecurityGroup'),
        listsOf(target, 's3'),
        dynamoDbListsOf(target),
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
            ...flawsOf(group, known, [...s3Lists, ...dynamoDbLists]),
          ]);
        });
    }),
};

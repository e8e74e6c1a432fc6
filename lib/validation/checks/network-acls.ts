import type { Check } from '../check';
import type { AclEntry, NetworkAcl } from '../cloud/packet-filters';
import { networkAclsOf, perVpc } from '../facts/network';
import { owned } from '../facts/owned';
import { flawUnless, verdict } from '../facts/verdict';

const shown = ({ number, egress, action, protocol, cidr }: AclEntry): string =>
  `${egress ? 'egress' : 'ingress'} ${number} ${action} ${protocol} ${cidr}`;

/** What EC2 gives a VPC's default ACL: everything may pass it, the security groups decide. */
const MADE_BY_EC2 = [false, true].flatMap((egress) => [
  shown({ egress, number: 100, action: 'allow', protocol: '-1', cidr: '0.0.0.0/0' }),
  shown({ egress, number: 32767, action: 'deny', protocol: '-1', cidr: '0.0.0.0/0' }),
]);

const changesOf = ({ entries }: NetworkAcl): readonly string[] => {
  const actual = entries.map(shown);
  return [
    ...actual.filter((entry) => !MADE_BY_EC2.includes(entry)).map((entry) => `has the entry ${entry}`),
    ...MADE_BY_EC2.filter((entry) => !actual.includes(entry)).map((entry) => `lacks the entry ${entry}`),
  ];
};

/** Network ACLs are as EC2 or the stack made them: nobody opened or shut anything beside the security groups (ZT-04). */
export const networkAcls: Check = {
  id: 'network-acls',
  requirement: 'ZT-04',
  proves: "network ACLs are the VPC's own default, as EC2 made it, or the stack's",
  run: (target) =>
    perVpc(target, async (vpcId) => {
      const [acls, known] = await Promise.all([networkAclsOf(target, vpcId), owned(target, 'AWS::EC2::NetworkAcl')]);
      return acls.flatMap((acl) =>
        verdict(
          acl.id,
          acl.isDefault
            ? changesOf(acl).map((change) => ({
                because: `the default ACL ${change}`,
                fix: `put it back (aws ec2 delete-network-acl-entry / create-network-acl-entry --network-acl-id ${acl.id})`,
              }))
            : flawUnless(
                known.includes(acl.id),
                'the network ACL belongs to no stack of the environment',
                `find out who made it, and delete it (aws ec2 delete-network-acl --network-acl-id ${acl.id})`,
              ),
        ),
      );
    }),
};

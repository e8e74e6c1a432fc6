import type { Check } from '../check';
import { networkInterfacesOf, perVpc, subnetsOf } from '../facts/network';
import { type Flaw, flawUnless, verdict } from '../facts/verdict';

/** Nothing in the VPC has, or would get, an address that the internet knows (ZT-01). */
export const noPublicAddresses: Check = {
  id: 'no-public-addresses',
  requirement: 'ZT-01',
  proves: 'nothing in the VPC has, or would get, a public address',
  run: (target) =>
    perVpc(target, async (vpcId) => {
      const [places, interfaces] = await Promise.all([subnetsOf(target, vpcId), networkInterfacesOf(target, vpcId)]);
      const flaws: readonly Flaw[] = [
        ...places.flatMap(({ id, publicAddresses, ipv6 }) => [
          ...flawUnless(
            !publicAddresses,
            `its subnet ${id} gives public addresses to what is started there`,
            `switch that off (aws ec2 modify-subnet-attribute --subnet-id ${id} --no-map-public-ip-on-launch)`,
          ),
          ...flawUnless(
            !ipv6,
            `its subnet ${id} has IPv6 addresses, which are public`,
            'take its IPv6 range away (aws ec2 disassociate-subnet-cidr-block)',
          ),
        ]),
        ...interfaces.flatMap(({ id, description, publicAddresses }) =>
          publicAddresses.map((address) => ({
            because: `its network interface ${id} (${description || 'without description'}) has the public address ${address}`,
            fix: 'take the address away (aws ec2 disassociate-address), or delete what owns the interface',
          })),
        ),
      ];
      return verdict(vpcId, flaws);
    }),
};

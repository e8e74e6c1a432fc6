import type { Check } from '../check';
import { perVpc, routeTablesOf, subnetsOf } from '../facts/network';
import { owned } from '../facts/owned';
import { flawUnless, verdict } from '../facts/verdict';

/** The VPC has subnets of its stack only, in two zones at least, each with a route table of its own (ZT-02). */
export const isolatedSubnets: Check = {
  id: 'isolated-subnets',
  requirement: 'ZT-02',
  proves: 'the VPC has subnets of its stack only, in two zones at least, each with a route table of its own',
  run: (target) =>
    perVpc(target, async (vpcId) => {
      const [places, tables, known, knownTables] = await Promise.all([
        subnetsOf(target, vpcId),
        routeTablesOf(target, vpcId),
        owned(target, 'AWS::EC2::Subnet'),
        owned(target, 'AWS::EC2::RouteTable'),
      ]);
      const zones = new Set(places.filter(({ id }) => known.includes(id)).map(({ zone }) => zone));
      const again = `deploy the data stack of ${target.environment} again`;
      return verdict(vpcId, [
        ...flawUnless(
          zones.size >= 2,
          `its subnets lie in ${zones.size === 0 ? 'no zone' : [...zones].join(', ')}, not in two`,
          again,
        ),
        ...places.flatMap(({ id }) => {
          const table = tables.find(({ subnetIds }) => subnetIds.includes(id));
          return [
            ...flawUnless(
              known.includes(id),
              `its subnet ${id} belongs to no stack of the environment`,
              `find out who made it, and delete it (aws ec2 delete-subnet --subnet-id ${id})`,
            ),
            ...flawUnless(
              table !== undefined && knownTables.includes(table.id),
              `its subnet ${id} has ${table ? `route table ${table.id}, which no stack owns` : 'no route table of its own and takes the main one'}`,
              again,
            ),
          ];
        }),
      ]);
    }),
};

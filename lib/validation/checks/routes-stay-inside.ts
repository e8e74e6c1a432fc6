import type { Check } from '../check';
import type { Route, RouteTable } from '../cloud/network';
import { perVpc, routeTablesOf } from '../facts/network';
import { type Flaw, verdict } from '../facts/verdict';

/** Within the VPC, or to a service's prefix list through its gateway endpoint. */
const staysInside = ({ to, via }: Route): boolean =>
  via === 'local' || (via.startsWith('vpce-') && to.startsWith('pl-'));

const flaws = ({ id, routes }: RouteTable): readonly Flaw[] =>
  routes
    .filter((route) => !staysInside(route))
    .map(({ to, via }) => {
      const option = to.includes(':') ? '--destination-ipv6-cidr-block' : '--destination-cidr-block';
      return {
        because: `its route ${to} leads to ${via}, out of the VPC`,
        fix: `delete it (aws ec2 delete-route --route-table-id ${id} ${option} ${to})`,
      };
    });

/** Every route stays in the VPC or leads to the S3 endpoint (ZT-01). */
export const routesStayInside: Check = {
  id: 'routes-stay-inside',
  requirement: 'ZT-01',
  proves: 'every route stays inside the VPC or leads to a gateway endpoint',
  run: (target) =>
    perVpc(target, async (vpcId) =>
      (await routeTablesOf(target, vpcId)).flatMap((table) => verdict(table.id, flaws(table))),
    ),
};

import { ENDPOINT_SERVICES, TABLE_SERVICE } from '../../promises';
import { type Check, pass } from '../check';
import type { VpcEndpoint } from '../cloud/network';
import { guestSubject, isGuestEndpoint } from '../facts/guests';
import { endpointsOf, perVpc, routeTablesOf, serviceOf } from '../facts/network';
import { owned } from '../facts/owned';
import { type Flaw, flawUnless, verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';

const again = ({ environment }: LiveTarget): string => `deploy the data stack of ${environment} again`;

const flawsOf = (endpoint: VpcEndpoint, tables: readonly string[], target: LiveTarget): readonly Flaw[] => {
  const { id, type, state, privateDns, subnetIds, routeTableIds, groupIds } = endpoint;
  const missing = tables.filter((table) => !routeTableIds.includes(table));
  const place =
    type === 'Gateway'
      ? flawUnless(missing.length === 0, `${id} is in no route of ${missing.join(', ')}`, again(target))
      : [
          ...flawUnless(
            privateDns,
            `${id} has no private DNS: calls to the API's own name leave the VPC`,
            again(target),
          ),
          ...flawUnless(subnetIds.length >= 2, `${id} is in ${subnetIds.length} subnets, not in two`, again(target)),
          ...flawUnless(groupIds.length > 0, `${id} has no security group`, again(target)),
        ];
  return [...flawUnless(state === 'available', `${id} is in state ${state}`, again(target)), ...place];
};

/** Every AWS API of the workload is reached through an endpoint that works, and there is no other endpoint that nobody has declared (ZT-03). */
export const endpointsAvailable: Check = {
  id: 'endpoints-available',
  requirement: 'ZT-03',
  proves:
    'every AWS API of the workload has a working endpoint with private DNS, and there is no other endpoint that the configuration does not declare',
  run: (target) =>
    perVpc(target, async (vpcId) => {
      const [found, tables, known, stored] = await Promise.all([
        endpointsOf(target, vpcId),
        routeTablesOf(target, vpcId),
        owned(target, 'AWS::EC2::VPCEndpoint'),
        owned(target, 'AWS::DynamoDB::Table'),
      ]);
      const services = { ...ENDPOINT_SERVICES, ...(stored.length > 0 ? TABLE_SERVICE : {}) };
      const used = tables.filter(({ subnetIds }) => subnetIds.length > 0).map(({ id }) => id);
      const wanted = Object.keys(services).flatMap((service) => {
        const own = found.filter((each) => serviceOf(each.service, target.region) === service);
        const working = own.filter((each) => known.includes(each.id));
        return verdict(
          `${vpcId}: ${service}`,
          working.length === 0
            ? [{ because: `the VPC has no endpoint of its stack for ${service}`, fix: again(target) }]
            : working.flatMap((each) => flawsOf(each, used, target)),
        );
      });
      const strangers = found
        .filter(({ id }) => !known.includes(id))
        .flatMap((endpoint) => {
          const { id, service } = endpoint;
          if (isGuestEndpoint(endpoint, target)) return [pass(guestSubject(id, service))];
          return verdict(id, [
            {
              because: `the endpoint to ${service} belongs to no stack of the environment`,
              fix: `find out who made it, and delete it (aws ec2 delete-vpc-endpoints --vpc-endpoint-ids ${id}), or declare it under guests in delivery.config.ts`,
            },
          ]);
        });
      return [...wanted, ...strangers];
    }),
};

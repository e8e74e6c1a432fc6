import { type Check, type CheckResult, fail, pass } from '../check';
import type { NetworkInterface } from '../cloud/network';
import { accountEntriesOf } from '../facts/account';
import { declaring, guestSubject, isGuestPrincipal } from '../facts/guests';
import { endpointsOf, networkInterfacesOf, perVpc } from '../facts/network';
import type { LiveTarget } from '../live-target';

/**
 * Name of the role or user of the account that has made an interface. EC2 is documented to say an alias or an account; that it
 * says a principal's unique id, which IAM knows by name, is unconfirmed: where it does not, nobody is known to have made it.
 * Sources: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
const makerOf = async ({ requester }: NetworkInterface, target: LiveTarget): Promise<string | undefined> => {
  const [id] = requester?.split(':') ?? [];
  if (id === undefined || !/^A(RO|ID)A\w+$/.test(id)) return undefined;
  const found = (await accountEntriesOf(target)).find((each) => each.kind !== 'policy' && each.id === id);
  return found?.kind === 'policy' ? undefined : found?.name;
};

const judge = async (target: LiveTarget, vpcId: string): Promise<readonly CheckResult[]> => {
  const [interfaces, endpoints] = await Promise.all([networkInterfacesOf(target, vpcId), endpointsOf(target, vpcId)]);
  const ofEndpoints = new Set(endpoints.flatMap(({ interfaceIds }) => interfaceIds));
  const others = interfaces.filter(({ id, type }) => type !== 'lambda' && !ofEndpoints.has(id));
  if (others.length === 0) return [pass(`${vpcId} (${interfaces.length} network interfaces)`)];
  const makers = await Promise.all(others.map((each) => makerOf(each, target)));
  return others.map(({ id, type, description }, at) => {
    const maker = makers[at];
    if (maker !== undefined && isGuestPrincipal(maker, target)) {
      return pass(guestSubject(`${id} in ${vpcId}`, `of type ${type} by ${maker}`));
    }
    return fail(
      vpcId,
      `the network interface ${id} (${description || 'without description'}, of type ${type}) is in it, of something that no release put there`,
      `find out what it belongs to (aws ec2 describe-network-interfaces --network-interface-ids ${id}), and take that away${declaring(maker, target)}`,
    );
  });
};

/**
 * Nothing has a network interface in the VPC but functions and endpoints, of which other checks say whose they are: no machine,
 * no database, and no load balancer through which the VPC could be offered to others, unless a declared guest has made it (ZT-01).
 */
export const interfacesOfOthers: Check = {
  id: 'interfaces-of-others',
  requirement: 'ZT-01',
  proves: 'nothing but functions, endpoints and what declared guests have made has a network interface in the VPC',
  run: (target) => perVpc(target, (vpcId) => judge(target, vpcId)),
};

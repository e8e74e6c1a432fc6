import { type Check, type CheckResult, fail, pass } from '../check';
import { endpointsOf, networkInterfacesOf, perVpc } from '../facts/network';
import type { LiveTarget } from '../live-target';

const judge = async (target: LiveTarget, vpcId: string): Promise<readonly CheckResult[]> => {
  const [interfaces, endpoints] = await Promise.all([networkInterfacesOf(target, vpcId), endpointsOf(target, vpcId)]);
  const ofEndpoints = new Set(endpoints.flatMap(({ interfaceIds }) => interfaceIds));
  const others = interfaces.filter(({ id, type }) => type !== 'lambda' && !ofEndpoints.has(id));
  if (others.length === 0) return [pass(`${vpcId} (${interfaces.length} network interfaces)`)];
  return others.map(({ id, type, description }) =>
    fail(
      vpcId,
      `the network interface ${id} (${description || 'without description'}, of type ${type}) is in it, of something that no release put there`,
      `find out what it belongs to (aws ec2 describe-network-interfaces --network-interface-ids ${id}), and take that away`,
    ),
  );
};

/**
 * Nothing has a network interface in the VPC but functions and endpoints, of which other checks say whose they are: no machine,
 * no database, and no load balancer through which the VPC could be offered to others (ZT-01).
 */
export const interfacesOfOthers: Check = {
  id: 'interfaces-of-others',
  requirement: 'ZT-01',
  proves: 'nothing but functions and endpoints has a network interface in the VPC',
  run: (target) => perVpc(target, (vpcId) => judge(target, vpcId)),
};

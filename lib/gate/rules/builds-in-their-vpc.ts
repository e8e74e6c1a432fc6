import { listAt, objectAt } from '../../ground/json';
import { shown } from '../templates/intrinsics';
import type { Resource } from '../templates/target';
import type { Rule } from './rule';

/** ZT-00: where builds run is where somebody has configured. */
export const buildsInTheirVpc: Rule = {
  id: 'ZT-00-BuildsInTheirVpc',
  requires:
    'Every build runs in the VPC, the subnets and the security groups that the configuration says, and in none where it says none.',
  why: 'What a build installs can send source and artifacts anywhere that its network reaches; one project outside of the VPC is enough.',
  fix: 'Say which VPC in tools of delivery.config.ts, and let BuildsInVpc (lib/pipeline/builds-in-vpc.ts) put every project into it.',
  source: 'https://docs.aws.amazon.com/codebuild/latest/userguide/vpc-support.html',
  hipaa: ['164.308(a)(1)(ii)(B)', '164.312(e)(1)'],
  appliesTo: 'pipeline',
  check: (target) => target.each('AWS::CodeBuild::Project', flaws),
};

const flaws = ({ properties, stack }: Resource): readonly string[] => {
  const { buildsIn } = stack.promises ?? {};
  if (buildsIn === undefined) return [];
  const given = properties['VpcConfig'];
  if (buildsIn === 'no VPC')
    return given === undefined ? [] : [`it runs in ${shown(given)}, where the configuration says no VPC`];
  const { VpcId: id, Subnets: subnets, SecurityGroupIds: groups } = objectAt(given);
  if (id === undefined) return [`it runs in no VPC, where the configuration says ${buildsIn.id}`];
  const wanted = [
    ['VpcId', id, [buildsIn.id]],
    ['Subnets', subnets, buildsIn.subnets],
    ['SecurityGroupIds', groups, buildsIn.securityGroups],
  ] as const;
  return wanted
    .filter(([, has, wants]) => listAt(has).map(String).sort().join() !== [...wants].sort().join())
    .map(([name, has, wants]) => `its ${name} is ${shown(has)}, where the configuration says ${wants.join(', ')}`);
};

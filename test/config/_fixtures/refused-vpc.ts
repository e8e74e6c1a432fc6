import type { draft } from './refused';

type Draft = ReturnType<typeof draft>;

const VPC = { id: 'vpc-0a1b2c3d', subnets: ['subnet-0a1b2c3d'], securityGroups: ['sg-0a1b2c3d'] };

/** The same of the VPC of builds. */
export const refusedVpc: readonly (readonly [title: string, change: (draft: Draft) => unknown, problem: string])[] = [
  [
    'half a VPC for builds',
    (it) => Object.assign(it.tools, { vpc: { id: 'vpc-0a1b2c3d', subnets: ['subnet-0a1b2c3d'] } }),
    'tools.vpc.securityGroups is missing: add it to delivery.config.ts',
  ],
  [
    'a VPC for builds by its name',
    (it) => Object.assign(it.tools, { vpc: { ...VPC, id: 'builds' } }),
    'tools.vpc.id must be the id of a VPC like vpc-0123456789abcdef0, got "builds": edit delivery.config.ts',
  ],
  [
    'a VPC for builds without subnets',
    (it) => Object.assign(it.tools, { vpc: { ...VPC, subnets: [] } }),
    'tools.vpc.subnets must have at least one subnet, got []: edit delivery.config.ts',
  ],
  [
    'a security group where a subnet is meant',
    (it) => Object.assign(it.tools, { vpc: { ...VPC, subnets: VPC.securityGroups } }),
    'tools.vpc.subnets[0] must be the id of a subnet like subnet-0123456789abcdef0, got "sg-0a1b2c3d": edit delivery.config.ts',
  ],
  [
    'more security groups than a build has',
    (it) => Object.assign(it.tools, { vpc: { ...VPC, securityGroups: Array(6).fill('sg-0a1b2c3d') } }),
    'tools.vpc.securityGroups must have at most 5 security groups, which CodeBuild takes at most, got ["sg-0a1b2c3d","sg-0a1b2c3d","sg-0a1b2c3d","sg-0a1b2c3d","sg-0a1b2c3d","sg-0a1b2c3d"]: edit delivery.config.ts',
  ],
];

import { describe, expect, test } from '@jest/globals';
import { parseConfig, promisedRelease, promisedTargets } from '../../lib/config';
import { judgeTemplates, type RuleFinding } from '../../lib/gate/rules';
import { buildsInTheirVpc } from '../../lib/gate/rules/builds-in-their-vpc';
import { pipelineRolesKeepToTheirJobs } from '../../lib/gate/rules/pipeline-roles-keep-to-their-jobs';
import { type StackTemplate, withPromises } from '../../lib/gate/templates/template';
import config from '../_fixtures/delivery-config';
import { Delivery } from './_helpers/delivery';

const VPC = {
  id: 'vpc-0a1b2c3d4e5f60718',
  subnets: ['subnet-0a1b2c3d4e5f60718', 'subnet-0a1b2c3d'],
  securityGroups: ['sg-0a1b2c3d4e5f60718'],
};
const input = { ...config, tools: { ...config.tools, vpc: VPC }, environments: config.environments.slice(0, 1) };
const delivery = Delivery.of(input);
const [stack] = delivery.stacks.filter(({ path }) => path === 'Delivery');
if (stack === undefined) throw new Error('there is no stack of the pipeline');

interface Made {
  readonly Type: string;
  readonly DependsOn?: readonly string[];
  readonly Properties: Record<string, unknown>;
}

const resourcesIn = (template: unknown): readonly (readonly [id: string, made: Made])[] =>
  Object.entries((template as { readonly Resources: Readonly<Record<string, Made>> }).Resources);
const ofType = (type: string, template: unknown = stack.template) =>
  resourcesIn(template).filter(([, { Type: each }]) => each === type);

interface Statement {
  Action: unknown;
  Resource: unknown;
  Condition?: { StringEquals: Record<string, unknown> };
}

/** The one policy of all builds. */
const policyIn = (template: unknown = stack.template): readonly [id: string, properties: Made['Properties']] => {
  const [found, ...more] = ofType('AWS::IAM::ManagedPolicy', template).filter(([id]) =>
    id.startsWith('BuildsInVpcPermissions'),
  );
  if (found === undefined || more.length > 0) throw new Error('there is not one policy of builds in a VPC');
  return [found[0], found[1].Properties];
};

const statementsIn = (template: unknown): readonly Statement[] =>
  (policyIn(template)[1]['PolicyDocument'] as { readonly Statement: readonly Statement[] }).Statement;

describe('builds in a VPC', () => {
  test('are all of the stack, that between releases among them, after their roles may have interfaces there', () => {
    const projects = ofType('AWS::CodeBuild::Project');
    const [policy] = policyIn();
    expect(projects.length).toBeGreaterThanOrEqual(5);
    for (const [, { Properties: properties, DependsOn: after }] of projects) {
      expect(properties['VpcConfig']).toEqual({
        VpcId: VPC.id,
        Subnets: VPC.subnets,
        SecurityGroupIds: VPC.securityGroups,
      });
      expect(after).toContain(policy);
    }
  });

  test('run as roles that all have the one policy, which no role has twice', () => {
    const used = ofType('AWS::CodeBuild::Project').map(([, { Properties: properties }]) => {
      const { 'Fn::GetAtt': [role = ''] = [] } = properties['ServiceRole'] as Record<string, readonly string[]>;
      return role;
    });
    const [, policy] = policyIn();
    const allowed = (policy['Roles'] as { readonly Ref: string }[]).map(({ Ref: role }) => role);
    expect(allowed.toSorted()).toEqual([...new Set(used)].toSorted());
  });

  test('may attach interfaces in its subnets, as CodeBuild, and nowhere else', () => {
    expect(statementsIn(stack.template)[1]).toEqual({
      Effect: 'Allow',
      Action: 'ec2:CreateNetworkInterfacePermission',
      Resource: 'arn:aws:ec2:us-east-1:111111111111:network-interface/*',
      Condition: {
        StringEquals: {
          'ec2:Subnet': VPC.subnets.map((each) => `arn:aws:ec2:us-east-1:111111111111:subnet/${each}`),
          'ec2:AuthorizedService': 'codebuild.amazonaws.com',
        },
      },
    });
  });
});

/** What both rules find, of these templates or of a change of them, under what a configuration promises. */
const found = (change: (template: unknown) => unknown = () => undefined, promised: unknown = input) => {
  const parsed = parseConfig(promised);
  const template = structuredClone(stack.template);
  change(template);
  const stacks = [{ ...stack, template }] as unknown as readonly StackTemplate[];
  const findings = judgeTemplates(
    [
      {
        name: 'tools',
        kind: 'pipeline',
        stacks: withPromises(stacks, promisedTargets(parsed), promisedRelease(parsed)),
      },
    ],
    [buildsInTheirVpc, pipelineRolesKeepToTheirJobs],
  );
  return findings.filter(isAboutVpc).map(({ rule, because }) => `${rule.id}: ${because}`);
};

/** The targets' roles are not among these templates: what is said of becoming them is none of this. */
const isAboutVpc = ({ because }: RuleFinding) => !because.includes('sts:AssumeRole') || because.includes('ec2:');

const firstProject = (template: unknown) => ofType('AWS::CodeBuild::Project', template)[0]?.[1].Properties ?? {};
const changed =
  (change: (statements: readonly Statement[]) => unknown) =>
  (template: unknown): unknown =>
    change(statementsIn(template));

describe('the gate', () => {
  test('says yes to them, and nothing where nobody has said where builds run', () => {
    expect(found()).toEqual([]);
  });

  test.each<readonly [title: string, because: RegExp, change: (project: Record<string, unknown>) => unknown]>([
    ['a build outside of it', /runs in no VPC, where .* vpc-0a1b2c3d4e5f60718/, (it) => delete it['VpcConfig']],
    [
      'a build in another VPC',
      /its VpcId is "?vpc-11111111/,
      (it) => Object.assign(it['VpcConfig'] as object, { VpcId: 'vpc-11111111' }),
    ],
    [
      'a build in one subnet more',
      /its Subnets/,
      (it) => Object.assign(it['VpcConfig'] as object, { Subnets: [...VPC.subnets, 'subnet-11111111'] }),
    ],
    [
      'a build with a security group of somebody',
      /its SecurityGroupIds/,
      (it) => Object.assign(it['VpcConfig'] as object, { SecurityGroupIds: ['sg-11111111'] }),
    ],
  ])('says no to %s', (_, because, change) => {
    expect(found((template) => change(firstProject(template)))).toEqual([expect.stringMatching(because)]);
  });

  test('says no to a VPC, and to rights in EC2, that no configuration has', () => {
    const { tools, ...others } = input;
    const said = found(undefined, { ...others, tools: { account: tools.account, region: tools.region } });
    const projects = ofType('AWS::CodeBuild::Project').length;
    expect(said.filter((each) => /says no VPC/.test(each))).toHaveLength(projects);
    expect(said.filter((each) => /ec2:CreateNetworkInterface on/.test(each)).length).toBeGreaterThan(0);
  });

  test.each<readonly [title: string, change: (statements: readonly Statement[]) => unknown]>([
    ['interfaces in any subnet', ([, second]) => delete second?.Condition?.StringEquals['ec2:Subnet']],
    [
      'interfaces in a subnet of somebody',
      ([, second]) =>
        Object.assign(second?.Condition?.StringEquals ?? {}, {
          'ec2:Subnet': 'arn:aws:ec2:us-east-1:111111111111:subnet/subnet-11111111',
        }),
    ],
    [
      'interfaces for another service',
      ([, second]) => Object.assign(second?.Condition?.StringEquals ?? {}, { 'ec2:AuthorizedService': 'ec2' }),
    ],
    ['interfaces of everybody', ([, second]) => Object.assign(second ?? {}, { Resource: '*' })],
    ['machines', ([first]) => Object.assign(first ?? {}, { Action: 'ec2:RunInstances' })],
  ])('says no to %s', (_, change) => {
    const said = found(changed(change));
    expect(said.length).toBeGreaterThan(0);
    for (const each of said) expect(each).toMatch(/ZT-09-PipelineRolesKeepToTheirJobs: it may .*ec2:/);
  });
});

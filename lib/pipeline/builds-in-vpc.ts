import { Stack } from 'aws-cdk-lib';
import { CfnProject, Project } from 'aws-cdk-lib/aws-codebuild';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { DeliveryConfig } from '../config/schema';

/**
 * Puts every build of a stack that is built into a VPC that is there already, and lets the builds' roles have network interfaces
 * in it, in one policy of all: the CDK would write it inline into each role, and not into one that is shared.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html
 *   (Allow CodeBuild access to AWS services required to create a VPC network interface)
 */
export class BuildsInVpc extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { id: vpcId, subnets, securityGroups }: NonNullable<DeliveryConfig['tools']['vpc']>,
  ) {
    super(scope, id);
    const all = Stack.of(this).node.findAll();
    const policy = new ManagedPolicy(this, 'Permissions', {
      description: 'What CodeBuild does in the VPC as a role of a build',
      roles: all.filter((each) => each instanceof Project).flatMap(({ role }) => role ?? []),
      statements: permissions(Stack.of(this), subnets),
    });
    for (const project of all.filter(CfnProject.isCfnProject)) {
      project.vpcConfig = { vpcId, subnets: [...subnets], securityGroupIds: [...securityGroups] };
      // CodeBuild asks as the role whether the VPC is there, when the project is made.
      project.node.addDependency(policy);
    }
  }
}

const permissions = ({ partition, region, account }: Stack, subnets: readonly string[]): PolicyStatement[] => {
  const ec2 = `arn:${partition}:ec2:${region}:${account}`;
  return [
    new PolicyStatement({
      actions: [
        'ec2:CreateNetworkInterface',
        'ec2:DeleteNetworkInterface',
        'ec2:DescribeDhcpOptions',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeVpcs',
      ],
      resources: ['*'],
    }),
    new PolicyStatement({
      actions: ['ec2:CreateNetworkInterfacePermission'],
      resources: [`${ec2}:network-interface/*`],
      conditions: {
        StringEquals: {
          'ec2:Subnet': subnets.map((each) => `${ec2}:subnet/${each}`),
          'ec2:AuthorizedService': 'codebuild.amazonaws.com',
        },
      },
    }),
  ];
};

import { z } from 'zod';
import { means, textLike } from './means';

/** A network of the tools account in which builds run. It is there already: no release makes or changes it. */
export const buildNetwork = z.strictObject({
  id: means(
    textLike('must be the id of a VPC like vpc-0123456789abcdef0', /^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/),
    'Its id',
  ),
  subnets: means(
    z
      .array(
        textLike('must be the id of a subnet like subnet-0123456789abcdef0', /^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/),
      )
      .min(1, 'must have at least one subnet')
      // docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-codebuild-project-vpcconfig.html
      .max(16, 'must have at most 16 subnets, which CodeBuild takes at most'),
    'Ids of its private subnets that builds run in',
  ),
  securityGroups: means(
    z
      .array(
        textLike('must be the id of a security group like sg-0123456789abcdef0', /^sg-([0-9a-f]{8}|[0-9a-f]{17})$/),
      )
      .min(1, 'must have at least one security group')
      .max(5, 'must have at most 5 security groups, which CodeBuild takes at most'),
    'Ids of its security groups that builds have: what they let out is where a build can reach',
  ),
});

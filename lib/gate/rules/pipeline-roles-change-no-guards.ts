import { ATTACHED } from '../templates/roles';
import { flawsOfHolders, flawsOfRole, IDENTITIES } from './roles-keep-to-their-resources';
import type { Rule } from './rule';

/** What the CDK's own pipeline is granted on everything, or by a reference to another region that only the deployment resolves. */
const OF_THE_LIBRARY = [
  ...['s3:ListBucket', 'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
];

/** ZT-09: roles of the pipeline deploy by the targets' deployment roles only; by themselves they change no guard. */
export const pipelineRolesChangeNoGuards: Rule = {
  id: 'ZT-09-PipelineRolesChangeNoGuards',
  requires: 'A role of the pipeline may become the roles it names, and can change neither guards nor roles by itself.',
  why: 'Whoever can push runs code as these roles.',
  fix: 'Name actions and resources one by one; what must be deployed is deployed by the roles of the bootstrapped account.',
  source: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/security-best-practices.html',
  hipaa: ['164.308(a)(3)(i)', '164.308(a)(4)(i)', '164.312(a)(1)'],
  appliesTo: 'pipeline',
  check: (target) => [
    ...target.each('AWS::IAM::Role', (role) => flawsOfRole(role, target, OF_THE_LIBRARY)),
    ...target.each(target.of(...ATTACHED), flawsOfHolders),
    ...target.each(target.of(...IDENTITIES), () => ['it is no role: its credentials do not expire']),
  ],
};

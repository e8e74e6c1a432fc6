import { arnOf } from './physical-ids';
import type { Target } from './target';

/** Roles of a bootstrapped account, which read what the pipeline made with its own key. */
export const DEPLOYMENT_ROLE =
  /^arn:[^:]+:iam::(\d{12}):role\/cdk-[a-z0-9]+-(deploy|cfn-exec|file-publishing|image-publishing|lookup)-role-\d{12}-/;

/** The role that looks at targets, as it is called where the assembly does not have the pipeline that makes it. */
const VALIDATION_ROLE = /^arn:[^:]+:iam::\d{12}:role\/[a-z0-9-]+-validation$/;

/**
 * Whether a principal of another account, named in full by its ARN, is one that a target is meant to let in: roles that the
 * pipeline's stacks make by name for its targets, and deployment roles of its targets' accounts for the pipeline.
 */
export const isFriend = (arn: string, { kind, release }: Target): boolean => {
  if (kind === 'pipeline') {
    const [, account] = DEPLOYMENT_ROLE.exec(arn) ?? [];
    return release.some(({ stacks }) => stacks.some((stack) => stack.account === account));
  }
  const pipelines = release.filter((each) => each.kind === 'pipeline');
  if (pipelines.length === 0) return VALIDATION_ROLE.test(arn);
  return pipelines.some((each) => each.of('AWS::IAM::Role').some(({ identity }) => arnOf(identity) === arn));
};

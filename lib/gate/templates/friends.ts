import { objectAt } from '../../ground/json';
import { arnOf } from './physical-ids';
import type { Resource, Target } from './target';
import type { StackTemplate } from './template';

/** Roles of a bootstrapped account, which read what the pipeline made with its own key. */
export const DEPLOYMENT_ROLE =
  /^arn:[^:]+:iam::(\d{12}):role\/cdk-[a-z0-9]+-(deploy|cfn-exec|file-publishing|image-publishing|lookup)-role-\d{12}-/;

/** The role that looks at targets, as it is called where the assembly does not have the pipeline that makes it. */
const VALIDATION_ROLE = /^arn:[^:]+:iam::\d{12}:role\/[a-z0-9-]+-validation$/;

/** A deployment role with all that its name says. */
const NAMED =
  /^cdk-([a-z0-9]+)-(?:deploy|cfn-exec|file-publishing|image-publishing|lookup)-role-(\d{12})-([a-z0-9-]+)$/;

/** The qualifier of the bootstrap that a stack is deployed with; undefined where its template does not say. */
const qualifierOf = ({ template }: StackTemplate): string | undefined => {
  const { BootstrapVersion: version } = template.Parameters ?? {};
  return /^\/cdk-bootstrap\/([a-z0-9]+)\/version$/.exec(String(objectAt(version)['Default']))?.[1];
};

/** Whether a role is one as which one of these stacks is deployed: of its account, its region, and its bootstrap where it names one. */
const deploys = (arn: string, stacks: readonly StackTemplate[]): boolean => {
  const [, account] = DEPLOYMENT_ROLE.exec(arn) ?? [];
  const [, qualifier, owner, region] = NAMED.exec(arn.split(':role/')[1] ?? '') ?? [];
  if (account === undefined || owner !== account) return false;
  return stacks.some((stack) => {
    if (account !== stack.account || region !== stack.region) return false;
    const known = qualifierOf(stack);
    return known === undefined || known === qualifier;
  });
};

/**
 * Whether a principal of another account, named in full by its ARN, is one that a resource of a target is meant to let in: roles
 * that the pipeline's stacks make by name for its targets, and deployment roles of its targets' stacks for the pipeline. Where
 * the assembly does not have the pipeline, roles trust whoever is called like the one that looks at targets.
 */
export const isFriend = (arn: string, { type }: Resource, { kind, release }: Target): boolean => {
  if (kind === 'pipeline') return release.some(({ stacks }) => deploys(arn, stacks));
  const pipelines = release.filter((each) => each.kind === 'pipeline');
  if (pipelines.length === 0) return type === 'AWS::IAM::Role' && VALIDATION_ROLE.test(arn);
  return pipelines.some((each) => each.of('AWS::IAM::Role').some(({ identity }) => arnOf(identity) === arn));
};

import { arnOf } from './physical-ids';
import { Target } from './target';
import type { TargetStacks } from './template';

/** Whether a principal of another account, named in full by its ARN, is one that a target is meant to let in. */
export type IsFriend = (arn: string) => boolean;

/** Roles of a bootstrapped account, which read what the pipeline made with its own key. */
const DEPLOYMENT_ROLE =
  /^arn:[^:]+:iam::(\d{12}):role\/cdk-[a-z0-9]+-(deploy|cfn-exec|file-publishing|image-publishing|lookup)-role-\d{12}-[a-z0-9-]+$/;

/** The role that looks at targets, as it is called where the assembly does not have the pipeline that makes it. */
const VALIDATION_ROLE = /^arn:[^:]+:iam::\d{12}:role\/[a-z0-9-]+-validation$/;

/**
 * Who of other accounts is meant: a target lets roles in that the pipeline's stacks make by name, the pipeline the deployment
 * roles of its targets' accounts.
 *
 * @param all stacks of the assembly
 */
export const friendsOf = ({ kind }: TargetStacks, all: readonly TargetStacks[]): IsFriend => {
  const accounts = new Set(all.flatMap(({ stacks }) => stacks.map(({ account }) => account)));
  if (kind === 'pipeline') return (arn) => accounts.has(DEPLOYMENT_ROLE.exec(arn)?.[1] ?? '');
  const pipelines = all.filter((each) => each.kind === 'pipeline');
  if (pipelines.length === 0) return (arn) => VALIDATION_ROLE.test(arn);
  let made: ReadonlySet<string> | undefined;
  return (arn) => {
    made ??= new Set(
      pipelines.flatMap(({ stacks }) => new Target(stacks).of('AWS::IAM::Role').map(({ identity }) => arnOf(identity))),
    );
    return made.has(arn);
  };
};

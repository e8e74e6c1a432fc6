import { ManualApprovalStep } from 'aws-cdk-lib/pipelines';
import { s3ObjectUrl, s3PrefixUrl } from '../../contract/console-url';
import { REVIEW_PAGE, releasePrefix, targetPrefix } from '../../contract/evidence-layout';

/** What a person decides about. */
export interface Approval {
  /** The environment that is deployed to after a yes. */
  readonly environment: {
    readonly name: string;
    readonly targets: readonly { readonly account: string; readonly region: string }[];
  };
  /** The commit, as a pipeline variable. */
  readonly commit: string;
  /** The environment before. */
  readonly previous: string;
  /** What each validation of the environment before says, as pipeline variables. */
  readonly validations: readonly { readonly answers: string; readonly changes: string; readonly release: string }[];
  /** Where the reviews lie. */
  readonly evidence: { readonly bucketName: string; readonly region: string };
}

/** A person's decision before an environment is deployed, with the page that shows what changes there. */
export class ApproveStep extends ManualApprovalStep {
  constructor({ environment, commit, previous, validations, evidence }: Approval) {
    const answers = validations.map((each) => each.answers).join('; ');
    const changes = validations.map((each) => each.changes).join('; ');
    const page = reviewUrl(environment, evidence, validations[0]?.release);
    super('Approve', {
      comment: `Deploy ${commit} to ${environment.name}? Review: ${changes}. It runs in ${previous}; validation: ${answers}.`,
      reviewUrl: page,
    });
    // The library looks for variables in the comment alone.
    this.discoverReferencedOutputs({ page });
  }
}

/** The page of the environment's only target, else the place where the pages of all its targets lie. */
const reviewUrl = (
  { name, targets }: Approval['environment'],
  { bucketName, region }: Approval['evidence'],
  reviewed = '#{codepipeline.PipelineExecutionId}',
): string => {
  const release = releasePrefix(reviewed);
  const [target, ...more] = targets;
  return target !== undefined && more.length === 0
    ? s3ObjectUrl(region, bucketName, `${release}${targetPrefix(name, target)}${REVIEW_PAGE}`)
    : s3PrefixUrl(region, bucketName, `${release}${name}/`);
};

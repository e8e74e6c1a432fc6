import { Duration } from 'aws-cdk-lib';
import type { IStage } from 'aws-cdk-lib/aws-codepipeline';
import { ManualApprovalAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import {
  type CodePipelineActionFactoryResult,
  type ICodePipelineActionFactory,
  ManualApprovalStep,
  type ProduceActionOptions,
} from 'aws-cdk-lib/pipelines';
import { s3ObjectUrl, s3PrefixUrl } from '../../contract/console-url';
import { REVIEW_PAGE, releasePrefix, targetPrefix } from '../../contract/evidence-layout';

/** What a person decides about. */
export interface Approval {
  /** The environment that is deployed to after a yes. */
  readonly environment: {
    readonly name: string;
    readonly targets: readonly { readonly account: string; readonly region: string }[];
    readonly approvalExpiresAfterDays: number;
  };
  /** The commit, as a pipeline variable. */
  readonly commit: string;
  /** The environment before, and how many targets it has. */
  readonly previous: { readonly name: string; readonly targets: number };
  /**
   * What each validation of the last wave of the environment before says, as pipeline variables: one of them has prepared the
   * review, and of waves before none has failed.
   */
  readonly validations: readonly { readonly answers: string; readonly changes: string; readonly release: string }[];
  /** Where the reviews lie. */
  readonly evidence: { readonly bucketName: string; readonly region: string };
  /** Is told by CodePipeline that somebody is asked, with question, page and token: which without a permission to answer opens nothing. */
  readonly asked: ITopic;
}

/** A person's decision before an environment is deployed, with the page that shows what changes there. */
export class ApproveStep extends ManualApprovalStep implements ICodePipelineActionFactory {
  private readonly timeout: Duration;
  private readonly asked: ITopic;

  constructor({ environment, commit, previous, validations, evidence, asked }: Approval) {
    const answers = validations.map((each) => each.answers).join('; ');
    const changes = validations.map((each) => each.changes).join('; ');
    const page = reviewUrl(environment, evidence, validations[0]?.release);
    const { name, targets } = previous;
    const which = validations.length < targets ? ` of the last ${validations.length} of ${targets} targets` : '';
    super('Approve', {
      comment: `Deploy ${commit} to ${environment.name}? Review: ${changes}. It runs in ${name}; validation${which}: ${answers}.`,
      reviewUrl: page,
    });
    // The library looks for variables in the comment alone.
    this.discoverReferencedOutputs({ page });
    this.asked = asked;
    this.timeout = Duration.days(environment.approvalExpiresAfterDays);
  }

  /** As the library makes it, but that it expires. */
  produceAction(stage: IStage, { actionName, runOrder }: ProduceActionOptions): CodePipelineActionFactoryResult {
    const { comment, reviewUrl, timeout, asked: notificationTopic } = this;
    const asks = {
      ...(comment && { additionalInformation: comment }),
      ...(reviewUrl && { externalEntityLink: reviewUrl }),
    };
    stage.addAction(new ManualApprovalAction({ actionName, runOrder, ...asks, timeout, notificationTopic }));
    return { runOrdersConsumed: 1 };
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

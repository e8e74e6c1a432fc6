import { ManualApprovalStep } from 'aws-cdk-lib/pipelines';

/** What a person decides about. */
export interface ApproveStepProps {
  readonly environment: string;
  /** The commit, as a pipeline variable. */
  readonly commit: string;
  /** The environment before, and what its validations answered, as pipeline variables. */
  readonly previous: { readonly environment: string; readonly answers: readonly string[] };
}

/** A person's decision before an environment is deployed. */
export class ApproveStep extends ManualApprovalStep {
  constructor({ environment, commit, previous }: ApproveStepProps) {
    super('Approve', {
      comment: `Deploy ${commit} to ${environment}? It runs in ${previous.environment}; validation: ${previous.answers.join('; ')}.`,
    });
  }
}

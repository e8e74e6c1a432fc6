import { ManualApprovalStep } from 'aws-cdk-lib/pipelines';

/** A person's decision before an environment is deployed. */
export class ApproveStep extends ManualApprovalStep {
  constructor(environment: string, previous: string) {
    super('Approve', {
      comment: `Deploy commit #{Source.CommitId} to ${environment}? It runs in ${previous}, which has been validated.`,
    });
  }
}

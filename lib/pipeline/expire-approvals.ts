import { CfnPipeline, type Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import type { EnvironmentConfig } from '../config/schema';

/** How long CodePipeline waits for an answer that does not say so. */
const BY_ITSELF_DAYS = 7;

/**
 * Has approvals fail that nobody has answered in the environment's time.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html
 */
export const expireApprovals = (pipeline: Pipeline, environments: readonly EnvironmentConfig[]): void => {
  const [resource] = pipeline.node.findAll().filter(CfnPipeline.isCfnPipeline);
  pipeline.stages.forEach(({ stageName, actions }, stage) => {
    // The library splits a stage of more than fifty actions into `prod.1`, `prod.2`.
    const environment = environments.find(({ name }) => name === stageName.replace(/\.\d+$/, ''));
    if (environment === undefined || environment.approvalExpiresAfterDays === BY_ITSELF_DAYS) return;
    actions.forEach(({ actionProperties: { category } }, action) => {
      if (category !== 'Approval') return;
      const path = `Stages.${stage}.Actions.${action}.TimeoutInMinutes`;
      resource?.addPropertyOverride(path, environment.approvalExpiresAfterDays * 24 * 60);
    });
  });
};

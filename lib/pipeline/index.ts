import { type App, BOOTSTRAP_QUALIFIER_CONTEXT } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { recordDays } from '../config/evidence-retention';
import type { DeliveryConfig } from '../config/schema';
import { replicationStackName } from '../contract/names';
import type { Notice } from '../contract/notifications';
import { tagEverything } from '../stages/target-stage';
import { ReplicationStack } from './artifact-bucket';
import { DeliveryPipelineStack } from './delivery-pipeline-stack';

export { APP_CONTEXT } from './app-context';

/**
 * The whole delivery: the pipeline in the tools account and, below it, every target it deploys.
 *
 * @param notices what ends by itself, and the day on which people are told
 */
export const buildDelivery = (
  app: App,
  config: DeliveryConfig,
  notices: readonly Notice[] = [],
): DeliveryPipelineStack => {
  const { application, tools, environments, tags } = config;
  app.node.setContext(BOOTSTRAP_QUALIFIER_CONTEXT, config.qualifier);
  const regions = new Set(environments.flatMap(({ targets }) => targets.map(({ region }) => region)));
  regions.delete(tools.region);
  const replicas = [...regions].map((region) => {
    const stack = new ReplicationStack(new Construct(app, region), 'Replication', {
      stackName: replicationStackName(application),
      description: `Artifacts of ${application} for ${region}`,
      env: { account: tools.account, region },
      application,
      account: tools.account,
      region,
      accessLogDays: recordDays(config),
    });
    tagEverything(stack, { ...tags, Application: application, Environment: 'tools' });
    return [region, stack.bucket] as const;
  });
  return new DeliveryPipelineStack(app, 'Delivery', {
    stackName: application,
    description: `Delivery pipeline of ${application}`,
    env: tools,
    config,
    replication: Object.fromEntries(replicas),
    notices,
  });
};

import { Aspects, CfnResource, Stack, Stage, TagManager, Tags } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct, IConstruct } from 'constructs';
import type { DeliveryConfig, EnvironmentConfig, TargetConfig } from '../config/schema';
import { dataStackName, qualifiedEnvironment, validationAccessStackName } from '../contract/names';
import { DataStack } from '../stacks/data-stack';
import { ValidationAccessStack } from '../stacks/validation-access-stack';

/** Everything one target runs: one account and region of an environment. */
export class TargetStage extends Stage {
  constructor(
    scope: Construct,
    id: string,
    config: DeliveryConfig,
    readonly environment: EnvironmentConfig,
    readonly target: TargetConfig,
  ) {
    const { name, permissionsBoundary } = environment;
    const qualified = qualifiedEnvironment(config.application, name);
    super(scope, id, { env: { account: target.account, region: target.region } });
    if (permissionsBoundary !== undefined)
      Aspects.of(this).add({ visit: (node) => boundRole(node, permissionsBoundary) });
    const dataStack = this.holdData(qualified);
    new ValidationAccessStack(this, 'ValidationAccess', {
      stackName: validationAccessStackName(qualified),
      description: `Lets the delivery pipeline look at ${qualified}`,
      application: config.application,
      environment: qualified,
      region: target.region,
      toolsAccount: config.tools.account,
      dataStack,
      data: environment.data,
    });
    tagEverything(this, { ...config.tags, Application: config.application, Environment: name });
  }

  private holdData(qualified: string): DataStack {
    const { environment, target } = this;
    return new DataStack(this, 'Data', {
      stackName: dataStackName(qualified),
      description: `Zero-trust data stack of ${qualified}`,
      // The command line applies this, and would otherwise take away what the pipeline has switched on.
      terminationProtection: environment.data === 'retained',
      environment: qualified,
      account: target.account,
      region: target.region,
      cidr: target.cidr,
      zones: target.zones,
      s3PrefixListId: target.s3PrefixListId,
      data: environment.data,
      identifierFields: environment.tokenize.fields,
      tokenKeyId: environment.tokenize.keyId,
      reservedConcurrency: environment.reservedConcurrency,
      managementEvents: target.managementEvents,
      auditRetentionDays: environment.auditRetentionDays,
      logRetentionDays: environment.logRetentionDays,
      alarmEmail: environment.alarmEmail,
      endpointDenials: environment.organization?.endpointPolicy ?? [],
    });
  }
}

/** Puts the tags of ZT-14 on everything taggable below a scope. */
export const tagEverything = (scope: Construct, tags: Readonly<Record<string, string>>): void => {
  const all = { ...tags, DataClassification: 'PHI', Compliance: 'HIPAA', ManagedBy: 'aws-cdk' };
  for (const [key, value] of Object.entries(all)) Tags.of(scope).add(key, value);
  Aspects.of(scope).add({ visit: (node) => tagHelper(node, all) });
};

/**
 * Sets a boundary where it belongs. The CDK's own way, on the stage, writes it over the constructs: the packs of the gate, which
 * read constructs, would not see what the template says.
 */
const boundRole = (node: IConstruct, policyName: string): void => {
  if (!CfnResource.isCfnResource(node) || node.cfnResourceType !== 'AWS::IAM::Role') return;
  const { partition, account } = Stack.of(node);
  const arn = `arn:${partition}:iam::${account}:policy/${policyName}`;
  // Not by isCfnRole, which asks for the type alone: the roles of the CDK's helpers are plain resources.
  if (node instanceof CfnRole) node.permissionsBoundary = arn;
  else node.addPropertyOverride('PermissionsBoundary', arn);
};

/** The CDK makes the functions and roles of its custom resources as plain resources, which `Tags` does not reach. */
const tagHelper = (node: IConstruct, tags: Readonly<Record<string, string>>): void => {
  if (!CfnResource.isCfnResource(node) || TagManager.isTaggable(node)) return;
  if (!['AWS::Lambda::Function', 'AWS::IAM::Role'].includes(node.cfnResourceType)) return;
  const sorted = Object.entries(tags).toSorted(([one], [other]) => (one < other ? -1 : 1));
  node.addPropertyOverride(
    'Tags',
    sorted.map(([Key, Value]) => ({ Key, Value })),
  );
};

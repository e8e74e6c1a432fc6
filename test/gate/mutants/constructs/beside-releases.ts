import type { SourceMutant } from './mutated-app';
import { inSource } from './source-edits';

const approve = inSource('pipeline/steps/approve-step.ts');
const notifications = inSource('pipeline/notifications.ts');
const stack = inSource('pipeline/delivery-pipeline-stack.ts');
const revalidation = inSource('pipeline/revalidation.ts');
const told = inSource('stacks/constructs/told-topic.ts');

/** One that the configuration of the mutants does not say. */
const ANYWHERE = "{ id: 'vpc-0a', subnets: ['subnet-0a'], securityGroups: ['sg-0a'] }";

const NETWORK = 'ZT-00-BuildsInTheirVpc';
const QUOTAS = 'ZT-00-WithinQuotas';
const AGAIN = 'ZT-13-EnvironmentsValidatedAgain';
const PEOPLE = 'ZT-13-PeopleAreTold';

/** Where builds run, who is told, what looks between releases, and what AWS takes of all of it, broken where it is made. */
export const BESIDE_RELEASES_SOURCES: readonly SourceMutant[] = [
  approve(
    QUOTAS,
    'an approval asks more than a message holds',
    'Deploy ${commit}',
    `${'Deploy '.repeat(150)}\${commit}`,
  ),
  told(
    QUOTAS,
    'a policy names more than it holds',
    "new PolicyStatement({ actions: ['sns:Publish'], resources: [this.topic.topicArn] }),",
    "new PolicyStatement({ actions: ['sns:Publish'], resources: Array.from({ length: 400 }, (_, i) => `${this.topic.topicArn}${i}`) }),",
  ),
  revalidation(
    AGAIN,
    'nobody looks at prod again',
    'if (expression === undefined) continue;',
    "if (expression === undefined || environment.name === 'prod') continue;",
  ),
  revalidation(
    AGAIN,
    'dev is looked at in place of every environment',
    'revalidationStart(environment.name, evidence.name)',
    "revalidationStart('dev', evidence.name)",
  ),
  notifications(
    PEOPLE,
    'nobody hears of a failed release',
    "ofPipeline('Pipeline', { state: ['FAILED'] })",
    "ofPipeline('Pipeline', { state: ['SUCCEEDED'] })",
  ),
  told(PEOPLE, 'a notice says whatever its event says', '{ input: JSON.stringify(text) }', '{}'),
  approve(PEOPLE, 'nobody hears that an approval waits', 'asks, timeout, notificationTopic }', 'asks, timeout }'),
  stack(
    NETWORK,
    'builds run in a VPC of nobody',
    "if (vpc !== undefined) new BuildsInVpc(this, 'BuildsInVpc', vpc);",
    `new BuildsInVpc(this, 'BuildsInVpc', ${ANYWHERE});`,
  ),
  revalidation(
    NETWORK,
    'one build runs in a VPC of its own',
    '    const starter = new Role(',
    "    (project.node.defaultChild as import('aws-cdk-lib/aws-codebuild').CfnProject).vpcConfig = { vpcId: 'vpc-0a' };\n    const starter = new Role(",
  ),
];

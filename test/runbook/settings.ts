import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERBS_PIPELINE } from '../walks/_helpers/verbs-pipeline';
import type { PageWalk } from './page-walk';
import { createStack, expectStatus, parameter } from './templates';
import { DEV, REGION, STAGING, TOOLS, type World } from './world';

/** An account that somebody has bootstrapped long ago. */
export const BOOTSTRAP: PageWalk = {
  heading: 'The bootstrap is too old, or newer',
  account: STAGING,
  async plant(world) {
    const parameters = [
      `ParameterKey=TrustedAccounts,ParameterValue=${TOOLS}`,
      'ParameterKey=CloudFormationExecutionPolicies,ParameterValue=arn:aws:iam::aws:policy/AdministratorAccess',
    ];
    await world.succeed(
      STAGING,
      `set -eu
cd "$HOME"
'${world.repository}/node_modules/.bin/cdk' bootstrap --show-template |
  sed -E 's/Value: "[0-9]+"/Value: "5"/' > old.yaml
aws cloudformation create-stack --stack-name CDKToolkit --template-body file://old.yaml \\
  --capabilities CAPABILITY_NAMED_IAM --parameters ${parameters.join(' ')}
aws cloudformation wait stack-create-complete --stack-name CDKToolkit`,
    );
    const asked = ['cloudformation', 'describe-stacks', '--stack-name', 'CDKToolkit', '--query', 'Stacks[0].Outputs'];
    const outputs = await world.aws(STAGING, ...asked);
    if (!outputs.includes('"5"')) throw new Error(`it is not old: ${outputs}`);
    return { ACCOUNT: STAGING };
  },
  seen: /"5"[\s\S]*changes[\s\S]*anybody may delete it/,
  async cured(world) {
    const asked = ['ssm', 'get-parameter', '--name', '/cdk-bootstrap/hnb659fds/version', '--query', 'Parameter.Value'];
    const version = Number(await world.aws(STAGING, ...asked, '--output', 'text'));
    if (!(version >= 6)) throw new Error(`the bootstrap has version ${version} still`);
    await world.succeed(STAGING, `bin/delivery bootstrap --plan --account ${STAGING}`);
  },
};

const registerOf = (world: World): string => join(world.repository, 'acknowledgements.yaml');
const FIRST_DAY = /^( {2}expires: ).+$/m;

/** An acknowledgement whose day is over, and whose grace is, too. */
export const ACKNOWLEDGEMENT: PageWalk = {
  heading: 'An acknowledgement has expired',
  account: TOOLS,
  async plant(world) {
    await world.synthesis();
    const text = readFileSync(registerOf(world), 'utf8');
    writeFileSync(registerOf(world), text.replace(FIRST_DAY, '$12025-01-31'));
    return {};
  },
  seen: /expired/,
  before: {
    0: async (world) => {
      const text = readFileSync(registerOf(world), 'utf8');
      const inAYear = new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10);
      writeFileSync(registerOf(world), text.replace(FIRST_DAY, `$1${inAYear}`));
    },
  },
  async cured(world) {
    const { output } = await world.run(TOOLS, 'bin/delivery gate');
    if (/expired/.test(output)) throw new Error(output);
  },
};

/** The emulator has no connections: what a person does in the console is left out, what follows it is not. */
export const CONNECTION: PageWalk = {
  heading: 'The connection is lost',
  // Whose role the pipeline of the verbs has.
  account: DEV,
  async plant(world) {
    const trust = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'codepipeline.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    };
    const role = ['--role-name', 'pipeline', '--assume-role-policy-document', JSON.stringify(trust)];
    await world.aws(DEV, 'iam', 'create-role', ...role);
    await world.aws(DEV, 's3', 'mb', 's3://artifacts');
    await world.aws(DEV, 'codepipeline', 'create-pipeline', '--pipeline', JSON.stringify(VERBS_PIPELINE));
    const CONNECTION = `arn:aws:codeconnections:${REGION}:${TOOLS}:connection/00000000-0000-0000-0000-000000000000`;
    return { CONNECTION, PIPELINE: VERBS_PIPELINE.name, REGION };
  },
  seen: /not in the emulator/,
  async cured(world) {
    const { output } = await world.run(DEV, `bin/delivery status --pipeline ${VERBS_PIPELINE.name} --region ${REGION}`);
    if (!output.includes('Source')) throw new Error(`whether a release passes its source is not to be seen: ${output}`);
  },
};

const LEFT = ['data-qa', 'validation-access-qa'] as const;
const TOPIC = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'data-alarms-qa' } };

/** An environment whose stacks are there, and that the configuration does not name. */
export const REMOVED: PageWalk = {
  heading: 'An environment or target was removed',
  account: DEV,
  async plant(world) {
    await world.synthesis();
    await createStack(world, DEV, LEFT[0], { Alarms: TOPIC }, '--enable-termination-protection');
    await createStack(world, DEV, LEFT[1], { Made: parameter('one') });
    return { DATA: LEFT[0], ACCESS: LEFT[1] };
  },
  seen: /data-qa is of no stage[\s\S]*validation-access-qa is of no stage/,
  async cured(world) {
    for (const stack of LEFT) await expectStatus(world, DEV, stack, 'gone');
    const { output } = await world.run(DEV, 'bin/delivery doctor --assembly cdk.out');
    if (/of no stage/.test(output)) throw new Error(output);
  },
};

const MANAGEMENT = '999999999999';

/** An organization has an account no longer; what the configuration without it still deploys is seen by its synthesis. */
export const CLOSED: PageWalk = {
  heading: 'An account was closed',
  account: MANAGEMENT,
  async plant(world) {
    await world.tryAws(MANAGEMENT, 'organizations', 'create-organization', '--feature-set', 'ALL');
    return { ACCOUNT: '888888888888' };
  },
  seen: /AccountNotFoundException/,
  async cured(world) {
    await world.succeed(MANAGEMENT, 'bin/delivery gate');
  },
};

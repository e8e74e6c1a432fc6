import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import { AttachRolePolicyCommand, CreatePolicyVersionCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import type { EnvironmentPolicies } from '../../lib/execution-policy/execution-policies';
import { ValidationAccessStack } from '../../lib/stacks/validation-access-stack';
import { type Running, runEmulator } from '../rehearsal/emulator/running-emulator';
import { until } from '../stacks/_helpers/delivered';
import { type EditedTemplate, failAtTheEnd, replaceSome } from './_helpers/edited';
import { answersOf, createPolicies, enforce, policiesOf } from './_helpers/executed';

const ACCOUNT = '222222222222';
const REGION = 'us-east-1';
const StackName = 'validation-access-dev';
const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'cloudformation.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/** One small stack of ours; `npm run execution-policy` does the same with all of them. */
describe('an execution role with the execution policies and nothing else', () => {
  let running: Running;
  let cloudFormation: CloudFormationClient;
  let iam: IAMClient;
  let template: EditedTemplate;
  let environment: EnvironmentPolicies;
  let arns: readonly string[];
  let RoleARN: string;

  const request = (body: EditedTemplate, round: number) => ({
    StackName,
    TemplateBody: JSON.stringify(body),
    RoleARN,
    Capabilities: ['CAPABILITY_NAMED_IAM' as const],
    Tags: [{ Key: 'Round', Value: String(round) }],
  });
  const settled = (): Promise<string> =>
    until(async () => {
      const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
      const status = Stacks[0]?.StackStatus ?? '';
      return status.endsWith('_IN_PROGRESS') ? undefined : status;
    });
  const create = async (body: EditedTemplate): Promise<string> => {
    await cloudFormation.send(new CreateStackCommand(request(body, 1)));
    return settled();
  };
  const update = async (body: EditedTemplate, round: number): Promise<string> => {
    await cloudFormation.send(new UpdateStackCommand(request(body, round)));
    return settled();
  };
  const remove = async (): Promise<void> => {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    await cloudFormation.send(new DeleteStackCommand({ StackName, RoleARN }));
    const waiting = { client: cloudFormation, maxWaitTime: 1_200, minDelay: 1, maxDelay: 1 };
    await waitUntilStackDeleteComplete(waiting, { StackName: Stacks[0]?.StackId });
  };

  beforeAll(async () => {
    running = await runEmulator();
    const outdir = join(running.directory, 'assembly');
    mkdirSync(outdir);
    const app = new App({ outdir, analyticsReporting: false, builtinCloudFormationValidation: false });
    const env = { account: ACCOUNT, region: REGION };
    const dataStack = new Stack(new App({ outdir: join(running.directory, 'data') }), 'Data');
    new CfnTopic(dataStack, 'Topic', { topicName: 'data-alarms-dev' });
    const props = {
      env,
      application: 'zero-trust-delivery',
      environment: 'dev',
      region: REGION,
      toolsAccount: '111111111111',
      dataStack,
      data: 'retained' as const,
    };
    const { templateFile } = new ValidationAccessStack(app, 'Access', { ...props, stackName: StackName });
    app.synth();
    template = JSON.parse(readFileSync(join(outdir, templateFile), 'utf8'));
    for (const extra of ['Parameters', 'Rules']) Reflect.deleteProperty(template, extra); // no bootstrap here
    const [first, ...more] = policiesOf(outdir);
    if (first === undefined || more.length > 0) throw new Error('one account and region was expected');
    environment = first;
    const { endpoint, secret } = running.emulator;
    const settings = { endpoint, region: REGION, credentials: { accessKeyId: ACCOUNT, secretAccessKey: secret } };
    cloudFormation = new CloudFormationClient(settings);
    iam = new IAMClient(settings);
    arns = await createPolicies(running, environment);
    const role = { RoleName: 'execution', AssumeRolePolicyDocument: JSON.stringify(TRUST) };
    RoleARN = (await iam.send(new CreateRoleCommand(role))).Role?.Arn ?? '';
    for (const PolicyArn of arns) await iam.send(new AttachRolePolicyCommand({ RoleName: 'execution', PolicyArn }));
    await enforce(running);
  });
  afterAll(async () => {
    cloudFormation.destroy();
    iam.destroy();
    await running.end();
  });

  test('creates, updates, replaces, rolls back and deletes a stack', async () => {
    expect(await create(template)).toBe('CREATE_COMPLETE');
    const replaced = structuredClone(template);
    replaceSome(replaced);
    expect(await update(replaced, 2)).toBe('UPDATE_COMPLETE');
    const failing = structuredClone(replaced);
    failAtTheEnd(failing);
    expect(await update(failing, 3)).toBe('UPDATE_ROLLBACK_COMPLETE');
    await remove();
    const { refused, notJudged } = await answersOf(running);
    expect([refused, notJudged]).toEqual([[], []]);
  });

  test('fails to create it without one action, in the words of AWS', async () => {
    for (const [index, { document }] of environment.policies.entries()) {
      const PolicyDocument = JSON.stringify(document).replace('"iam:CreateRole",', '');
      await iam.send(new CreatePolicyVersionCommand({ PolicyArn: arns[index], PolicyDocument, SetAsDefault: true }));
    }
    expect(await create(template)).toBe('ROLLBACK_COMPLETE');
    const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName }));
    const reasons = StackEvents.filter(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
    expect(reasons[0]?.ResourceStatusReason).toMatch(
      /^Resource handler returned message: "User: arn:aws:sts::222222222222:assumed-role\/execution\/AWSCloudFormation is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::222222222222:role\/delivery-[a-z-]+-dev-us-east-1 because no identity-based policy allows the iam:CreateRole action/,
    );
  });
});

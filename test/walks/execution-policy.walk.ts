import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ListStacksCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { type DeliveryConfigInput, parseConfig } from '../../lib/config';
import type { EnvironmentPolicies } from '../../lib/execution-policy/execution-policies';
import { APP_CONTEXT, buildDelivery } from '../../lib/pipeline';
import { assemblyStacks } from '../../lib/rehearsal/assembly/read-assembly';
import config from '../_fixtures/plausible-config';
import { editTemplates, failAtTheEnd, replaceSome } from '../execution-policy/_helpers/edited';
import { answersOf, createPolicies, enforce, policiesOf } from '../execution-policy/_helpers/executed';
import { alone, configured } from '../pipeline/_helpers/schema-options';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';
import { CDK, command, type Finished, type Running, runEmulator } from '../rehearsal/emulator/running-emulator';

const TOOLS = config.tools.account;

const synthesize = (input: DeliveryConfigInput, outdir: string): void => {
  const postCliContext = { ...APP_CONTEXT };
  const app = new App({ outdir, analyticsReporting: false, builtinCloudFormationValidation: false, postCliContext });
  buildDelivery(app, parseConfig(input));
  app.synth();
};

describe('execution policies', () => {
  test.each(alone.map((choice) => [JSON.stringify(choice), choice] as const))('are made for %s', (_name, choice) => {
    const outdir = temporaryDirectory();
    synthesize(configured(choice), outdir);
    expect(policiesOf(outdir).flatMap(({ policies }) => policies).length).toBeGreaterThan(3);
  });
});

/** Every stack of a configuration, made, changed, rolled back and deleted by the real `cdk` with these policies and no others. */
describe('the execution policies instead of AdministratorAccess', () => {
  let running: Running;
  let assembly: string;
  let environments: readonly EnvironmentPolicies[];

  const cdk = (account: string, ...argv: readonly string[]): Promise<Finished> =>
    command(running, account, CDK, '--no-notices', ...argv);
  const deploy = (round: number): Promise<Finished> =>
    cdk(TOOLS, 'deploy', '--app', assembly, '--require-approval', 'never', '--tags', `Round=${round}`, '**');

  const everywhere = async <T>(
    ask: (client: CloudFormationClient, stack: string) => Promise<T>,
  ): Promise<readonly T[]> => {
    const answers: T[] = [];
    for (const { account, region, stacks } of environments) {
      const { endpoint, secret } = running.emulator;
      const credentials = { accessKeyId: account, secretAccessKey: secret };
      const client = new CloudFormationClient({ endpoint, region, credentials });
      for (const stack of stacks) answers.push(await ask(client, stack));
      client.destroy();
    }
    return answers;
  };
  const statuses = () =>
    everywhere(async (client, StackName) => {
      const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
      return Stacks[0]?.StackStatus;
    });

  /** What went wrong, for the message of a test that fails. */
  const faults = () =>
    everywhere(async (client, StackName) => {
      const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
      const failed = StackEvents.filter(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'));
      return failed.map(
        ({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId}: ${ResourceStatusReason}`,
      );
    });

  beforeAll(async () => {
    running = await runEmulator();
    assembly = join(running.directory, 'assembly');
    mkdirSync(assembly);
    synthesize(config, assembly);
    environments = policiesOf(assembly);
    for (const environment of environments) {
      const { account, region } = environment;
      const arns = await createPolicies(running, environment);
      const trust = ['--trust', TOOLS, '--cloudformation-execution-policies', arns.join(',')];
      const { code, output } = await cdk(account, 'bootstrap', `aws://${account}/${region}`, ...trust);
      if (code !== 0) throw new Error(output);
    }
    await enforce(running);
  });
  afterAll(() => running.end());

  test('are enough to create every stack', async () => {
    const { code, output } = await deploy(1);
    if (code !== 0) throw new Error(`${output}\n${(await faults()).flat().join('\n')}`);
    expect(new Set(await statuses())).toEqual(new Set(['CREATE_COMPLETE']));
  });

  test('are enough to update everything that has tags in place, and to replace what has to be', async () => {
    editTemplates(assembly, replaceSome);
    const { code, output } = await deploy(2);
    if (code !== 0) throw new Error(`${output}\n${(await faults()).flat().join('\n')}`);
    expect(new Set(await statuses())).toEqual(new Set(['UPDATE_COMPLETE']));
  });

  test('are enough to roll everything back', async () => {
    editTemplates(assembly, failAtTheEnd);
    const exclusively = ['--app', assembly, '--require-approval', 'never', '--tags', 'Round=3', '--exclusively'];
    for (const { id } of assemblyStacks(assembly)) await cdk(TOOLS, 'deploy', ...exclusively, id);
    expect(new Set(await statuses())).toEqual(new Set(['UPDATE_ROLLBACK_COMPLETE']));
    expect((await faults()).flat().filter((fault) => !fault.startsWith('Twin: '))).toEqual([]);
  });

  test('are enough to delete what is not retained', async () => {
    await everywhere((client, StackName) =>
      client.send(new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: false })),
    );
    const { code, output } = await cdk(TOOLS, 'destroy', '--app', assembly, '--force', '**');
    if (code !== 0) throw new Error(`${output}\n${(await faults()).flat().join('\n')}`);
    const left = await everywhere(async (client, name) => {
      const { StackSummaries = [] } = await client.send(new ListStacksCommand({}));
      return StackSummaries.filter(
        ({ StackName, StackStatus }) => StackName === name && StackStatus !== 'DELETE_COMPLETE',
      );
    });
    expect(left.flat()).toEqual([]);
  });

  test('let nothing be refused, and leave nothing of CloudFormation unjudged', async () => {
    const { refused, notJudged } = await answersOf(running);
    expect(refused).toEqual([]);
    expect(notJudged.filter((line) => line.startsWith('cloudformation:'))).toEqual([]);
  });
});

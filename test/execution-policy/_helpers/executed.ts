import { readFileSync } from 'node:fs';
import { CreatePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { z } from 'zod';
import { type EnvironmentPolicies, executionPolicies } from '../../../lib/execution-policy/execution-policies';
import { readTemplate } from '../../../lib/execution-policy/template';
import { assemblyStacks } from '../../../lib/rehearsal/assembly/read-assembly';
import { awsCloud } from '../../../lib/rehearsal/executor/cloud/aws-cloud';
import type { Running } from '../../rehearsal/emulator/running-emulator';

/** The execution policies of every stack of an assembly directory, as the command line makes them. */
export const policiesOf = (assembly: string): readonly EnvironmentPolicies[] =>
  executionPolicies(
    assemblyStacks(assembly).map(({ stackName, environment: { account = '', region = '' }, templateFile }) => ({
      stackName,
      account,
      region,
      template: readTemplate(JSON.parse(readFileSync(templateFile, 'utf8')), templateFile),
    })),
  );

/** Makes the policies of one account and region there, as its root; their ARNs. */
export const createPolicies = async (
  { emulator: { endpoint, secret } }: Running,
  { account, region, policies }: EnvironmentPolicies,
): Promise<readonly string[]> => {
  const iam = new IAMClient({ endpoint, region, credentials: { accessKeyId: account, secretAccessKey: secret } });
  const made = policies.map(async ({ name, document }) => {
    const command = new CreatePolicyCommand({ PolicyName: name, PolicyDocument: JSON.stringify(document) });
    return (await iam.send(command)).Policy?.Arn ?? '';
  });
  const arns = await Promise.all(made);
  iam.destroy();
  return arns;
};

/** Lets the emulator refuse what policies do not allow, from now on. */
export const enforce = async (running: Running): Promise<void> => {
  const judges = await cloudOf(running).judgePermissions(toolsOf(running), 'enforce');
  if (!judges) throw new Error('this emulator judges nothing');
};

const reportSchema = z.object({
  refused: z.array(z.object({ action: z.string(), resource: z.string() })),
  notJudged: z.array(z.object({ operation: z.string(), because: z.string() })),
});

/** Actions that were refused since then, and operations of CloudFormation that nobody could judge. */
export const answersOf = async (running: Running) => {
  const report = reportSchema.parse(await cloudOf(running).permissionReport(toolsOf(running)));
  return {
    refused: report.refused.map(({ action, resource }) => `${action} on ${resource}`),
    notJudged: report.notJudged.map(({ operation, because }) => `${operation}: ${because}`),
  };
};

const cloudOf = ({ emulator }: Running) => awsCloud(emulator.endpoint, new AbortController().signal);

const toolsOf = ({ emulator: { secret } }: Running) => ({
  credentials: { accessKeyId: '111111111111', secretAccessKey: secret },
  region: 'us-east-1',
});

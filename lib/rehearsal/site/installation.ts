import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { counted } from '../../ground/counted';
import { UserError } from '../../ground/user-error';
import { findPipelineStack, type PipelineStack } from '../assembly/pipeline-stack';
import { type AssemblyStack, type BootstrapTarget, bootstrapName, bootstrapTargets } from '../assembly/read-assembly';
import { accessTo, credentialsOf, type Entrance } from '../emulator/endpoint';
import { SdkClients } from '../executor/cloud/clients';
import type { Access } from '../executor/cloud/cloud';
import { type Emit, inPhase } from '../progress';
import { type CdkContext, cdkBootstrap, cdkDeploy } from '../toolchain/cdk';
import { tail } from '../toolchain/install';
import { packagesAbove } from '../toolchain/packages-above';
import type { Prepared } from './prepare';

type Synthesized = Extract<Prepared, { readonly ok: true }>;

/** An assembly's stacks, and the directory of an app in whose `node_modules` the CDK's command line is looked for first. */
export interface Bootstrappable extends Pick<Synthesized, 'directory'> {
  readonly stacks: readonly (Pick<AssemblyStack, 'environment' | 'qualifier'> & Partial<AssemblyStack>)[];
}

/** What a platform engineer works with: an endpoint, the CDK's command line, a directory for its files. */
export interface InstallationContext {
  readonly endpoint: Entrance;
  readonly nodeModules: string;
  readonly env: Readonly<Record<string, string>>;
  readonly privateDirectory: string;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

/** The account and region of the pipeline; what the app leaves open is the caller's. */
export const toolsOf = (stack: PipelineStack, fallback: BootstrapTarget): BootstrapTarget => ({
  account: stack.environment.account ?? fallback.account,
  region: stack.environment.region ?? fallback.region,
});

/** Bootstraps what an assembly needs and is not bootstrapped yet, once for each qualifier; answers all that now are. */
export const bootstrap = async (
  context: InstallationContext,
  tools: BootstrapTarget,
  prepared: Bootstrappable,
  done: readonly string[],
): Promise<readonly string[]> => {
  const missing = bootstrapTargets(prepared.stacks, tools).filter((target) => !done.includes(bootstrapName(target)));
  if (missing.length === 0) return done;
  const names = missing.map((target) => bootstrapName(target).replace('aws://', '')).join(', ');
  return inPhase(context.emit, 'bootstrap', `cdk bootstrap ${names}`, async () => {
    for (const qualifier of new Set(missing.map((target) => target.qualifier))) {
      const targets = missing.filter((target) => target.qualifier === qualifier);
      const cdk = cdkContext(context, prepared, {});
      const outcome = await cdkBootstrap(cdk, context.endpoint.secret, tools, qualifier, targets);
      if (outcome.exitCode === 0) continue;
      const failed = targets.map(bootstrapName).join(', ');
      throw new UserError(`cdk bootstrap of ${failed} failed:\n${tail(outcome.output)}`, { exitCode: 1 });
    }
    const accounts = new Set(missing.map(({ account }) => account)).size;
    const detail = `${counted(missing.length, 'environment')} in ${counted(accounts, 'account')}`;
    return { detail, value: [...done, ...missing.map(bootstrapName)] };
  });
};

/** Deploys the pipeline's stack by hand, once, and answers the pipeline's name. */
export const deployPipeline = async (
  context: InstallationContext,
  tools: BootstrapTarget,
  prepared: Synthesized,
  stack: PipelineStack,
): Promise<string> =>
  inPhase(context.emit, 'pipeline', `cdk deploy ${stack.id}`, async () => {
    const root = credentialsOf(context.endpoint, tools.account, tools.region);
    const outcome = await cdkDeploy(cdkContext(context, prepared, root), prepared.assembly, stack.id);
    if (outcome.exitCode !== 0)
      throw new UserError(`cdk deploy ${stack.id} failed:\n${tail(outcome.output)}`, { exitCode: 1 });
    const name = await physicalName(context.endpoint.url, accessTo(context.endpoint, tools), stack);
    return { detail: `${stack.id} deployed to ${tools.account}: pipeline ${name}`, value: name };
  });

/** The pipeline in an app's assembly, chosen by name where there are several. */
export const pipelineIn = (prepared: Synthesized, wanted: string | undefined): PipelineStack =>
  findPipelineStack(prepared.stacks, wanted);

const cdkContext = (
  context: InstallationContext,
  prepared: Bootstrappable,
  credentials: Readonly<Record<string, string>>,
): CdkContext => {
  const cwd = join(context.privateDirectory, 'cdk');
  mkdirSync(cwd, { recursive: true });
  return {
    cwd,
    nodeModules: [...packagesAbove(prepared.directory), context.nodeModules],
    env: { ...context.env, AWS_ENDPOINT_URL: context.endpoint.url, ...credentials },
    signal: context.signal,
    onLine: context.onLine,
  };
};

/** The name of a pipeline whose stack is deployed. */
export const physicalName = async (endpoint: string, access: Access, stack: PipelineStack): Promise<string> => {
  const { sdk, client } = await new SdkClients(endpoint).cloudFormation(access);
  let name = stack.stackName;
  // A nested stack is a resource, too, and its physical name is the stack's.
  for (const logicalId of [...stack.nestedIn, stack.logicalId]) {
    const request = { StackName: name, LogicalResourceId: logicalId };
    const { StackResourceDetail: resource } = await client.send(new sdk.DescribeStackResourceCommand(request));
    if (resource?.PhysicalResourceId === undefined) {
      throw new Error(`stack ${name} has no resource ${logicalId} after its deployment`);
    }
    name = resource.PhysicalResourceId;
  }
  return name;
};

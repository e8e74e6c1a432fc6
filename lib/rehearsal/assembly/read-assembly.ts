import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../ground/user-error';

/** An account and region; both are undefined where the app leaves them to the person who deploys. */
export interface StackEnvironment {
  readonly account: string | undefined;
  readonly region: string | undefined;
}

/** One stack of a cloud assembly. */
export interface AssemblyStack {
  /** What `cdk deploy` calls it. */
  readonly id: string;
  readonly stackName: string;
  readonly environment: StackEnvironment;
  /** Of the bootstrap it is deployed with. */
  readonly qualifier: string;
  readonly templateFile: string;
  /** False inside a CDK `Stage`: such a stack is deployed by a pipeline, not by hand. */
  readonly topLevel: boolean;
  /** Ids of the stacks beside it that `cdk deploy` takes along. */
  readonly dependsOn: readonly string[];
}

const manifestSchema = z.object({
  artifacts: z
    .record(
      z.string(),
      z.object({
        type: z.string(),
        environment: z.string().optional(),
        displayName: z.string().optional(),
        dependencies: z.array(z.string()).default([]),
        properties: z
          .object({
            templateFile: z.string(),
            directoryName: z.string(),
            stackName: z.string(),
            bootstrapStackVersionSsmParameter: z.string(),
          })
          .partial()
          .optional(),
      }),
    )
    .default({}),
});

/** Every stack of a cloud assembly directory, those of nested assemblies (CDK stages) included. */
export const assemblyStacks = (directory: string, topLevel = true): readonly AssemblyStack[] => {
  const file = join(directory, 'manifest.json');
  const parsed = manifestSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success)
    throw new UserError(`${file} is not the manifest of a cloud assembly: ${z.prettifyError(parsed.error)}`);
  return Object.entries(parsed.data.artifacts).flatMap(([id, artifact]) => {
    const { templateFile, directoryName, stackName = id } = artifact.properties ?? {};
    if (artifact.type === 'cdk:cloud-assembly' && directoryName)
      return assemblyStacks(join(directory, directoryName), false);
    if (artifact.type !== 'aws:cloudformation:stack' || !templateFile) return [];
    const environment = parseEnvironment(artifact.environment);
    const file = join(directory, templateFile);
    const qualifier = qualifierOf(artifact.properties?.bootstrapStackVersionSsmParameter);
    const dependsOn = artifact.dependencies.map((name) => parsed.data.artifacts[name]?.displayName ?? name);
    return [
      { id: artifact.displayName ?? id, stackName, environment, qualifier, templateFile: file, topLevel, dependsOn },
    ];
  });
};

const parseEnvironment = (text: string | undefined): StackEnvironment => {
  const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(text ?? '') ?? [];
  const known = (value: string | undefined): string | undefined => (value?.startsWith('unknown-') ? undefined : value);
  return { account: known(account), region: known(region) };
};

/** The CDK's own, of stacks too that name none: those of the legacy synthesizers. */
export const DEFAULT_QUALIFIER = 'hnb659fds';

/** The qualifier in the name of the parameter that holds a bootstrap's version, `/cdk-bootstrap/hnb659fds/version`. */
const qualifierOf = (parameter: string | undefined): string =>
  /^\/cdk-bootstrap\/([^/]+)\/version$/.exec(parameter ?? '')?.[1] ?? DEFAULT_QUALIFIER;

/** An account and region that must be bootstrapped. */
export interface BootstrapTarget {
  readonly account: string;
  readonly region: string;
}

/** The same with the qualifier of the bootstrap: an environment has one for each. */
export interface QualifiedTarget extends BootstrapTarget {
  readonly qualifier: string;
}

/**
 * Every account, region and qualifier that some stack names, each once, in order; what a stack leaves open is the tools account's.
 */
export const bootstrapTargets = (
  stacks: readonly Pick<AssemblyStack, 'environment' | 'qualifier'>[],
  tools: BootstrapTarget,
): readonly QualifiedTarget[] => {
  const targets = stacks.map(({ environment, qualifier }) => ({
    account: environment.account ?? tools.account,
    region: environment.region ?? tools.region,
    qualifier,
  }));
  const all = new Map(targets.map((target) => [bootstrapName(target), target]));
  return [...all.values()].sort((one, other) => bootstrapName(one).localeCompare(bootstrapName(other)));
};

/** As the CDK writes it, `aws://222222222222/us-east-1`. */
export const targetName = ({ account, region }: BootstrapTarget): string => `aws://${account}/${region}`;

/** `aws://222222222222/us-east-1`, and the qualifier behind it where it is not the CDK's own. */
export const bootstrapName = (target: QualifiedTarget): string =>
  target.qualifier === DEFAULT_QUALIFIER ? targetName(target) : `${targetName(target)} ${target.qualifier}`;

/** The stack of a bootstrap. Every one in an environment needs a name of its own; the CDK's default is `CDKToolkit`. */
export const toolkitStack = (qualifier: string): string =>
  qualifier === DEFAULT_QUALIFIER ? TOOLKIT : `${TOOLKIT}-${qualifier}`;

/** Whether a stack is that of a bootstrap. */
export const isToolkitStack = (name: string): boolean => name === TOOLKIT || name.startsWith(`${TOOLKIT}-`);

const TOOLKIT = 'CDKToolkit';

import { UserError } from '../../ground/user-error';
import type { BootstrapTarget } from '../assembly/read-assembly';
import type { Access, ExecutorCloud, PipelineDeclaration, Stack } from '../executor/cloud/cloud';
import { IMAGES, type SourceNames } from '../executor/sources';
import type { StackSummary, StageValidation, TargetSummary } from '../record/summary';

/** An account and region with the stacks that one stage of the pipeline deploys there. */
export interface PipelineTarget {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly stackNames: readonly string[];
}

/** What the shell needs to know of the pipeline as it is deployed. */
export interface DeployedPipeline {
  readonly name: string;
  /** The branch whose pushes start it. */
  readonly branch: string;
  readonly stageNames: readonly string[];
  /** `STAGE/ACTION` of every action. */
  readonly actionNames: readonly string[];
  readonly sources: readonly SourceNames[];
  readonly targets: readonly PipelineTarget[];
}

/** Asks CodePipeline for the deployed definition. */
export const deployedPipeline = async (cloud: ExecutorCloud, access: Access, name: string): Promise<DeployedPipeline> =>
  readPipeline(await cloud.getPipeline(access, name), name, access.region);

/** Reads a definition: the branch from its source action, the targets from its CloudFormation actions. */
export const readPipeline = (
  definition: PipelineDeclaration,
  name: string,
  pipelineRegion: string,
): DeployedPipeline => {
  const stages = definition.stages ?? [];
  const sources = stages
    .flatMap((stage) => stage.actions ?? [])
    .filter((action) => action.actionTypeId?.category === 'Source');
  const source = sources.find(handsOutFiles);
  if (source === undefined) throw new UserError(`pipeline ${name} has no source action: nothing can be pushed to it`);
  const configuration = source.configuration ?? {};
  return {
    name,
    // A source that is a bucket knows no branches; its pushes go to main.
    branch: configuration['BranchName'] ?? configuration['Branch'] ?? 'main',
    stageNames: stages.map((stage) => stage.name ?? ''),
    actionNames: stages.flatMap(({ name: stageName, actions = [] }) =>
      actions.map((each) => `${stageName}/${each.name}`),
    ),
    sources: sources.filter(handsOutFiles).map(({ name: actionName = '', outputArtifacts = [] }) => ({
      actionName,
      outputs: outputArtifacts.map((artifact) => artifact.name ?? ''),
    })),
    targets: stages.flatMap((stage) => targetsOf(stage, pipelineRegion)),
  };
};

type Action = NonNullable<Stage['actions']>[number];

const handsOutFiles = ({ actionTypeId }: Action): boolean => actionTypeId?.provider !== IMAGES;

type Stage = NonNullable<PipelineDeclaration['stages']>[number];

const targetsOf = (stage: Stage, pipelineRegion: string): readonly PipelineTarget[] => {
  const targets = new Map<string, PipelineTarget>();
  for (const action of stage.actions ?? []) {
    const stackName = action.configuration?.['StackName'];
    const account = /^arn:[^:]+:iam::(\d{12}):/.exec(action.roleArn ?? '')?.[1];
    if (action.actionTypeId?.provider !== 'CloudFormation' || stackName === undefined || account === undefined)
      continue;
    const region = action.region ?? pipelineRegion;
    const key = `${account}/${region}`;
    const stackNames = targets.get(key)?.stackNames ?? [];
    const all = stackNames.includes(stackName) ? stackNames : [...stackNames, stackName];
    targets.set(key, { environment: stage.name ?? '', account, region, stackNames: all });
  }
  return [...targets.values()];
};

/** How addresses of the emulator's APIs begin; those of queues begin with an account, and nobody calls them by hand. */
const HERE = /^http:\/\/localhost:\d+(?!\/\d{12}\/)(\/|$)/;

const addressesOf = ({ Outputs = [] }: Stack): Pick<StackSummary, 'addresses'> => {
  const addresses = Outputs.flatMap(({ OutputKey, OutputValue }) =>
    OutputKey !== undefined && OutputValue !== undefined && HERE.test(OutputValue) ? [[OutputKey, OutputValue]] : [],
  );
  return addresses.length > 0 ? { addresses: Object.fromEntries(addresses) } : {};
};

/** Asks each target's own CloudFormation how its stacks are; a stack that does not exist is left out. */
export const targetSummaries = async (
  cloud: ExecutorCloud,
  accessTo: (target: BootstrapTarget) => Access,
  targets: readonly PipelineTarget[],
  validations: readonly StageValidation[],
): Promise<readonly TargetSummary[]> =>
  Promise.all(
    targets.map(async ({ environment, account, region, stackNames }) => {
      const access = accessTo({ account, region });
      const found = await Promise.all(stackNames.map((name) => cloud.findStack(access, name)));
      const stacks = found.flatMap((stack) =>
        stack?.StackStatus === undefined
          ? []
          : [{ stackName: stack.StackName ?? '', status: stack.StackStatus, ...addressesOf(stack) }],
      );
      const validation = validations.findLast(
        (report) => report.stageName === environment && report.account === account && report.region === region,
      );
      return { environment, account, region, stacks, validation: validation?.summary ?? null };
    }),
  );

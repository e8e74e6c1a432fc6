import type { PipelineDeclaration } from '../cloud/cloud';
import { Failure } from '../failure';
import { actionTypeRule, isActionType } from './action-types';
import type { ArtifactStores } from './artifact-stores';
import { checkConfiguration } from './check-configuration';
import type { Compute, PlannedAction, PlannedStage } from './plan';
import { planConditions } from './plan-conditions';

type DeclaredStage = NonNullable<PipelineDeclaration['stages']>[number];
type DeclaredAction = NonNullable<DeclaredStage['actions']>[number];

/** What an action inherits from its pipeline. */
export interface Defaults {
  readonly roleArn: string;
  readonly region: string;
  readonly stores: ArtifactStores;
}

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StageDeclaration.html files are named after them */
const NAME = /^[A-Za-z0-9.@\-_]{1,100}$/;

const named = (name = '', kind: string): string => {
  if (NAME.test(name)) return name;
  throw new Failure(`the pipeline has ${kind} ${JSON.stringify(name)}: CodePipeline takes letters, digits and .@-_`);
};

/** Checks one stage. */
export const planStage = (stage: DeclaredStage, defaults: Defaults): PlannedStage => {
  const stageName = named(stage.name, 'stage');
  if ((stage.blockers ?? []).length > 0)
    throw new Failure(`stage ${stageName} uses blockers, which cannot be rehearsed`);
  const actions = (stage.actions ?? []).map((action) => planAction(action, stageName, defaults));
  if (actions.length === 0) throw new Failure(`stage ${stageName} has no actions`);
  return { stageName, actions, ...planConditions(stage, defaults) };
};

const planAction = (action: DeclaredAction, stageName: string, defaults: Defaults): PlannedAction => {
  const actionName = named(action.name, 'action');
  const where = `action ${stageName}/${actionName}`;
  const { category = '', provider = '', owner = '', version = '' } = action.actionTypeId ?? {};
  const type = `${category}/${provider}`;
  if (version !== '1' || !isActionType(type) || owner !== (actionTypeRule(type).owner ?? 'AWS')) {
    throw new Failure(`${where} is of type ${owner} ${type} version ${version}, which cannot be rehearsed`);
  }
  if ((action.commands ?? []).length > 0 && type !== COMMANDS) {
    throw new Failure(`${where} uses commands, which cannot be rehearsed for ${type}`);
  }
  const region = action.region ?? defaults.region;
  if (!defaults.stores.has(region)) throw new Failure(`${where} runs in ${region}, which has no artifact store`);
  const planned: PlannedAction = {
    stageName,
    actionName,
    category,
    provider,
    type,
    runOrder: action.runOrder ?? 1,
    roleArn: action.roleArn ?? defaults.roleArn,
    ...(action.roleArn === undefined ? {} : { ownRoleArn: action.roleArn }),
    region,
    ...(action.namespace === undefined ? {} : { namespace: action.namespace }),
    configuration: action.configuration ?? {},
    inputs: (action.inputArtifacts ?? []).map(({ name }) => name ?? ''),
    outputs: (action.outputArtifacts ?? []).map(({ name }) => name ?? ''),
    ...(action.timeoutInMinutes === undefined ? {} : { timeoutInMinutes: action.timeoutInMinutes }),
    ...(type === COMMANDS && { compute: computeOf(action, where) }),
  };
  checkShape(planned, where);
  if (type === 'Deploy/S3') checkDeployment(planned, where);
  return planned;
};

const COMMANDS = 'Compute/Commands';

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Commands.html */
const computeOf = (action: DeclaredAction, where: string): Compute => {
  const { commands = [], outputVariables = [], outputArtifacts = [], environmentVariables = [] } = action;
  if (commands.length === 0) throw new Failure(`${where} has no commands`);
  const filled = commands.find((command) => command.includes('#{'));
  if (filled !== undefined) {
    throw new Failure(
      `${where} has a variable of the pipeline in a command, which cannot be rehearsed (that CodePipeline fills it is not documented): ${filled}`,
    );
  }
  const files = outputArtifacts.flatMap((artifact) => artifact.files ?? []);
  return {
    commands,
    variables: outputVariables,
    files: files.length > 0 ? files : ['**/*'],
    environment: environmentVariables.map(({ name = '', value = '', type = 'PLAINTEXT' }) => ({ name, value, type })),
  };
};

const checkShape = ({ type, configuration, inputs, outputs }: PlannedAction, where: string): void => {
  const rule = actionTypeRule(type);
  checkConfiguration(where, type, rule, configuration);
  for (const [kind, [min, max], count] of [
    ['input', rule.inputs, inputs.length],
    ['output', rule.outputs, outputs.length],
  ] as const) {
    if (count < min || count > max) {
      throw new Failure(`${where} has ${count} ${kind} artifacts, ${type} takes ${min} to ${max}`);
    }
  }
};

/** What CodePipeline puts into the place of these is documented nowhere. */
const PLACEHOLDER = /\{(datetime|uuid)\}/;

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3Deploy.html */
const checkDeployment = ({ configuration: { Extract, ObjectKey: key } }: PlannedAction, where: string): void => {
  if (Extract !== 'true' && key === undefined) {
    throw new Failure(`${where} neither extracts its artifact nor has an ObjectKey for it`);
  }
  if (PLACEHOLDER.test(key ?? '')) throw new Failure(`${where} has the ObjectKey ${key}, which cannot be rehearsed`);
};

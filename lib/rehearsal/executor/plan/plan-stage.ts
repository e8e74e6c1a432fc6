import type { PipelineDeclaration } from '../cloud/cloud';
import { Failure } from '../failure';
import { actionTypeRule, isActionType } from './action-types';
import type { ArtifactStores } from './artifact-stores';
import type { PlannedAction, PlannedStage } from './plan';

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
  refuseFeatures(stage, stageName);
  const actions = (stage.actions ?? []).map((action) => planAction(action, stageName, defaults));
  if (actions.length === 0) throw new Failure(`stage ${stageName} has no actions`);
  return { stageName, actions };
};

const refuseFeatures = (stage: DeclaredStage, stageName: string): void => {
  const unknown = [
    ...((stage.blockers ?? []).length > 0 ? ['blockers'] : []),
    ...(stage.beforeEntry === undefined ? [] : ['beforeEntry conditions']),
    ...(stage.onSuccess === undefined ? [] : ['onSuccess conditions']),
    ...((stage.onFailure?.conditions ?? []).length > 0 ? ['onFailure conditions'] : []),
    ...(stage.onFailure?.retryConfiguration === undefined ? [] : ['onFailure retries']),
    ...(['FAIL', undefined].includes(stage.onFailure?.result) ? [] : [`onFailure result ${stage.onFailure?.result}`]),
  ];
  if (unknown.length > 0) throw new Failure(`stage ${stageName} uses ${unknown.join(', ')}, which cannot be rehearsed`);
};

const planAction = (action: DeclaredAction, stageName: string, defaults: Defaults): PlannedAction => {
  const actionName = named(action.name, 'action');
  const where = `action ${stageName}/${actionName}`;
  const { category = '', provider = '', owner = '', version = '' } = action.actionTypeId ?? {};
  const type = `${category}/${provider}`;
  if (owner !== 'AWS' || version !== '1' || !isActionType(type)) {
    throw new Failure(`${where} is of type ${owner} ${type} version ${version}, which cannot be rehearsed`);
  }
  if ((action.commands ?? []).length > 0) throw new Failure(`${where} uses commands, which cannot be rehearsed`);
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
  };
  checkShape(planned, where);
  return planned;
};

const checkShape = ({ type, configuration, inputs, outputs }: PlannedAction, where: string): void => {
  const rule = actionTypeRule(type);
  const keys = Object.keys(configuration);
  const unknown = keys.filter((key) => !rule.required.includes(key) && !rule.optional.includes(key));
  if (unknown.length > 0) {
    throw new Failure(`${where} has the configuration ${unknown.join(', ')}, which cannot be rehearsed for ${type}`);
  }
  const missing = rule.required.filter((key) => !keys.includes(key));
  if (missing.length > 0) throw new Failure(`${where} lacks the configuration ${missing.join(', ')} of ${type}`);
  for (const [key, known] of Object.entries(rule.values ?? {})) {
    const value = configuration[key];
    if (value === undefined || known.includes(value)) continue;
    throw new Failure(`${where} sets ${key} to ${value}, which cannot be rehearsed: known is ${known.join(', ')}`);
  }
  for (const [kind, [min, max], count] of [
    ['input', rule.inputs, inputs.length],
    ['output', rule.outputs, outputs.length],
  ] as const) {
    if (count < min || count > max) {
      throw new Failure(`${where} has ${count} ${kind} artifacts, ${type} takes ${min} to ${max}`);
    }
  }
};

import { isObject, type JsonObject, listAt, objectAt } from '../../../ground/json';
import type { TargetPromise } from '../../templates/template';
import type { FinalStack, FinalStacks } from '../final-stacks';

/** A target that the configuration promises. */
export interface ExpectedTarget extends TargetPromise {
  /** Whether a person decides before it is deployed to. @default false */
  readonly approval?: boolean;
}

/** Stacks that the app, the assembly or the configuration speaks of and another of them does not. */
export const missingStacks = (
  { stacks, withoutTemplate, withoutConstruct }: FinalStacks,
  targets: readonly ExpectedTarget[],
): readonly string[] => [
  ...(stacks.length > 0 ? [] : ['the app has no stack: nothing was looked at']),
  ...withoutTemplate.map((path) => `stack ${path} of the app has no template in the assembly: nothing has read it`),
  ...withoutConstruct.map(
    (path) => `stack ${path} of the assembly is not in the app: no pack was shown its constructs`,
  ),
  ...targets
    .filter(
      ({ environment, account, region }) =>
        !stacks.some(
          (stack) => stack.environment === environment && stack.account === account && stack.region === region,
        ),
    )
    .map(
      ({ environment, account, region }) =>
        `no stage of ${environment} is in ${account}/${region}: nothing was looked at`,
    ),
];

interface Action {
  readonly category: string;
  readonly provider: string;
  /** When it runs, in the order of all actions of its environment. */
  readonly order: number;
}

/**
 * Environments that a pipeline deploys to without the decision that the configuration promises, or without asking
 * afterwards whether they are what they should be. A pipeline changes itself before anybody is asked.
 */
export const unapproved = (stacks: readonly FinalStack[], targets: readonly ExpectedTarget[]): readonly string[] => {
  const resources = stacks.flatMap((stack) => [...stack.resources.values()]);
  const pipelines = resources.filter(({ type }) => type === 'AWS::CodePipeline::Pipeline');
  const environments = new Map(targets.map(({ environment, approval = false }) => [environment, approval]));
  const judged = new Set(stacks.map(({ template }) => template));
  return pipelines.flatMap(({ properties }) => [
    ...[...environments].flatMap(([environment, approval]) => doubtsOf(environment, approval, properties)),
    ...(environments.size > 0 ? unjudged(properties, judged) : []),
  ]);
};

/** Templates that are deployed from somewhere else than the assembly: from the source, for example. */
const unjudged = ({ Stages: stages }: JsonObject, judged: ReadonlySet<string>): readonly string[] => {
  const actions = listAt(stages).flatMap((stage) => listAt(objectAt(stage)['Actions']).map(objectAt));
  const sources = actions
    .filter(({ ActionTypeId: type }) => objectAt(type)['Category'] === 'Source')
    .flatMap(({ OutputArtifacts: artifacts }) => listAt(artifacts).map((each) => objectAt(each)['Name']));
  return actions
    .map(({ Configuration: configuration }) => objectAt(configuration)['TemplatePath'])
    .filter((path) => {
      const [artifact = '', file = ''] = String(path).split('::');
      return path !== undefined && (sources.includes(artifact) || !judged.has(file));
    })
    .map((path) => `the pipeline deploys ${JSON.stringify(path)}, which is no template of this assembly`);
};

const doubtsOf = (environment: string, approval: boolean, pipeline: JsonObject): readonly string[] => {
  const actions = actionsOf(environment, pipeline);
  const deploys = actions.filter(({ provider }) => provider === 'CloudFormation').map(({ order }) => order);
  if (deploys.length === 0) return [`the pipeline has no stage ${environment} that deploys: nothing gets there`];
  const isAsked = actions.some(({ category, order }) => category === 'Approval' && order < Math.min(...deploys));
  const isProved = actions.some(({ provider, order }) => provider === 'CodeBuild' && order > Math.max(...deploys));
  return [
    ...(approval && !isAsked ? [`stage ${environment} of the pipeline deploys before anybody has approved it`] : []),
    ...(isProved ? [] : [`stage ${environment} of the pipeline is not validated after its deployments`]),
  ];
};

/** The library splits a stage of more than fifty actions into `prod.1`, `prod.2`. */
const actionsOf = (environment: string, { Stages: stages }: JsonObject): readonly Action[] =>
  listAt(stages)
    .filter(isObject)
    .filter(({ Name: name }) => String(name).replace(/\.\d+$/, '') === environment)
    .flatMap(({ Actions: actions }, index) =>
      listAt(actions).map((action) => {
        const { ActionTypeId: type, RunOrder: order } = objectAt(action);
        const { Category: category, Provider: provider } = objectAt(type);
        return { category: String(category), provider: String(provider), order: index * 1000 + Number(order ?? 1) };
      }),
    );

import { s3ObjectUrl, s3PrefixUrl } from '../../contract/console-url';
import { REVIEW_PAGE, releasePrefix, targetPrefix } from '../../contract/evidence-layout';
import { environmentOfStage } from '../../contract/names';
import { environmentOfWave } from '../../ground/wave';
import { shown } from '../templates/intrinsics';
import { type Action, actionsOf, projectOf } from '../templates/pipelines';
import type { Resource, Target } from '../templates/target';
import type { StackTemplate } from '../templates/template';
import { givenByAction, isRetained } from './builds-run-known-jobs';
import { jobOf, type RunJob } from './jobs/job-of';
import { stackDeployedBy } from './pipeline-deploys-judged';
import type { Rule } from './rule';

/** ZT-00: an environment is asked about before, and proved after; the next one waits for both. */
export const pipelineAsksAndProves: Rule = {
  id: 'ZT-00-PipelineAsksAndProves',
  requires:
    'Environments are deployed in their order; a person is asked before each that waits for one, with the review of that very environment, and every target is validated after its deployment and before the next environment.',
  why: 'A pipeline changes itself before anybody is asked: what it does not ask and does not prove, nobody decides and nobody knows.',
  fix: 'Keep ApproveStep and ValidateStep around every TargetStage of DeliveryPipelineStack (lib/pipeline/delivery-pipeline-stack.ts).',
  source: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html',
  hipaa: ['164.308(a)(8)', '164.308(a)(4)(ii)(B)'],
  appliesTo: 'pipeline',
  check: (target) => target.each('AWS::CodePipeline::Pipeline', (pipeline) => flaws(pipeline, target)),
};

/** One environment's turn. */
interface Turn {
  readonly environment: string;
  /** Of all its targets, as they are deployed. */
  readonly stacks: readonly StackTemplate[];
  /** First and last moment of its deployments. */
  readonly first: number;
  readonly last: number;
  /** The same moment of each place, `222222222222/us-east-1`. */
  readonly lastOf: ReadonlyMap<string, number>;
  readonly approvals: readonly Action[];
  readonly validations: readonly Validation[];
  /** Whether a person must be asked; undefined where nobody has said it. */
  readonly asks: boolean | undefined;
}

interface Validation {
  readonly action: Action;
  readonly said: RunJob['said'];
}

const flaws = (pipeline: Resource, target: Target): readonly string[] => {
  const turns = turnsOf(pipeline, target);
  const promised = [...new Set((pipeline.stack.promises?.targets ?? []).map(({ environment }) => environment))];
  return [
    ...promised
      .filter((environment) => !turns.some((turn) => turn.environment === environment))
      .map((environment) => `no action deploys ${environment}, which the configuration promises`),
    ...turns.flatMap((turn) => flawsOfValidation(turn)),
    ...turns.flatMap((turn, index) => flawsOfApproval(turn, turns[index - 1], target)),
    ...(promised.length === 0 ? [] : turns.slice(1).flatMap((turn, index) => flawsOfOrder(turn, turns[index]))),
    ...flawsOfSequence(turns, promised),
  ];
};

/** Every environment that the pipeline deploys something of, in the order of its first deployments. */
const turnsOf = (pipeline: Resource, target: Target): readonly Turn[] => {
  const actions = actionsOf(pipeline);
  const deployments = actions.flatMap((action) => {
    const stack = stackDeployedBy(action, pipeline, target);
    return stack === undefined || action.category !== 'Deploy' ? [] : [{ action, stack }];
  });
  const validations = actions.flatMap((action): readonly Validation[] => {
    const project = projectOf(action, target);
    const run = project && jobOf(project, givenByAction(action));
    return run?.job?.id === 'validation' ? [{ action, said: run.said }] : [];
  });
  const environments = [...new Set(deployments.map(({ stack }) => environmentOf(stack)))];
  return environments
    .map((environment): Turn => {
      const own = deployments.filter(({ stack }) => environmentOf(stack) === environment);
      const stages = new Set(own.map(({ action }) => wholeStage(action)));
      const deploying = actions.filter((action) => action.category === 'Deploy' && stages.has(wholeStage(action)));
      const orders = deploying.map(({ order }) => order);
      const stacks = own.map(({ stack }) => stack);
      return {
        environment,
        stacks,
        first: Math.min(...orders),
        last: Math.max(...orders),
        lastOf: lastByPlace(own, deploying),
        approvals: actions.filter((action) => action.category === 'Approval' && stages.has(wholeStage(action))),
        validations: validations.filter(({ said }) => said['environment'] === environment),
        asks: asksFor(environment, stacks),
      };
    })
    .toSorted((one, other) => one.first - other.first);
};

const wholeStage = ({ stage }: Action): string => environmentOfWave(stage);

interface Deployment {
  readonly action: Action;
  readonly stack: StackTemplate;
}

const placeOf = ({ account, region }: StackTemplate): string => `${account}/${region}`;

/** What executes a change set names no template: it is in the stage of what has made it, which is a whole wave. */
const lastByPlace = (own: readonly Deployment[], deploying: readonly Action[]): ReadonlyMap<string, number> =>
  new Map(
    own.map(({ stack }) => {
      const stages = own.filter((each) => placeOf(each.stack) === placeOf(stack)).map(({ action }) => action.stage);
      const orders = deploying.filter(({ stage }) => stages.includes(stage)).map(({ order }) => order);
      return [placeOf(stack), Math.max(...orders)];
    }),
  );

/** The environment of a stack, by the stage that it stands in. */
const environmentOf = (stack: StackTemplate): string => environmentOfStage(stack.path.split('/').at(-2) ?? '', stack);

/** What the configuration says; where nobody has said anything, an environment that keeps its data asks. */
const asksFor = (environment: string, stacks: readonly StackTemplate[]): boolean | undefined => {
  const promised = stacks[0]?.promises?.targets.filter((each) => each.environment === environment);
  if (promised !== undefined) return promised.some(({ approval }) => approval === true);
  return stacks.some(isRetained) ? true : undefined;
};

const flawsOfValidation = ({ environment, lastOf, validations }: Turn): readonly string[] =>
  [...lastOf].flatMap(([place, last]) => {
    const own = validations.filter(({ said }) => `${said['account']}/${said['region']}` === place);
    if (own.some(({ action }) => action.order > last)) return [];
    const when = own.length === 0 ? 'is not validated' : 'is validated before it is deployed';
    return [`${environment} in ${place} ${when}`];
  });

const flawsOfApproval = (turn: Turn, previous: Turn | undefined, target: Target): readonly string[] => {
  const { environment, first, approvals, asks } = turn;
  const late = approvals.filter(({ order }) => order >= first);
  const asked = approvals.filter(({ order }) => order < first);
  return [
    ...late.map(({ name }) => `action ${name} asks when ${environment} is being deployed already`),
    ...(asks === true && asked.length === 0 ? [`${environment} is deployed before anybody has approved it`] : []),
    ...(asks === true ? asked.flatMap((approval) => flawsOfQuestion(approval, turn, previous, target)) : []),
  ];
};

/** A person sees what changes in this very environment, of this very execution. */
const flawsOfQuestion = (
  { name, configuration }: Action,
  turn: Turn,
  previous: Turn | undefined,
  target: Target,
): readonly string[] => {
  const { CustomData: asks, ExternalEntityLink: link } = configuration;
  const bucket = target
    .of('AWS::S3::Bucket')
    .find(({ properties }) => String(properties['ObjectLockEnabled']) === 'true');
  if (bucket === undefined) return [];
  const wanted = reviewUrl(turn, previous, bucket);
  const variables = inLastWave(previous?.validations ?? []).flatMap(({ action: { namespace } }) =>
    ['REVIEW', 'VALIDATION'].map((variable) => `#{${String(namespace)}.${variable}}`),
  );
  const lacking = [`to ${turn.environment}?`, ...variables].filter((each) => !String(asks).includes(each));
  return [
    ...(link === wanted
      ? []
      : [`action ${name} shows ${shown(link)}, not the review of ${turn.environment}: ${wanted}`]),
    ...lacking.map((each) => `action ${name} asks without ${each}`),
    ...flawsOfReview(turn, previous),
  ];
};

/** One of the last to be validated prepares what is decided from; of those before, none has failed. */
const inLastWave = (validations: readonly Validation[]): readonly Validation[] => {
  const last = Math.max(...validations.map(({ action: { order } }) => Math.floor(order / 1000)));
  return validations.filter(({ action: { order } }) => Math.floor(order / 1000) === last);
};

/**
 * The page of the environment's only target, else where the pages of all its targets lie: in the record of the execution
 * that has prepared them, which a roll-back is not.
 */
const reviewUrl = (
  { environment, stacks }: Turn,
  previous: Turn | undefined,
  { identity, stack: { region } }: Resource,
): string => {
  const namespace = inLastWave(previous?.validations ?? [])[0]?.action.namespace;
  const release = releasePrefix(`#{${String(namespace)}.RELEASE}`);
  const places = new Set(stacks.map((stack) => targetPrefix(environment, stack)));
  const [place, ...more] = places;
  return place !== undefined && more.length === 0
    ? s3ObjectUrl(region, identity.name, `${release}${place}${REVIEW_PAGE}`)
    : s3PrefixUrl(region, identity.name, `${release}${environment}/`);
};

/** The review of each target was prepared by a validation of the environment before. */
const flawsOfReview = ({ environment, stacks }: Turn, previous: Turn | undefined): readonly string[] => {
  const prepared = (previous?.validations ?? []).map(({ said }) => said['next'] ?? '').join('');
  const places = new Set(stacks.map(({ account, region }) => `${environment}/${account}/${region}`));
  return [...places]
    .filter((place) => !prepared.includes(` --next ${place}=`))
    .map((place) => `nothing prepares the review of ${place} before somebody is asked about it`);
};

/** An environment waits for the one before it: its deployments, and what they are worth. */
const flawsOfOrder = ({ environment, first, approvals }: Turn, previous: Turn | undefined): readonly string[] => {
  if (previous === undefined) return [];
  const begun = Math.min(first, ...approvals.map(({ order }) => order));
  const proved = previous.validations.map(({ action: { order } }) => order);
  return [
    ...(previous.last < first ? [] : [`${environment} is deployed while ${previous.environment} is`]),
    ...(Math.max(...proved, 0) < begun
      ? []
      : [`${environment} does not wait for the validation of ${previous.environment}`]),
  ];
};

const flawsOfSequence = (turns: readonly Turn[], promised: readonly string[]): readonly string[] => {
  const order = turns.map(({ environment }) => environment);
  const wanted = promised.filter((environment) => order.includes(environment));
  const isRight = promised.length === 0 || order.filter((each) => promised.includes(each)).join() === wanted.join();
  return isRight ? [] : [`it deploys ${order.join(', ')}, where the configuration says ${wanted.join(', ')}`];
};

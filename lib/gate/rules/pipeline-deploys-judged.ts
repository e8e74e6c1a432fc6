import { dirname, relative } from 'node:path';
import { listAt, objectAt } from '../../ground/json';
import { encryptionOf } from '../templates/buckets';
import { findBeside, isLocked } from '../templates/evidence';
import { shown } from '../templates/intrinsics';
import { type Action, actionsOf, deployedStacks, projectOf } from '../templates/pipelines';
import type { Resource, Target } from '../templates/target';
import type { StackTemplate } from '../templates/template';
import { originOf } from './builds-run-known-jobs';
import { jobOf } from './jobs/job-of';
import type { Rule } from './rule';

/** ZT-00: what is judged is what is deployed, and by whom, where, and from what it is deployed. */
export const pipelineDeploysJudged: Rule = {
  id: 'ZT-00-PipelineDeploysJudged',
  requires:
    'The pipeline deploys every stack of its release once, from the assembly that the gate has judged, into the account and region for which it was judged, by the deployment roles there.',
  why: 'A template that comes from elsewhere, or goes elsewhere, or as somebody else, is none that the gate has said yes to.',
  fix: 'Let CDK Pipelines write the actions: one TargetStage for each target, in DeliveryPipelineStack (lib/pipeline/delivery-pipeline-stack.ts).',
  source: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html',
  hipaa: ['164.308(a)(8)', '164.312(c)(1)'],
  appliesTo: 'pipeline',
  check: (target) =>
    target.each('AWS::CodePipeline::Pipeline', (pipeline) => {
      const actions = actionsOf(pipeline);
      return [
        ...actions.flatMap((action) => flawsOfKind(action, pipeline, actions, target)),
        ...flawsOfChanges(actions),
        ...flawsOfCoverage(pipeline, actions, target),
        ...flawsOfUpdate(pipeline, actions, target),
        ...flawsOfStores(pipeline, target),
      ];
    }),
};

/** What an action of a category is done by: another one would do what no rule here knows. */
const PROVIDERS: Readonly<Record<string, readonly string[]>> = {
  Source: ['CodeStarSourceConnection', 'CodeCommit', 'S3'],
  Build: ['CodeBuild'],
  Deploy: ['CloudFormation'],
  Approval: ['Manual'],
};

const flawsOfKind = (
  action: Action,
  pipeline: Resource,
  actions: readonly Action[],
  target: Target,
): readonly string[] => {
  const { name, category, provider, region } = action;
  const known = Object.hasOwn(PROVIDERS, category) ? (PROVIDERS[category] ?? []) : [];
  if (!known.includes(provider)) return [`action ${name} is a ${category} by ${provider}, which no rule knows`];
  if (category === 'Deploy') return flawsOfDeployment(action, pipeline, actions, target);
  return region === undefined || region === pipeline.stack.region
    ? []
    : [`action ${name} runs in ${shown(region)}, where no rule looks`];
};

const REPLACE = 'CHANGE_SET_REPLACE';
const EXECUTE = 'CHANGE_SET_EXECUTE';

/** The stack whose template an action takes, by the file of the assembly that it names. */
export const stackDeployedBy = (action: Action, pipeline: Resource, target: Target): StackTemplate | undefined => {
  const [, file] = String(action.configuration['TemplatePath']).split('::');
  const root = dirname(pipeline.stack.templateFile);
  return deployedStacks(target).find(({ templateFile }) => relative(root, templateFile) === file);
};

/** Where stacks may be deployed to anywhere, nobody has said as whom. */
const isAnywhere = ({ account }: StackTemplate): boolean => account === '000000000000';

const ofDeployment = (kind: 'deploy' | 'cfn-exec', { account, region }: StackTemplate): RegExp =>
  new RegExp(`^arn:[a-z-]+:iam::${account}:role/cdk-([a-z0-9]{1,10})-${kind}-role-${account}-${region}$`);

const flawsOfDeployment = (
  action: Action,
  pipeline: Resource,
  actions: readonly Action[],
  target: Target,
): readonly string[] => {
  const { name, configuration, roleArn } = action;
  const { ActionMode: mode, TemplatePath: path } = configuration;
  if (mode === EXECUTE) return flawsOfExecution(action, actions);
  if (mode !== REPLACE) return [`action ${name} deploys by ${shown(mode)}, not by a change set`];
  const [artifact = ''] = String(path).split('::');
  const origin = originOf(artifact, actions, target);
  const stack = stackDeployedBy(action, pipeline, target);
  if (stack === undefined) return [`action ${name} deploys ${shown(path)}, no template of a target of this release`];
  const from = origin === 'cdk.out' || isOfUnknownJob(artifact, actions, target) ? [] : [artifact];
  if (isAnywhere(stack)) return from.map((each) => foreign(name, each));
  const [, deploys] = ofDeployment('deploy', stack).exec(String(roleArn)) ?? [];
  const [, executes] = ofDeployment('cfn-exec', stack).exec(String(configuration['RoleArn'])) ?? [];
  const region = action.region ?? pipeline.stack.region;
  const where = `${stack.account}/${stack.region}`;
  return [
    ...from.map((each) => foreign(name, each)),
    ...(deploys === undefined
      ? [`action ${name} deploys as ${shown(roleArn)}, not as the deployment role of ${where}`]
      : []),
    ...(executes === undefined || executes !== (deploys ?? executes)
      ? [`action ${name} lets CloudFormation be ${shown(configuration['RoleArn'])}, not the execution role of ${where}`]
      : []),
    ...(region === stack.region
      ? []
      : [`action ${name} deploys to ${shown(region)} what was judged for ${stack.region}`]),
    ...(stack.stackName === undefined || stack.stackName === configuration['StackName']
      ? []
      : [`action ${name} deploys as stack ${shown(configuration['StackName'])} what was judged as ${stack.stackName}`]),
  ];
};

const foreign = (name: string, artifact: string): string =>
  `action ${name} takes its template from ${artifact}, not from the assembly of the synthesis`;

/** Whether an artifact is of a build whose job nobody knows, which ZT-00-BuildsRunKnownJobs says once. */
const isOfUnknownJob = (artifact: string, actions: readonly Action[], target: Target): boolean =>
  actions
    .filter(({ outputs }) => outputs.includes(artifact))
    .map((producer) => projectOf(producer, target))
    .some((project) => project !== undefined && jobOf(project).job === undefined);

/** A change set that is executed was made by this pipeline, before, as the same role. */
const flawsOfExecution = (action: Action, actions: readonly Action[]): readonly string[] =>
  actions.some((other) => other.configuration['ActionMode'] === REPLACE && isSameChange(other, action))
    ? []
    : [
        `action ${action.name} executes a change set of ${shown(action.configuration['StackName'])} that no action before it has made there, in its stage`,
      ];

/** In one stage: between two, another execution may have replaced it by one that nobody has approved. */
const isSameChange = (made: Action, executed: Action): boolean =>
  made.order < executed.order &&
  made.stage === executed.stage &&
  made.roleArn === executed.roleArn &&
  made.region === executed.region &&
  ['StackName', 'ChangeSetName'].every((name) => made.configuration[name] === executed.configuration[name]);

/** A change set that is made is executed once. */
const flawsOfChanges = (actions: readonly Action[]): readonly string[] =>
  actions
    .filter(({ configuration }) => configuration['ActionMode'] === REPLACE)
    .filter((made) => {
      const executed = actions.filter(
        (each) => each.configuration['ActionMode'] === EXECUTE && isSameChange(made, each),
      );
      return executed.length !== 1;
    })
    .map(({ name }) => `what action ${name} prepares is not executed in its stage, or more than once`);

/** Targets that are promised, or of which something is deployed, are deployed whole. */
const flawsOfCoverage = (pipeline: Resource, actions: readonly Action[], target: Target): readonly string[] => {
  const made = actions.filter(({ configuration }) => configuration['ActionMode'] === REPLACE);
  const deployed = made.map((action) => stackDeployedBy(action, pipeline, target));
  const all = deployedStacks(target);
  const isMeant = (stack: StackTemplate) =>
    stack.promises !== undefined || deployed.some((each) => each !== undefined && isBeside(each, stack));
  const promised = pipeline.stack.promises?.targets ?? [];
  return [
    ...all
      .filter(isMeant)
      .filter((stack) => deployed.filter((each) => each === stack).length !== 1)
      .map(({ path }) => `${path} is not deployed, or more than once`),
    ...promised
      .filter(({ account, region }) => !all.some((stack) => stack.account === account && stack.region === region))
      .map(({ environment, account, region }) => `nothing of ${environment} goes to ${account}/${region}`),
  ];
};

const isBeside = (one: StackTemplate, other: StackTemplate): boolean =>
  dirname(one.templateFile) === dirname(other.templateFile);

/** A pipeline that changes itself does so before anything is deployed, and starts again as what it has become. */
const flawsOfUpdate = (
  { properties, stack }: Resource,
  actions: readonly Action[],
  target: Target,
): readonly string[] => {
  const updates = actions.filter((action) => {
    const project = projectOf(action, target);
    return project !== undefined && jobOf(project).job?.id === 'self-update';
  });
  const first = Math.min(...actions.filter(({ category }) => category === 'Deploy').map(({ order }) => order));
  if (updates.length === 0) {
    return stack.promises === undefined
      ? []
      : ['it does not update itself, so that its own changes are deployed by nobody'];
  }
  return [
    ...updates
      .filter(({ order }) => order > first)
      .map(({ name }) => `action ${name} updates it when it has deployed already`),
    ...(String(properties['RestartExecutionOnUpdate']) === 'true'
      ? []
      : ['it goes on as what it was when it has updated itself: RestartExecutionOnUpdate is not true']),
  ];
};

/** Artifacts lie in buckets of the pipeline that are for them, under the key of that bucket, in the region where they are used. */
const flawsOfStores = ({ properties, stack }: Resource, target: Target): readonly string[] =>
  listAt(properties['ArtifactStores'])
    .map(objectAt)
    .flatMap(({ Region: region, ArtifactStore: store }) => {
      const { Location: location, EncryptionKey: key } = objectAt(store);
      const bucket = findBeside(location, 'AWS::S3::Bucket', target);
      if (bucket === undefined) return [];
      const own = target.find(encryptionOf(bucket).key, 'AWS::KMS::Key');
      const named = target.find(objectAt(key)['Id'], 'AWS::KMS::Key');
      const isOwn = bucket.stack.region !== stack.region || (own !== undefined && own === named);
      return [
        ...(bucket.stack.region === region ? [] : [`artifacts of ${shown(region)} lie in ${bucket.stack.region}`]),
        ...(isLocked(bucket) ? [`artifacts lie in ${bucket.logicalId}, which is for evidence`] : []),
        ...(isOwn ? [] : [`artifacts of ${shown(region)} do not lie under the key of ${bucket.logicalId}`]),
      ];
    });

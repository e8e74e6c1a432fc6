import { promotedBundleKey } from '../../contract/evidence-layout';
import { DEFAULT_APPLICATION, dataStackName, qualifiedEnvironment, RETENTION_OUTPUT } from '../../contract/names';
import { listAt, objectAt } from '../../ground/json';
import { shown } from '../templates/intrinsics';
import { type Action, actionsOf, deployedStacks, projectOf } from '../templates/pipelines';
import type { Resource, Target } from '../templates/target';
import type { StackTemplate } from '../templates/template';
import { jobOf, type RunJob } from './jobs/job-of';
import type { Rule } from './rule';

/** ZT-00: what builds run is known, because it runs before, between and after what is judged. */
export const buildsRunKnownJobs: Rule = {
  id: 'ZT-00-BuildsRunKnownJobs',
  requires:
    'A build of the pipeline runs one known job and nothing else: it synthesizes behind the gate, updates the pipeline, publishes assets, or validates a target of the release.',
  why: 'A command more is code that nobody has judged, in the role of the job; a command less is a gate or a validation that is not there.',
  fix: 'Leave the commands as SynthStep and ValidateStep (lib/pipeline/steps/synth-step.ts, validate-step.ts) write them, or add the command with what it does to lib/gate/rules/jobs/known-jobs.ts.',
  source: 'https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html',
  hipaa: ['164.308(a)(8)', '164.312(c)(1)'],
  appliesTo: 'pipeline',
  check: (target) => {
    const actions = target.of('AWS::CodePipeline::Pipeline').flatMap(actionsOf);
    return target.each('AWS::CodeBuild::Project', (project) => {
      const used = actions.filter((action) => projectOf(action, target) === project);
      const runs = used.length === 0 ? [jobOf(project)] : used.map((action) => jobOf(project, givenByAction(action)));
      const flaws = [
        ...runs.flatMap((run) => [
          ...run.flaws,
          ...(run.job?.id === 'validation' ? flawsOfValidation(run, target) : []),
          ...(run.job?.id === 'self-update' ? flawsOfUpdate(run, target) : []),
          ...flawsOfBucket(run, target),
          ...flawsOfSource(project, run, target),
        ]),
        ...used.flatMap((action) => flawsOfUse(action, jobOf(project, givenByAction(action)), actions, target)),
      ];
      return [...new Set(flaws)];
    });
  },
};

const flawsOfUse = (action: Action, run: RunJob, actions: readonly Action[], target: Target): readonly string[] => [
  ...flawsOfVariables(action, run),
  ...flawsOfInput(action, run, actions, target),
];

/** Variables that an action gives to its build; any other could be one that decides what a command does. */
const VARIABLES: Readonly<Record<string, RegExp>> = {
  PIPELINE_EXECUTION_ID: /^#\{codepipeline\.PipelineExecutionId\}$/,
  _PROJECT_CONFIG_HASH: /^[0-9a-f]{64}$/,
};

const flawsOfVariables = ({ name, configuration }: Action, { job }: RunJob): readonly string[] =>
  variablesIn(configuration['EnvironmentVariables'])
    .filter((each) => {
      const variable = String(each['name']);
      const known = { ...VARIABLES, ...job?.takes };
      const form = Object.hasOwn(known, variable) ? known[variable] : undefined;
      return form?.test(String(each['value'])) !== true;
    })
    .map((each) => `action ${name} gives it the variable ${shown(each['name'])} (${shown(each['value'])})`);

/** What an action gives to its build as text, by name. */
export const givenByAction = ({ configuration }: Action): Readonly<Record<string, string>> =>
  Object.fromEntries(
    variablesIn(configuration['EnvironmentVariables']).map(({ name, value }) => [String(name), String(value)]),
  );

const variablesIn = (variables: unknown): readonly Readonly<Record<string, unknown>>[] => {
  if (variables === undefined) return [];
  try {
    return listAt(JSON.parse(String(variables))).map(objectAt);
  } catch {
    return [{ name: variables }];
  }
};

/** Whether what an action takes comes from the source, or is a directory that the synthesis hands on. */
const flawsOfInput = (
  { name, inputs }: Action,
  { job }: RunJob,
  actions: readonly Action[],
  target: Target,
): readonly string[] => {
  if (job === undefined) return [];
  const isRight = inputs.length === 1 && inputs.every((each) => originOf(each, actions, target) === job.worksOn);
  return isRight
    ? []
    : [`action ${name} gives it ${inputs.join(', ') || 'nothing'}, where ${job.id} works on ${job.worksOn}`];
};

/** Where an artifact comes from: the source, or a directory of the synthesis. */
export const originOf = (artifact: string, actions: readonly Action[], target: Target): string | undefined => {
  const producers = actions.filter(({ outputs }) => outputs.includes(artifact));
  const [producer, ...more] = producers;
  if (producer === undefined || more.length > 0) return undefined;
  if (producer.category === 'Source') return 'source';
  const project = projectOf(producer, target);
  const run = project && jobOf(project);
  if (run?.job?.id !== 'synthesis') return undefined;
  return run.hands.get(artifact) ?? (producer.outputs.length === 1 ? run.hands.get('') : undefined);
};

/** Whether a validation asks a target of the release, as the role that the target has for it, and for what was promised. */
const flawsOfValidation = ({ said }: RunJob, target: Target): readonly string[] => {
  const { application = DEFAULT_APPLICATION, environment = '', account, region, role, place } = said;
  if (account === undefined) return [];
  const name = dataStackName(qualifiedEnvironment(application, environment));
  const own = deployedStacks(target).filter((stack) => stack.account === account && stack.region === region);
  const stack = own.find(({ stackName = name }) => stackName === name);
  if (stack === undefined) return [`it validates ${name} in ${account}/${region}, which this release does not deploy`];
  return [
    ...(isRoleOf(role, account, target) ? [] : [`it validates as ${shown(role)}, no role of that target`]),
    ...(place === `${environment}/${account}/${region}` ? [] : [`it keeps what it proved as that of ${shown(place)}`]),
    ...flawsOfPromise(said, environment, stack),
    ...flawsOfProtection(said, stack, name, target),
  ];
};

const isRoleOf = (role: string | undefined, account: string, target: Target): boolean =>
  target.release.some(
    (each) => each.kind === 'target' && each.find(role, 'AWS::IAM::Role')?.identity.account === account,
  );

const flawsOfPromise = (said: RunJob['said'], environment: string, stack: StackTemplate): readonly string[] => {
  const promised = stack.promises?.targets.find(
    (each) => each.environment === environment && each.account === stack.account && each.region === stack.region,
  );
  if (promised === undefined) return [];
  const { logRetentionDays: days, managementEvents = 'here', guests, organization } = promised;
  const elsewhere = said['elsewhere'] === undefined ? 'here' : 'elsewhere';
  const allowed = guests && [
    ...guests.endpoints.map((each) => ` --guest-endpoint ${each}`),
    ...guests.securityGroups.map((each) => ` --guest-security-group '${each}'`),
    ...guests.principals.map((each) => ` --guest-principal '${each}'`),
  ];
  return [
    ...(days === undefined || said['days'] === String(days)
      ? []
      : [`it lets log groups keep ${said['days']} days, where ${days} are promised`]),
    ...(said['organization'] === organization
      ? []
      : [
          `it takes the account to be of ${said['organization'] ?? 'no organization'}, where the configuration declares ${organization ?? 'none'}`,
        ]),
    ...(elsewhere === managementEvents ? [] : [`it takes management events to be recorded ${elsewhere}`]),
    ...(allowed === undefined || said['guests'] === allowed.join('')
      ? []
      : [`it lets in ${shown(said['guests'])}, where the configuration declares ${shown(allowed.join(''))}`]),
  ];
};

/** Data that is kept is protected before anybody looks at it. */
const flawsOfProtection = (
  { protectedStack, protectedRegion, protectedRole }: RunJob['said'],
  stack: StackTemplate,
  name: string,
  target: Target,
): readonly string[] => {
  if (protectedStack === undefined) {
    return isRetained(stack) ? ['it does not protect the stack of data that is kept'] : [];
  }
  const isOwn =
    protectedStack === name && protectedRegion === stack.region && isRoleOf(protectedRole, stack.account, target);
  return isOwn ? [] : [`it protects ${protectedStack} in ${shown(protectedRegion)} as ${shown(protectedRole)}`];
};

/** Whether a stack says that its data outlives it. */
export const isRetained = ({ template }: StackTemplate): boolean =>
  objectAt(template.Outputs?.[RETENTION_OUTPUT])['Value'] === 'retained';

/** The pipeline deploys the very stack that it stands in. */
const flawsOfUpdate = ({ said }: RunJob, target: Target): readonly string[] => {
  const own = target.of('AWS::CodePipeline::Pipeline').map(({ stack }) => stack.path);
  const { stack } = said;
  return stack === undefined || own.includes(stack) ? [] : [`it deploys ${stack}, not the stack of the pipeline`];
};

/** What is built comes from the pipeline and goes back there; what validates again is what was promoted, and hands nothing on. */
const flawsOfSource = ({ properties }: Resource, { job, said }: RunJob, target: Target): readonly string[] => {
  const { Type: type, Location: location } = objectAt(properties['Source']);
  const { Type: artifacts } = objectAt(properties['Artifacts']);
  const isPromoted = job?.worksOn === 'promoted';
  const [wanted, handed] = isPromoted ? ['S3', 'NO_ARTIFACTS'] : ['CODEPIPELINE', 'CODEPIPELINE'];
  const [bucket, ...key] = String(location).split('/');
  const isBundle = bucket === said['bucket'] && key.join('/') === promotedBundleKey(key[1] ?? '');
  const pipelines = target.of('AWS::CodePipeline::Pipeline').map(({ identity }) => identity.name);
  return [
    ...(type === wanted && artifacts === handed
      ? []
      : [`it takes ${shown(type)} and hands on ${shown(artifacts)}, where its job has ${wanted} and ${handed}`]),
    ...(location === undefined || (isPromoted && isBundle)
      ? []
      : [`it works on ${shown(location)}, which is no release`]),
    ...(isPromoted && !pipelines.includes(said['pipeline'] ?? '')
      ? [`it asks pipeline ${said['pipeline']} whether a release is at work, none of these templates`]
      : []),
  ];
};

/** What releases leave behind goes into the bucket that locks it. */
const flawsOfBucket = ({ said }: RunJob, target: Target): readonly string[] => {
  const { bucket, bucketRegion } = said;
  if (bucket === undefined) return [];
  const found = target.find(bucket, 'AWS::S3::Bucket');
  const isEvidence = String(found?.properties['ObjectLockEnabled']) === 'true' && found?.stack.region === bucketRegion;
  return isEvidence
    ? []
    : [`it keeps evidence in ${bucket} of ${shown(bucketRegion)}, no bucket of the pipeline that locks`];
};

import type { Workbench } from './mutant';

/** Configuration of an action. */
export type Configuration = Record<string, unknown>;

/** An action of a pipeline, to be broken. */
interface Action {
  Name: string;
  RunOrder?: number;
  Region?: string;
  RoleArn?: unknown;
  Namespace?: string;
  ActionTypeId: { Category: string; Provider: string };
  Configuration: Configuration;
  InputArtifacts?: { Name: string }[];
}

/** A stage of a pipeline. */
export interface Stage {
  Name: string;
  Actions: Action[];
}

/** A faulty form of an action: what is wrong with it, and how it becomes so. */
type Fault = readonly [what: string, change: (action: Action, pipeline: Record<string, unknown>, stage: Stage) => void];

/** Type of a pipeline. */
export const PIPELINE = 'AWS::CodePipeline::Pipeline';

/** Properties of the pipeline in a workbench. */
export const pipelineIn = (bench: Workbench): Record<string, unknown> & { Stages: Stage[] } => {
  const [found] = Object.values(bench.resources).filter(({ Type: type }) => type === PIPELINE);
  if (found === undefined) throw new Error('there is no pipeline');
  return found.Properties as Record<string, unknown> & { Stages: Stage[] };
};

const having =
  (members: Partial<Action>): Fault[1] =>
  (action) =>
    void Object.assign(action, members);

const set =
  (name: string, value: unknown): Fault[1] =>
  ({ Configuration: configuration }) => {
    if (value === undefined) delete configuration[name];
    else configuration[name] = value;
  };

const remove: Fault[1] = (action, _, stage) => {
  stage.Actions = stage.Actions.filter((each) => each !== action);
};

const role = (kind: string, account: string, region = 'us-east-1', qualifier = 'hnb659fds') =>
  `arn:aws:iam::${account}:role/cdk-${qualifier}-${kind}-role-${account}-${region}`;

const kindOf =
  (category: string, provider: string): Fault[1] =>
  (action) => {
    action.ActionTypeId = { ...action.ActionTypeId, Category: category, Provider: provider };
  };

const path =
  (change: (path: string) => string): Fault[1] =>
  ({ Configuration: configuration }) => {
    configuration['TemplatePath'] = change(String(configuration['TemplatePath']));
  };

/** What every action that deploys must not be. */
const OF_DEPLOYMENTS: readonly Fault[] = [
  ['is not there', remove],
  ['runs as another account', having({ RoleArn: role('deploy', '555555555555') })],
  ['runs as another region', having({ RoleArn: role('deploy', '444444444444', 'us-west-2') })],
  ['runs as what CloudFormation is', having({ RoleArn: role('cfn-exec', '444444444444', 'eu-west-1') })],
  ['runs as the pipeline itself', (action) => void delete action.RoleArn],
  ['runs as whoever it may be', having({ RoleArn: { 'Fn::ImportValue': 'role' } })],
  ['runs in another region', having({ Region: 'us-west-2' })],
  ['is another stack', set('StackName', 'somebody-elses')],
  ['is another change', set('ChangeSetName', 'SomebodyElses')],
  ['deletes', set('ActionMode', 'DELETE_ONLY')],
  ['deploys at once', set('ActionMode', 'CREATE_UPDATE')],
  ['is of a catalog', kindOf('Deploy', 'ServiceCatalog')],
  ['is a copy to a bucket', kindOf('Deploy', 'S3')],
  ['is a function', kindOf('Invoke', 'Lambda')],
];

const OF_PREPARATIONS: readonly Fault[] = [
  ['takes a template of the source', path((each) => each.replace(/^\w+/, 'example_zero_trust_delivery_Source'))],
  ['takes a template of the validation', path((each) => each.replace(/^\w+/, 'Synth__build_validation'))],
  ['takes a template of nobody', path((each) => each.replace(/^\w+/, 'Elsewhere'))],
  ['takes another template', path((each) => each.replace(/[\w-]+\.template/, 'Other.template'))],
  ['takes the template of the pipeline', path((each) => each.replace(/::.*/, '::Delivery.template.json'))],
  ['climbs out of the assembly', path((each) => each.replace('::', '::../'))],
  ['has no template', set('TemplatePath', undefined)],
  ['lets CloudFormation be a stranger', set('RoleArn', role('cfn-exec', '555555555555'))],
  ['lets CloudFormation be who deploys', set('RoleArn', role('deploy', '444444444444', 'eu-west-1'))],
  [
    'lets CloudFormation be of another bootstrap',
    set('RoleArn', role('cfn-exec', '444444444444', 'eu-west-1', 'other')),
  ],
  ['lets CloudFormation be whoever it may be', set('RoleArn', { 'Fn::ImportValue': 'role' })],
  ['lets CloudFormation be nobody', set('RoleArn', undefined)],
  ['comes after its execution', having({ RunOrder: 900 })],
  ['is there twice', (action, _, stage) => void stage.Actions.push(structuredClone(action))],
];

const OF_EXECUTIONS: readonly Fault[] = [
  ['comes before its preparation', having({ RunOrder: 0 })],
  ['is there twice', (action, _, stage) => void stage.Actions.push(structuredClone(action))],
];

const OF_OTHERS: readonly Fault[] = [
  ['runs in another region', having({ Region: 'us-west-2' })],
  ['is a function', kindOf('Invoke', 'Lambda')],
  ['is of somebody', kindOf('Test', 'Jenkins')],
  ['is of another kind', kindOf('Deploy', 'CodeBuild')],
];

const moveTo =
  (name: string): Fault[1] =>
  (action, pipeline, stage) => {
    remove(action, pipeline, stage);
    (pipeline['Stages'] as Stage[]).find((each) => each.Name === name)?.Actions.push(action);
  };

const said =
  (change: (text: string) => string): Fault[1] =>
  ({ Configuration: configuration }) => {
    configuration['CustomData'] = change(String(configuration['CustomData']));
  };

const shown =
  (change: (text: string) => string): Fault[1] =>
  ({ Configuration: configuration }) => {
    configuration['ExternalEntityLink'] = change(String(configuration['ExternalEntityLink']));
  };

const OF_APPROVALS: readonly Fault[] = [
  ['is not there', remove],
  ['comes with the deployment', having({ RunOrder: 2 })],
  ['comes when all is done', having({ RunOrder: 900 })],
  ['stands where dev is deployed', moveTo('dev')],
  ['stands where the release is built', moveTo('Build')],
  ['is a build', kindOf('Build', 'CodeBuild')],
  ['shows the review of dev', shown((each) => each.replace('/prod/', '/dev/'))],
  ['shows another bucket', shown((each) => each.replaceAll('zero-trust-delivery-evidence', 'somebody-elses'))],
  ['shows the review of another release', shown((each) => each.replace(/#\{.*?\}/, '0'))],
  [
    'shows the review of a roll-back, which has none',
    shown((each) => each.replace(/#\{.*?\}/, '#{codepipeline.PipelineExecutionId}')),
  ],
  ['shows another site', shown(() => 'https://example.com/review')],
  ['shows nothing', set('ExternalEntityLink', undefined)],
  ['asks about dev', said((each) => each.replace('to prod?', 'to dev?'))],
  ['does not say what changes', said((each) => each.replace(/#\{[\w@]+\.REVIEW\}/, 'nothing'))],
  ['does not say what was proved', said((each) => each.replace(/#\{[\w@]+\.VALIDATION\}/, 'all is well'))],
  ['says nothing', set('CustomData', undefined)],
];

const ofProject =
  (prefix: string): Fault[1] =>
  ({ Configuration: configuration }) => {
    configuration['ProjectName'] = { Ref: prefix };
  };

const OF_VALIDATIONS: readonly Fault[] = [
  ['is not there', remove],
  ['comes first', having({ RunOrder: 0 })],
  [
    'comes with the deployment',
    (action, _, { Actions: actions }) => {
      const deploys = actions.filter(({ ActionTypeId: type }) => type.Category === 'Deploy');
      Object.assign(action, { RunOrder: Math.max(...deploys.map(({ RunOrder: order = 1 }) => order)) });
    },
  ],
  ['builds nothing', ofProject('Nobody')],
  ['is a decision', kindOf('Approval', 'Manual')],
  ['stands where the release is built', moveTo('Build')],
];

const OF_SOURCES: readonly Fault[] = [
  ['is not there', remove],
  ['is there twice', (action, _, stage) => void stage.Actions.push({ ...structuredClone(action), Name: 'More' })],
  ['is of another repository', set('FullRepositoryId', 'somebody/else')],
  ['is of another branch', set('BranchName', 'unreviewed')],
  [
    'is of another connection',
    set(
      'ConnectionArn',
      'arn:aws:codeconnections:us-east-1:111111111111:connection/11111111-0000-0000-0000-000000000000',
    ),
  ],
  ['is of no branch', set('BranchName', undefined)],
  ['is a bucket', kindOf('Source', 'S3')],
  [
    'is started by tags of anybody',
    (_, pipeline) =>
      Object.assign(pipeline, {
        Triggers: [
          {
            ProviderType: 'CodeStarSourceConnection',
            GitConfiguration: { SourceActionName: 'Source', Push: [{ Tags: { Includes: ['*'] } }] },
          },
        ],
      }),
  ],
];

const isDeployment = ({ ActionTypeId: type }: Action): boolean => type.Category === 'Deploy';
const by =
  (mode: string) =>
  (action: Action): boolean =>
    isDeployment(action) && action.Configuration['ActionMode'] === mode;

/** Ids of the rules that name them. */
export const DEPLOYS = 'ZT-00-PipelineDeploysJudged';
export const ASKS = 'ZT-00-PipelineAsksAndProves';
const READS = 'ZT-00-PipelineReadsItsSource';

/** Kinds of actions, with the faults that each of a kind may have and the rule that names them. */
export const ACTION_FAULTS: readonly (readonly [
  rule: string,
  which: string,
  is: (action: Action) => boolean,
  faults: readonly Fault[],
])[] = [
  [DEPLOYS, 'deployment', isDeployment, OF_DEPLOYMENTS],
  [DEPLOYS, 'preparation', by('CHANGE_SET_REPLACE'), OF_PREPARATIONS],
  [DEPLOYS, 'execution', by('CHANGE_SET_EXECUTE'), OF_EXECUTIONS],
  [READS, 'source', ({ ActionTypeId: type }) => type.Category === 'Source', OF_SOURCES],
  [DEPLOYS, 'other action', (action) => !isDeployment(action), OF_OTHERS],
  [ASKS, 'approval', ({ ActionTypeId: type }) => type.Category === 'Approval', OF_APPROVALS],
  [ASKS, 'validation', ({ Name: name }) => name.startsWith('Validate'), OF_VALIDATIONS],
];

import type { ActionFacts, ExecutionFacts } from '../../../lib/evidence/close/facts';

export const FIRST = '11111111-0000-4000-8000-000000000001';
export const SECOND = '22222222-0000-4000-8000-000000000002';
export const APPROVER = 'arn:aws:sts::111111111111:assumed-role/Approver/grace';

export const TARGETS = {
  dev: { account: '222222222222', region: 'us-east-1' },
  prod: { account: '444444444444', region: 'us-east-1' },
} as const;

/** So many seconds after the beginning of a day. */
export const at = (seconds: number, day = 2): string =>
  new Date(Date.UTC(2026, 0, day, 3, 4, 5) + seconds * 1000).toISOString();

interface Run {
  readonly stage: string;
  readonly action: string;
  readonly category: string;
  readonly provider: string;
  readonly from: number;
  readonly to: number;
  readonly facts?: Partial<ActionFacts>;
}

const deploy = (stage: 'dev' | 'prod', mode: 'REPLACE' | 'EXECUTE', from: number, to: number): Run => ({
  stage,
  action: mode === 'REPLACE' ? 'Data.Prepare' : 'Data.Deploy',
  category: 'Deploy',
  from,
  to,
  provider: 'CloudFormation',
  facts: {
    roleArn: `arn:aws:iam::${TARGETS[stage].account}:role/cdk-deploy`,
    region: TARGETS[stage].region,
    configuration: { StackName: `data-${stage}`, ChangeSetName: 'PipelineChange', ActionMode: `CHANGE_SET_${mode}` },
    externalExecutionId: `arn:aws:cloudformation:us-east-1:${TARGETS[stage].account}:changeSet/PipelineChange/${stage}`,
  },
});

const RUNS: readonly Run[] = [
  {
    stage: 'Source',
    action: 'repository',
    category: 'Source',
    provider: 'CodeStarSourceConnection',
    from: 0,
    to: 4,
    facts: { outputVariables: { CommitId: 'c0ffee', CommitMessage: 'Keep a secret', AuthorDisplayName: 'Ada' } },
  },
  { stage: 'Build', action: 'Synth', category: 'Build', provider: 'CodeBuild', from: 5, to: 90 },
  deploy('dev', 'REPLACE', 100, 110),
  deploy('dev', 'EXECUTE', 111, 150),
  { stage: 'dev', action: 'Validate', category: 'Build', provider: 'CodeBuild', from: 151, to: 200 },
  {
    stage: 'prod',
    action: 'Approve',
    category: 'Approval',
    provider: 'Manual',
    from: 210,
    to: 300,
    facts: {
      updatedBy: APPROVER,
      summary: 'four eyes',
      configuration: { CustomData: 'Deploy c0ffee to prod?', ExternalEntityLink: 'https://example.com/review' },
    },
  },
  deploy('prod', 'REPLACE', 301, 310),
  deploy('prod', 'EXECUTE', 311, 350),
  { stage: 'prod', action: 'Validate', category: 'Build', provider: 'CodeBuild', from: 351, to: 400 },
];

const actionOf = (
  id: string,
  day: number,
  { stage, action, category, provider, from, to, facts }: Run,
): ActionFacts => ({
  stageName: stage,
  actionName: action,
  category,
  provider,
  status: 'Succeeded',
  actionExecutionId: `${id.slice(0, 8)}-${stage}-${action}`,
  startTime: at(from, day),
  lastUpdateTime: at(to, day),
  updatedBy: undefined,
  roleArn: undefined,
  region: undefined,
  configuration: {},
  summary: undefined,
  error: undefined,
  externalExecutionId: undefined,
  outputVariables: {},
  ...facts,
});

const UNASKED = 'The role may not publish to the topic';

/** How a test wants its execution to have ended. */
export type Ending = 'Succeeded' | 'Rejected' | 'Expired' | 'Unasked' | 'ValidationFailed' | 'Stopped' | 'Superseded';

/** What CodePipeline knows of a whole execution on a day of January. */
export const execution = (id: string, ending: Ending = 'Succeeded', day = 2): ExecutionFacts => ({
  pipelineName: 'delivery',
  pipelineVersion: 3,
  pipelineExecutionId: id,
  status: ['Rejected', 'Expired', 'Unasked', 'ValidationFailed'].includes(ending) ? 'Failed' : ending,
  statusSummary: ending === 'Stopped' ? 'stopped by hand: wrong branch' : undefined,
  revision: { id: 'c0ffee', summary: 'Keep a secret', url: 'https://example.com/c0ffee' },
  trigger: { type: 'WebhookV2', detail: 'push to main' },
  rollbackTo: undefined,
  actions: actionsOf(id, ending, day),
});

const actionsOf = (id: string, ending: Ending, day: number): readonly ActionFacts[] => {
  const all = RUNS.map((run) => actionOf(id, day, run));
  const until = (name: string, change: Partial<ActionFacts>): readonly ActionFacts[] => {
    const index = all.findIndex(({ stageName, actionName }) => `${stageName}/${actionName}` === name);
    return all.slice(0, index + 1).map((action, place) => (place === index ? { ...action, ...change } : action));
  };
  switch (ending) {
    case 'Succeeded':
      return all;
    case 'Rejected':
      return until('prod/Approve', { status: 'Failed', summary: 'not on a Friday' });
    case 'Expired':
      return until('prod/Approve', { status: 'Failed', summary: undefined, updatedBy: undefined });
    case 'Unasked':
      return until('prod/Approve', { status: 'Failed', error: UNASKED, summary: UNASKED, updatedBy: undefined });
    case 'ValidationFailed':
      return until('dev/Validate', { status: 'Failed', summary: '1 check failed: log-groups-encrypted' });
    case 'Stopped':
      return until('dev/Data.Deploy', { status: 'Abandoned' });
    case 'Superseded':
      return until('dev/Validate', {});
    default:
      return ending satisfies never;
  }
};

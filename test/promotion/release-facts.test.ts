import { describe, expect, test } from '@jest/globals';
import {
  type KnownAction,
  type KnownExecution,
  type ReleaseHistory,
  releaseFacts,
} from '../../lib/promotion/release-facts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 12, minute));
const asked = { pipelineExecutionId: 'e-2', environment: 'prod', region: 'us-east-1', isRehearsed: false };

const action = (pipelineExecutionId: string, category: string, rest: Partial<KnownAction> = {}): KnownAction => ({
  pipelineExecutionId,
  stageName: 'prod',
  status: 'Succeeded',
  lastUpdateTime: at(5),
  input: { actionTypeId: { category } },
  ...rest,
});

const EXECUTIONS: readonly KnownExecution[] = [
  {
    pipelineExecutionId: 'e-2',
    startTime: at(10),
    sourceRevisions: [{ revisionId: 'bbbb', revisionUrl: 'https://code.example/bbbb' }],
  },
  { pipelineExecutionId: 'e-1', startTime: at(0), sourceRevisions: [{ revisionId: 'aaaa', revisionSummary: 'Begin' }] },
];

const source = (outputVariables: Readonly<Record<string, string>>) =>
  action('e-2', 'Source', { stageName: 'Source', output: { outputVariables } });

const facts = (actions: readonly KnownAction[], executions = EXECUTIONS, rest: Partial<typeof asked> = {}) => {
  const history: ReleaseHistory = {
    name: 'delivery',
    executions: async () => executions,
    recentActions: async () => actions,
  };
  return releaseFacts(history, { ...asked, ...rest });
};

describe('a release', () => {
  test('is told by its commit as the source tells of it, and when it began', async () => {
    const said = { CommitMessage: 'Keep files\n\nfor a year', AuthorDisplayName: 'Ada', BranchName: 'main' };
    expect(await facts([source(said)])).toEqual({
      pipeline: { name: 'delivery', region: 'us-east-1' },
      pipelineExecutionId: 'e-2',
      startTime: '2026-11-23T12:10:00.000Z',
      commit: { id: 'bbbb', subject: 'Keep files', author: 'Ada', branch: 'main', url: 'https://code.example/bbbb' },
      decisions: [],
    });
  });

  test.each<[string, string | undefined, string | undefined]>([
    ['as it is', 'Begin\nall', 'Begin'],
    ['in the words of a connection', '{"ProviderType":"GitHub","CommitMessage":"Say \\"no\\"\\nloudly"}', 'Say "no"'],
    ['as nothing', '  \n', undefined],
    ['not at all', undefined, undefined],
  ])('has the subject of a message that is given %s', async (_, revisionSummary, subject) => {
    const { commit } = await facts(
      [],
      [{ pipelineExecutionId: 'e-2', sourceRevisions: [{ revisionId: 'b', revisionSummary }] }],
    );
    expect(commit?.subject).toBe(subject);
  });

  test('says nothing of a commit, an author or an earlier release that nobody knows', async () => {
    expect(await facts([], [])).toEqual({
      pipeline: { name: 'delivery', region: 'us-east-1' },
      pipelineExecutionId: 'e-2',
      decisions: [],
    });
  });

  test('comes after the one that was deployed there last, whatever was deployed elsewhere', async () => {
    const { previous } = await facts([
      action('e-1', 'Deploy', { stageName: 'dev', lastUpdateTime: at(9) }),
      action('e-1', 'Deploy', { stageName: 'prod-eu', lastUpdateTime: at(9) }),
      action('e-1', 'Deploy', { status: 'Failed', lastUpdateTime: at(8) }),
      action('e-1', 'Deploy'),
      action('e-0', 'Deploy'),
    ]);
    expect(previous).toEqual({
      pipelineExecutionId: 'e-1',
      commit: { id: 'aaaa', subject: 'Begin' },
      time: '2026-11-23T12:05:00.000Z',
    });
  });

  test('comes after what any wave of the environment has deployed last', async () => {
    const { previous } = await facts([action('e-1', 'Deploy', { stageName: 'prod.2' }), action('e-0', 'Deploy')]);
    expect(previous?.pipelineExecutionId).toBe('e-1');
  });

  test('is called rehearsed where it is', async () => {
    expect(await facts([], [], { isRehearsed: true })).toMatchObject({ rehearsed: true });
  });

  test('is told without its commit where CodePipeline may not be asked, and why', async () => {
    const refused = async () => Promise.reject(new Error('AccessDenied: not you'));
    const { unknown, pipelineExecutionId } = await releaseFacts(
      { name: 'delivery', executions: refused, recentActions: refused },
      asked,
    );
    expect(pipelineExecutionId).toBe('e-2');
    expect(unknown).toEqual([expect.stringMatching(/unknown: AccessDenied: not you$/)]);
  });
});

describe('earlier decisions', () => {
  const said = (comment: string) => ({ executionResult: { externalExecutionSummary: comment } });

  test('are those of people on this environment, with who and why', async () => {
    const { decisions } = await facts([
      action('e-2', 'Approval', { updatedBy: 'this very one' }),
      action('e-1', 'Approval', { updatedBy: 'ada', output: said('seen in staging') }),
      action('e-0', 'Approval', { updatedBy: 'bob', status: 'Failed', output: said('not before the holidays') }),
      action('e-0', 'Approval', { status: 'Failed' }),
      action('e-0', 'Approval', { updatedBy: 'eve', stageName: 'staging' }),
    ]);
    const time = '2026-11-23T12:05:00.000Z';
    expect(decisions).toEqual([
      { decision: 'Approved', by: 'ada', comment: 'seen in staging', time, pipelineExecutionId: 'e-1' },
      { decision: 'Rejected', by: 'bob', comment: 'not before the holidays', time, pipelineExecutionId: 'e-0' },
    ]);
  });
});

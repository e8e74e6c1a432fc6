import { describe, expect, test } from '@jest/globals';
import type { PipelineDeclaration } from '../../../lib/rehearsal/executor/cloud/cloud';
import type { GitPush } from '../../../lib/rehearsal/git/push-listener';
import { whyNotStarted } from '../../../lib/rehearsal/release/triggers';
import { pipeline, sourceAction } from '../executor/_helpers/pipelines';

type Git = NonNullable<NonNullable<PipelineDeclaration['triggers']>[number]['gitConfiguration']>;

const withTrigger = (git: Omit<Git, 'sourceActionName'>): PipelineDeclaration =>
  pipeline([], {
    triggers: [{ providerType: 'CodeStarSourceConnection', gitConfiguration: { sourceActionName: 'Push', ...git } }],
  });

const withSource = (provider: string, configuration: Record<string, string>): PipelineDeclaration => {
  const source = sourceAction();
  const actionTypeId = { category: 'Source', owner: 'AWS', provider, version: '1' } as const;
  return { ...pipeline([]), stages: [{ name: 'Source', actions: [{ ...source, actionTypeId, configuration }] }] };
};

const push = (ref: string, ...changed: readonly string[]): GitPush => ({ ref, commitId: 'c0ffee', changed });
const MAIN = push('refs/heads/main', 'README.md');
const why = (declaration: PipelineDeclaration, pushed: GitPush = MAIN, byEvents = false, byWebhook = false) =>
  whyNotStarted(declaration, pushed, { byEvents, byWebhook });

describe('a push to a connection without a trigger', () => {
  test('starts an execution where it is to the branch of the action', () => {
    expect(why(pipeline([]))).toBeUndefined();
    expect(why(pipeline([]), push('refs/heads/other'))).toBe('other is not the branch of Push, which is main');
    expect(why(pipeline([]), push('refs/tags/main'))).toContain('tag main is not the branch');
  });

  test('starts none where changes are not to be detected', () => {
    const connection = withSource('CodeStarSourceConnection', { BranchName: 'main', DetectChanges: 'false' });
    expect(why(connection)).toBe('Push sets DetectChanges to false');
  });
});

describe('a trigger', () => {
  test('without a filter starts at pushes to the branch of the action', () => {
    expect(why(withTrigger({}))).toBeUndefined();
    expect(why(withTrigger({}), push('refs/heads/other'))).toContain('which is main');
  });

  test('of pull requests starts at no push', () => {
    expect(why(withTrigger({ pullRequest: [{ events: ['OPEN'], branches: { includes: ['main'] } }] }))).toBe(
      'the trigger of Push wants pull requests, and this is a push',
    );
  });

  test('wants all that a filter names, and one of its filters', () => {
    const trigger = withTrigger({
      push: [
        {
          branches: { includes: ['release/*'] },
          filePaths: { includes: ['infrastructure/**'], excludes: ['**/*.md'] },
        },
        { tags: { includes: ['v?'], excludes: ['v0'] } },
      ],
    });
    const started = ({ ref, changed }: Pick<GitPush, 'ref' | 'changed'>) => why(trigger, push(ref, ...changed));
    expect(started({ ref: 'refs/heads/release/1', changed: ['infrastructure/a/b.ts'] })).toBeUndefined();
    expect(started({ ref: 'refs/tags/v1', changed: [] })).toBeUndefined();
    for (const pushed of [
      push('refs/heads/main', 'infrastructure/a.ts'),
      push('refs/heads/release/1/2', 'infrastructure/a.ts'),
      push('refs/heads/release/1', 'lib/a.ts', 'infrastructure/README.md'),
      push('refs/tags/v0'),
      push('refs/heads/v1'),
    ]) {
      expect(started(pushed)).toBe(
        'the trigger of Push wants branches release/* with changes of infrastructure/** but not **/*.md, or tags v? but not v0',
      );
    }
  });

  test('that only excludes wants everything else', () => {
    const trigger = withTrigger({ push: [{ branches: { excludes: ['main'] } }] });
    expect(why(trigger)).toBe('the trigger of Push wants branches any but main');
    expect(why(trigger, push('refs/heads/other'))).toBeUndefined();
  });

  test.each([
    ['*.{java,class}', ['A.java', 'A.class'], ['a/A.java', 'A.py', 'A.java,class']],
    ['**', ['a', 'a/b.c'], []],
    ['directory/*', ['directory/a'], ['directory/a/b', 'directory']],
    ['**/README.md', ['README.md', 'a/b/README.md'], ['README.mdx', 'a/README-md']],
    ['release**', ['release/1/2', 'release'], ['prerelease']],
    ['v[0-9].[!0]', ['v1.2'], ['v1.0', 'vx.2']],
    ['\\*', ['*'], ['a']],
    ['a{b', ['a{b'], ['ab']],
  ] as const)('takes %s as the user guide does', (pattern, yes, no) => {
    const trigger = withTrigger({ push: [{ branches: { includes: ['main'] }, filePaths: { includes: [pattern] } }] });
    for (const path of yes) expect([path, why(trigger, push('refs/heads/main', path))]).toEqual([path, undefined]);
    for (const path of no) expect([path, why(trigger, push('refs/heads/main', path))]).not.toEqual([path, undefined]);
  });
});

describe('a push to another source', () => {
  test('starts an execution where it is polled, or where a rule does', () => {
    const branch = { BranchName: 'main' };
    for (const polled of [{}, { PollForSourceChanges: 'true' }] as readonly Record<string, string>[]) {
      expect(why(withSource('CodeCommit', { ...branch, ...polled }))).toBeUndefined();
    }
    const quiet = withSource('CodeCommit', { ...branch, PollForSourceChanges: 'false' });
    expect(why(quiet, MAIN, true)).toBeUndefined();
    expect(why(quiet)).toBe('Push sets PollForSourceChanges to false, and no rule of EventBridge starts the pipeline');
    expect(why(quiet, push('refs/heads/other'), true)).toContain('which is main');
  });

  test('starts an execution where one of several wants it', () => {
    const [first, second] = [withSource('S3', { PollForSourceChanges: 'false' }), withSource('S3', {})];
    const actions = [first, second].flatMap(({ stages = [] }) => stages.flatMap((stage) => stage.actions ?? []));
    expect(why({ ...first, stages: [{ name: 'Source', actions }] })).toBeUndefined();
  });
});

test('a source of GitHub is started by its webhook, and by nothing else where it is not polled', () => {
  const github = withSource('GitHub', { Branch: 'main', PollForSourceChanges: 'false' });
  expect(why(github, MAIN, false, true)).toBeUndefined();
  expect(why(github, MAIN, true)).toBe('Push sets PollForSourceChanges to false, and no webhook starts the pipeline');
  expect(why(github, push('refs/heads/other'), false, true)).toContain('which is main');
});

test('an image that is pushed is no push of a commit', () => {
  expect(why(withSource('ECR', { RepositoryName: 'shop' }))).toBe('it has no source action');
});

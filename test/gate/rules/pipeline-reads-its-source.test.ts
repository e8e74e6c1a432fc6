import { describe, expect, test } from '@jest/globals';
import { parseConfig } from '../../../lib/config';
import type { DeliveryConfigInput } from '../../../lib/config/schema';
import { judgeTemplates } from '../../../lib/gate/rules';
import { pipelineReadsItsSource } from '../../../lib/gate/rules/pipeline-reads-its-source';
import type { SourcePromise } from '../../../lib/gate/templates/template';
import config from '../../_fixtures/delivery-config';

type Source = DeliveryConfigInput['source'];
type Json = Readonly<Record<string, unknown>>;

const promised = (source: Source): SourcePromise => parseConfig({ ...config, source }).source;

const ARN = 'arn:aws:codeconnections:us-east-1:111111111111:connection/00000000-0000-0000-0000-000000000000';
const GIT = { kind: 'codeconnections', connectionArn: ARN, repository: 'example/one', branch: 'main' } as const;
const S3 = { kind: 's3', bucket: 'releases-of-ours', key: 'one.zip' } as const;
const CODECOMMIT = { kind: 'codecommit', repository: 'one', branch: 'main' } as const;

const READS_GIT = { ConnectionArn: ARN, FullRepositoryId: 'example/one', BranchName: 'main' };
const READS_S3 = { S3Bucket: 'releases-of-ours', S3ObjectKey: 'one.zip', PollForSourceChanges: false };
const READS_CODECOMMIT = { RepositoryName: 'one', BranchName: 'main', PollForSourceChanges: false };

const action = (provider: string, configuration: Json, name = 'Source'): Json => ({
  Name: name,
  ActionTypeId: { Category: 'Source', Owner: 'AWS', Provider: provider, Version: '1' },
  Configuration: configuration,
});

const PIPELINE = 'arn:aws:codepipeline:us-east-1:111111111111:one';

/** A rule that starts the pipeline. */
const startedBy = (pattern: Json, more: Json = {}): Json => ({
  Type: 'AWS::Events::Rule',
  Properties: { EventPattern: pattern, Targets: [{ Id: 'Pipeline', Arn: PIPELINE }], ...more },
});

const UPLOADED = {
  source: ['aws.s3'],
  'detail-type': ['Object Created'],
  detail: { bucket: { name: ['releases-of-ours'] }, object: { key: ['one.zip'] } },
};
const PUSHED = {
  source: ['aws.codecommit'],
  resources: ['arn:aws:codecommit:us-east-1:111111111111:one'],
  'detail-type': ['CodeCommit Repository State Change'],
  detail: { event: ['referenceCreated', 'referenceUpdated'], referenceName: ['main'] },
};

/** What the rule says of a pipeline with these sources. */
const saidOf = (
  source: SourcePromise | undefined,
  actions: readonly Json[],
  { triggers, rule }: { readonly triggers?: unknown; readonly rule?: Json } = {},
): readonly string[] =>
  judgeTemplates(
    [
      {
        name: 'tools',
        kind: 'pipeline',
        stacks: [
          {
            path: 'Delivery',
            templateFile: 'Delivery.template.json',
            account: '111111111111',
            region: 'us-east-1',
            promises: { targets: [], ...(source && { source }) },
            template: {
              Resources: {
                Pipeline: {
                  Type: 'AWS::CodePipeline::Pipeline',
                  Properties: { Name: 'one', Stages: [{ Name: 'Source', Actions: actions }], Triggers: triggers },
                },
                ...(rule && { Rule: rule as { readonly Type: string } }),
              },
            },
          },
        ],
      },
    ],
    [pipelineReadsItsSource],
  ).map(({ because }) => because);

const git = (over: Json = {}) => [action('CodeStarSourceConnection', { ...READS_GIT, ...over })];
const push = (...filters: readonly Json[]) => [
  { ProviderType: 'CodeStarSourceConnection', GitConfiguration: { SourceActionName: 'Source', Push: filters } },
];

describe('a source is the configured one', () => {
  test.each<[string, readonly string[]]>([
    ['a connection', saidOf(promised(GIT), git())],
    ['a bucket', saidOf(promised(S3), [action('S3', READS_S3)], { rule: startedBy(UPLOADED) })],
    ['a bucket that is polled', saidOf(promised(S3), [action('S3', { ...READS_S3, PollForSourceChanges: true })])],
    ['CodeCommit', saidOf(promised(CODECOMMIT), [action('CodeCommit', READS_CODECOMMIT)], { rule: startedBy(PUSHED) })],
    ['whatever it is, where nobody has configured one', saidOf(undefined, git({ BranchName: 'other' }))],
  ])('%s', (_, said) => expect(said).toEqual([]));
});

describe('fails where it reads from elsewhere', () => {
  const reads = (setting: string, value: string) => expect.stringContaining(`reads from ${setting} ${value}`);
  test.each<[string, readonly string[], unknown]>([
    [
      'repository',
      saidOf(promised(GIT), git({ FullRepositoryId: 'other/one' })),
      reads('FullRepositoryId', '"other/one"'),
    ],
    ['branch', saidOf(promised(GIT), git({ BranchName: 'other' })), reads('BranchName', '"other"')],
    [
      'connection',
      saidOf(promised(GIT), git({ ConnectionArn: ARN.replace('000', '001') })),
      reads('ConnectionArn', '"'),
    ],
    ['branch of nobody', saidOf(promised(GIT), git({ BranchName: undefined })), reads('BranchName', 'missing')],
    [
      'branch that the deployment decides',
      saidOf(promised(GIT), git({ BranchName: { 'Fn::ImportValue': 'branch' } })),
      reads('BranchName', 'only known to the deployment'),
    ],
    ['bucket', saidOf(promised(S3), [action('S3', { ...READS_S3, S3Bucket: 'other' })]), reads('S3Bucket', '"other"')],
    [
      'key',
      saidOf(promised(S3), [action('S3', { ...READS_S3, S3ObjectKey: 'other' })]),
      reads('S3ObjectKey', '"other"'),
    ],
    [
      'repository of CodeCommit',
      saidOf(promised(CODECOMMIT), [action('CodeCommit', { ...READS_CODECOMMIT, RepositoryName: 'other' })]),
      reads('RepositoryName', '"other"'),
    ],
    [
      'branch of CodeCommit',
      saidOf(promised(CODECOMMIT), [action('CodeCommit', { ...READS_CODECOMMIT, BranchName: 'other' })]),
      reads('BranchName', '"other"'),
    ],
    ['provider', saidOf(promised(S3), git()), expect.stringContaining('where the configuration says s3')],
    ['nowhere', saidOf(promised(GIT), []), 'it has no source'],
    [
      'setting, of another kind',
      saidOf(promised(GIT), git({ S3Bucket: 'other' })),
      'action Source.Source has S3Bucket "other", which no source by CodeStarSourceConnection has',
    ],
    [
      'a second place, too',
      saidOf(promised(GIT), [...git(), action('S3', READS_S3, 'More')]),
      'action Source.More is a source beside the one that the configuration says',
    ],
  ])('another %s', (_, said, because) => expect(said).toContainEqual(because));
});

const TRIGGERED = promised({
  ...GIT,
  triggers: {
    branches: { includes: ['main', 'release/*'], excludes: ['tmp'] },
    paths: { includes: ['lib/**'] },
    tags: { includes: ['v*'] },
  },
});
const RELEASES = {
  FilePaths: { Includes: ['lib/**'] },
  Branches: { Includes: ['release/*', 'main'], Excludes: ['tmp'] },
};
const TAGS = { Tags: { Includes: ['v*'] } };

describe('what starts it is what is configured', () => {
  test('triggers, in whatever order', () => {
    expect(saidOf(TRIGGERED, git(), { triggers: push(TAGS, RELEASES) })).toEqual([]);
  });

  test('files are those of the branch where no other is named', () => {
    const source = promised({ ...GIT, triggers: { paths: { excludes: ['docs/**'] } } });
    const triggers = push({ Branches: { Includes: ['main'] }, FilePaths: { Excludes: ['docs/**'] } });
    expect(saidOf(source, git(), { triggers })).toEqual([]);
  });

  const every = expect.stringContaining('where the configuration says every push');
  const starts = expect.stringMatching(/^it starts on /);
  test.each<[string, readonly string[], unknown]>([
    ['one that nobody configured', saidOf(promised(GIT), git(), { triggers: push(TAGS) }), every],
    ['none', saidOf(TRIGGERED, git()), expect.stringContaining('it starts on every push, where')],
    ['one of them only', saidOf(TRIGGERED, git(), { triggers: push(RELEASES) }), starts],
    [
      'another branch',
      saidOf(TRIGGERED, git(), {
        triggers: push(TAGS, { ...RELEASES, Branches: { Includes: ['main', '*'], Excludes: ['tmp'] } }),
      }),
      starts,
    ],
    [
      'without what is left out',
      saidOf(TRIGGERED, git(), {
        triggers: push(TAGS, { ...RELEASES, Branches: { Includes: ['main', 'release/*'] } }),
      }),
      starts,
    ],
    ['with all files', saidOf(TRIGGERED, git(), { triggers: push(TAGS, { Branches: RELEASES.Branches }) }), starts],
    ['another tag', saidOf(TRIGGERED, git(), { triggers: push({ Tags: { Includes: ['*'] } }, RELEASES) }), starts],
    [
      'of another action',
      saidOf(TRIGGERED, git(), {
        triggers: push(TAGS, RELEASES).map((each) => ({
          ...each,
          GitConfiguration: { ...each.GitConfiguration, SourceActionName: 'More' },
        })),
      }),
      expect.stringContaining('is none of pushes to its source'),
    ],
    [
      'pull requests of anybody',
      saidOf(TRIGGERED, git(), {
        triggers: push(TAGS, RELEASES).map((each) => ({
          ...each,
          GitConfiguration: { ...each.GitConfiguration, PullRequest: [{}] },
        })),
      }),
      expect.stringContaining('is none of pushes to its source'),
    ],
    [
      'a trigger of a bucket',
      saidOf(promised(S3), [action('S3', READS_S3)], { rule: startedBy(UPLOADED), triggers: push(TAGS) }),
      every,
    ],
  ])('fails: %s', (_, said, because) => expect(said).toContainEqual(because));

  test.each<[string, Json | undefined]>([
    ['no rule', undefined],
    ['a rule for another key', startedBy({ ...UPLOADED, detail: { object: { key: ['other.zip'] } } })],
    ['a rule that is off', startedBy(UPLOADED, { State: 'DISABLED' })],
    ['a rule on another bus', startedBy(UPLOADED, { EventBusName: 'other' })],
    [
      'a rule that starts another pipeline',
      startedBy(UPLOADED, { Targets: [{ Id: 'Other', Arn: `${PIPELINE}-other` }] }),
    ],
  ])('fails: %s starts it when an object is written', (_, rule) => {
    expect(saidOf(promised(S3), [action('S3', READS_S3)], rule && { rule })).toEqual([
      'nothing starts it when the source of Source.Source changes',
    ]);
  });

  test('fails: a rule of CodeCommit for another branch', () => {
    const rule = startedBy({ ...PUSHED, detail: { ...PUSHED.detail, referenceName: ['other'] } });
    expect(saidOf(promised(CODECOMMIT), [action('CodeCommit', READS_CODECOMMIT)], { rule })).toHaveLength(1);
  });
});

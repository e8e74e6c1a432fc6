import { missOf } from '../../effect/event-pattern';
import { ANY } from '../../effect/samples';
import { type JsonObject, listAt, objectAt } from '../../ground/json';
import { shown } from '../templates/intrinsics';
import { type Action, actionsOf } from '../templates/pipelines';
import { partitionByPrefix, type Resource, type Target } from '../templates/target';
import type { Patterns, SourcePromise, StackTemplate } from '../templates/template';
import type { Rule } from './rule';

/** ZT-00: what is released is what somebody has configured. */
export const pipelineReadsItsSource: Rule = {
  id: 'ZT-00-PipelineReadsItsSource',
  requires:
    'The pipeline has one source, which is the repository, branch and connection, or the bucket and key, that the configuration says, and it starts when that changes, as the configuration says.',
  why: 'Whoever decides where a pipeline reads from decides what runs in every environment, with every right that a release has.',
  fix: 'Say where releases come from in source of delivery.config.ts, and let lib/pipeline/source.ts write the action and what starts it.',
  source: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/integrations-action-type.html',
  hipaa: ['164.308(a)(8)', '164.312(c)(1)'],
  appliesTo: 'pipeline',
  check: (target) =>
    target.each('AWS::CodePipeline::Pipeline', (pipeline) => {
      const { source } = pipeline.stack.promises ?? {};
      return source === undefined ? [] : flaws(pipeline, source, target);
    }),
};

const flaws = (pipeline: Resource, source: SourcePromise, target: Target): readonly string[] => {
  const [action, ...more] = actionsOf(pipeline).filter(({ category }) => category === 'Source');
  if (action === undefined) return ['it has no source'];
  return [
    ...more.map(({ name }) => `action ${name} is a source beside the one that the configuration says`),
    ...flawsOfAction(action, source),
    ...flawsOfTriggers(pipeline, action, source),
    ...(source.kind === 'codeconnections' ? [] : flawsOfStart(pipeline, action, source, target)),
  ];
};

/** The provider of a kind of source, and what its action names. */
const wantedOf = (source: SourcePromise): { readonly provider: string; readonly names: JsonObject } => {
  switch (source.kind) {
    case 'codeconnections': {
      const { connectionArn: ConnectionArn, repository: FullRepositoryId, branch: BranchName } = source;
      return { provider: 'CodeStarSourceConnection', names: { ConnectionArn, FullRepositoryId, BranchName } };
    }
    case 's3':
      return { provider: 'S3', names: { S3Bucket: source.bucket, S3ObjectKey: source.key } };
    case 'codecommit':
      return { provider: 'CodeCommit', names: { RepositoryName: source.repository, BranchName: source.branch } };
  }
};

const flawsOfAction = ({ name, provider, configuration }: Action, source: SourcePromise): readonly string[] => {
  const wanted = wantedOf(source);
  if (provider !== wanted.provider) {
    return [`action ${name} reads by ${provider}, where the configuration says ${source.kind}`];
  }
  const polled = source.kind === 'codeconnections' ? [] : ['PollForSourceChanges'];
  const others = SETTINGS.filter((each) => ![...Object.keys(wanted.names), ...polled].includes(each));
  return [
    ...Object.entries(wanted.names)
      .filter(([setting, value]) => configuration[setting] !== value)
      .map(
        ([setting, value]) =>
          `action ${name} reads from ${setting} ${shown(configuration[setting])}, where the configuration says ${shown(value)}`,
      ),
    ...others
      .filter((setting) => configuration[setting] !== undefined)
      .map(
        (setting) =>
          `action ${name} has ${setting} ${shown(configuration[setting])}, which no source by ${provider} has`,
      ),
  ];
};

/** Whatever names a source of any kind, or says how its changes are seen. */
const SETTINGS: readonly string[] = [
  ...['ConnectionArn', 'FullRepositoryId', 'RepositoryName', 'BranchName'],
  ...['S3Bucket', 'S3ObjectKey', 'PollForSourceChanges'],
];

/**
 * With a trigger AWS starts nothing but what it takes; without one, every push to the branch.
 *
 * Source: https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html
 */
const flawsOfTriggers = ({ properties }: Resource, { name }: Action, source: SourcePromise): readonly string[] => {
  const triggers = listAt(properties['Triggers']).map(objectAt);
  const wanted = source.kind === 'codeconnections' ? filtersOf(source) : [];
  const found = triggers.flatMap(({ GitConfiguration: git }) => listAt(objectAt(git)['Push']).map(objectAt));
  const others = triggers.filter(
    ({ ProviderType: provider, GitConfiguration: git }) =>
      provider !== 'CodeStarSourceConnection' ||
      !name.endsWith(`.${String(objectAt(git)['SourceActionName'])}`) ||
      Object.keys(objectAt(git)).some((each) => !['SourceActionName', 'Push'].includes(each)),
  );
  const isRight = sorted(found.map(canonical)).join() === sorted(wanted.map(canonical)).join();
  return [
    ...others.map((each) => `its trigger ${shown(each)} is none of pushes to its source`),
    ...(isRight
      ? []
      : [
          `it starts on ${found.length === 0 ? 'every push' : shown(found)}, where the configuration says ${wanted.length === 0 ? 'every push' : shown(wanted)}`,
        ]),
  ];
};

/** Files are looked for in branches: where none is named, in that of the source. Tags have a filter of their own. */
const filtersOf = ({
  branch,
  triggers: { branches, paths, tags } = {},
}: Extract<SourcePromise, { kind: 'codeconnections' }>): readonly JsonObject[] => {
  const within = branches ?? (paths && { includes: [branch] });
  return [
    ...(within ? [{ Branches: filter(within), ...(paths && { FilePaths: filter(paths) }) }] : []),
    ...(tags ? [{ Tags: filter(tags) }] : []),
  ];
};

const filter = ({ includes, excludes }: Patterns): JsonObject => ({
  ...(includes && { Includes: includes }),
  ...(excludes && { Excludes: excludes }),
});

/** The same text for what means the same: neither members nor patterns have an order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, nested: unknown) =>
    Array.isArray(nested)
      ? sorted(nested.map(String))
      : typeof nested === 'object' && nested !== null
        ? Object.fromEntries(Object.entries(nested).toSorted(([one], [other]) => (one < other ? -1 : 1)))
        : nested,
  );

const sorted = (texts: readonly string[]): readonly string[] => texts.toSorted();

type Watched = Exclude<SourcePromise, { kind: 'codeconnections' }>;

/** CodePipeline polls, where it is not told to leave that; else a rule must start it by the event of the change. */
const flawsOfStart = (
  pipeline: Resource,
  { name, configuration }: Action,
  source: Watched,
  target: Target,
): readonly string[] => {
  if (String(configuration['PollForSourceChanges'] ?? true) === 'true') return [];
  const event = changeOf(source, pipeline.stack);
  const starts = target
    .certain('AWS::Events::Rule')
    .filter(({ properties }) =>
      listAt(properties['Targets']).some((each) => target.find(objectAt(each)['Arn'], pipeline.type) === pipeline),
    )
    .some(
      ({ properties: { State: state = 'ENABLED', EventBusName: bus = 'default', EventPattern: pattern } }) =>
        state === 'ENABLED' && bus === 'default' && missOf(pattern, event) === undefined,
    );
  return starts ? [] : [`nothing starts it when the source of ${name} changes`];
};

/**
 * What EventBridge is told of a new version.
 *
 * Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html,
 * https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html
 */
const changeOf = (source: Watched, { account, region }: StackTemplate): JsonObject => {
  const partition = partitionByPrefix(region);
  const about = { version: '0', id: ANY, account, region, time: ANY };
  return source.kind === 's3'
    ? {
        ...about,
        source: 'aws.s3',
        'detail-type': 'Object Created',
        resources: [`arn:${partition}:s3:::${source.bucket}`],
        detail: { version: '0', bucket: { name: source.bucket }, object: { key: source.key }, reason: ANY },
      }
    : {
        ...about,
        source: 'aws.codecommit',
        'detail-type': 'CodeCommit Repository State Change',
        resources: [`arn:${partition}:codecommit:${region}:${account}:${source.repository}`],
        detail: {
          event: 'referenceUpdated',
          repositoryName: source.repository,
          referenceType: 'branch',
          referenceName: source.branch,
        },
      };
};

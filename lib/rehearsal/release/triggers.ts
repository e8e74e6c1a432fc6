import type { BootstrapTarget } from '../assembly/read-assembly';
import type { Access, ExecutorCloud, PipelineDeclaration } from '../executor/cloud/cloud';
import { IMAGES } from '../executor/sources';
import type { GitPush } from '../git/push-listener';

/** Asks a pipeline, as it is deployed now, why a push starts nothing; undefined where it does. */
export const whyNotStartedBy = async (
  push: GitPush,
  cloud: ExecutorCloud,
  access: Access,
  { tools, pipelineName }: { readonly tools: BootstrapTarget; readonly pipelineName: string },
): Promise<string | undefined> => {
  const declaration = await cloud.getPipeline(access, pipelineName);
  const [, partition = 'aws'] = (declaration.roleArn ?? '').split(':');
  const arn = `arn:${partition}:codepipeline:${tools.region}:${tools.account}:${pipelineName}`;
  const isPolled = !JSON.stringify(declaration.stages).includes('"PollForSourceChanges":"false"');
  const isHooked = !isPolled && JSON.stringify(declaration.stages).includes(`"provider":"${GITHUB}"`);
  return whyNotStarted(declaration, push, {
    byEvents: !isPolled && (await cloud.isTargetOfRule(access, arn)),
    byWebhook: isHooked && (await cloud.isTargetOfWebhook(access, pipelineName)),
  });
};

/** The first version of GitHub's sources, which webhooks start where they are not polled. */
const GITHUB = 'GitHub';

/** What starts a pipeline besides connections and polling. */
interface Starts {
  /** Rules of EventBridge. */
  readonly byEvents: boolean;
  /** Webhooks of GitHub. */
  readonly byWebhook: boolean;
}

type GitFilter = NonNullable<
  NonNullable<NonNullable<PipelineDeclaration['triggers']>[number]['gitConfiguration']>['push']
>[number];
type Patterns = NonNullable<GitFilter['branches']>;
type SourceAction = NonNullable<NonNullable<PipelineDeclaration['stages']>[number]['actions']>[number];

/**
 * Why a push starts no execution of a pipeline; undefined where it does. Of several sources one is enough. Sources that
 * are not polled have rules of EventBridge, or webhooks, and nothing else.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html
 */
export const whyNotStarted = (declaration: PipelineDeclaration, push: GitPush, starts: Starts): string | undefined => {
  const sources = (declaration.stages ?? [])
    .flatMap(({ actions = [] }) => actions)
    .filter(({ actionTypeId }) => actionTypeId?.category === 'Source' && actionTypeId.provider !== IMAGES);
  const reasons = sources.map((source) => whyNot(source, declaration, push, starts));
  return reasons.includes(undefined) ? undefined : reasons.join('; ') || 'it has no source action';
};

const whyNot = (
  { name = '', actionTypeId, configuration = {} }: SourceAction,
  { triggers = [] }: PipelineDeclaration,
  push: GitPush,
  { byEvents, byWebhook }: Starts,
): string | undefined => {
  const branch = configuration['BranchName'] ?? configuration['Branch'] ?? 'main';
  if (actionTypeId?.provider !== 'CodeStarSourceConnection') {
    if (push.ref !== `refs/heads/${branch}`) return isNot(push, name, branch);
    // Polling is what a source does that says nothing of it.
    const isGitHub = actionTypeId?.provider === GITHUB;
    if (configuration['PollForSourceChanges'] !== 'false' || (isGitHub ? byWebhook : byEvents)) return undefined;
    const nothing = isGitHub ? 'no webhook' : 'no rule of EventBridge';
    return `${name} sets PollForSourceChanges to false, and ${nothing} starts the pipeline`;
  }
  const git = triggers.find(({ gitConfiguration }) => gitConfiguration?.sourceActionName === name)?.gitConfiguration;
  const filters = git?.push ?? [];
  if (filters.length > 0) {
    return filters.some((filter) => isWanted(filter, push))
      ? undefined
      : `the trigger of ${name} wants ${filters.map(inWords).join(', or ')}`;
  }
  if ((git?.pullRequest ?? []).length > 0) return `the trigger of ${name} wants pull requests, and this is a push`;
  if (git === undefined && configuration['DetectChanges'] === 'false') return `${name} sets DetectChanges to false`;
  return push.ref === `refs/heads/${branch}` ? undefined : isNot(push, name, branch);
};

const isNot = ({ ref }: GitPush, name: string, branch: string): string =>
  `${shortRef(ref)} is not the branch of ${name}, which is ${branch}`;

/** All that a filter names must hold: https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-filter-cli.html */
const isWanted = ({ branches, filePaths, tags }: GitFilter, { ref, changed }: GitPush): boolean => {
  const [, kind, name = ''] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
  if (tags !== undefined) return kind === 'tags' && fits(tags, name);
  const inBranch = kind === 'heads' && (branches === undefined || fits(branches, name));
  return inBranch && (filePaths === undefined || changed.some((path) => fits(filePaths, path)));
};

/** Where both name something, what is excluded is. Without includes everything else is included, which is not documented. */
const fits = ({ includes = [], excludes = [] }: Patterns, name: string): boolean =>
  !matches(excludes, name) && (includes.length === 0 || matches(includes, name));

const matches = (patterns: readonly string[], name: string): boolean =>
  patterns.some((pattern) => new RegExp(`^(?:${regExpOf(pattern)})$`, 's').test(name));

/** A sign of a pattern: escaped, two asterisks (before a slash any number of directories, also none), a set, or one character. */
const SIGN = /\\(?<escaped>.)|(?<deep>\*\*\/?)|\[(?<not>[!^]?)(?<set>[^\]]+)\]|(?<other>.)/gs;

const OTHERS: Readonly<Record<string, string>> = { '*': '[^/]*', '?': '[^/]', '{': '(?:', ',': '|', '}': ')' };

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/syntax-glob.html */
const regExpOf = (pattern: string): string => {
  const isGrouped = /\{.*\}/s.test(pattern);
  return [...pattern.matchAll(SIGN)]
    .map(({ groups: { escaped, deep, not, set, other = '' } = {} }) => {
      if (escaped !== undefined) return literally(escaped);
      if (deep !== undefined) return deep === '**' ? '.*' : '(?:.*/)?';
      if (set !== undefined) return `[${not === '' ? '' : '^'}${set.replaceAll(/[\\^[\]]/g, '\\$&')}]`;
      const isOfGroup = '{,}'.includes(other);
      return (isGrouped || !isOfGroup ? OTHERS[other] : undefined) ?? literally(other);
    })
    .join('');
};

const literally = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');

const inWords = ({ branches, filePaths, tags }: GitFilter): string => {
  if (tags !== undefined) return `tags ${patternsInWords(tags)}`;
  const where = branches === undefined ? 'branches' : `branches ${patternsInWords(branches)}`;
  return filePaths === undefined ? where : `${where} with changes of ${patternsInWords(filePaths)}`;
};

const patternsInWords = ({ includes = [], excludes = [] }: Patterns): string => {
  if (excludes.length === 0) return includes.join(', ');
  return `${includes.length === 0 ? 'any but' : `${includes.join(', ')} but not`} ${excludes.join(', ')}`;
};

/** A branch by its name, a tag as one. */
export const shortRef = (ref: string): string => ref.replace(/^refs\/heads\//, '').replace(/^refs\/tags\//, 'tag ');

const HEADS = 'refs/heads/';

/** A ref that a person has named: a branch by its name, anything else whole. */
export const refNamed = (to: string): string => (to.startsWith('refs/') ? to : `${HEADS}${to}`);

/** True for a branch. */
export const isBranch = (ref: string): boolean => ref.startsWith(HEADS);

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { filesBelow, zip } from '../artifacts/archive';
import type { Permission } from '../cloud/cloud';
import { Failure } from '../failure';
import type { SourceRevision } from '../options';
import { isFullClone } from '../plan/action-types';
import type { PlannedAction } from '../plan/plan';
import { toClone, toConnect, toFetch } from '../service-permissions';
import { givenRevision } from '../sources';
import type { Handler } from './handler';

/** Names and values of a source's output variables. */
type Variables = (
  revision: SourceRevision,
  configuration: Readonly<Record<string, string>>,
) => Readonly<Record<string, string | undefined>>;

/** What the action's role needs to fetch the revision, besides publishing it. */
type Fetching = (
  configuration: Readonly<Record<string, string>>,
  action: Pick<PlannedAction, 'roleArn' | 'region'>,
) => readonly Permission[];

/** A source that hands out the pushed commit, whatever it would fetch it from on AWS. */
const pushedRevision = (variables: Variables, fetching: Fetching = () => []): Handler => ({
  async run({ action, access, cloud, configuration, exchange, options, directory, log }) {
    const [artifactName] = action.outputs;
    if (artifactName === undefined) throw new Failure(`action ${action.actionName} has no output artifact`);
    const { BranchName, Branch } = configuration;
    const given = givenRevision(options.sources, action);
    const revision =
      given === undefined ? options.revision : { ...given, branch: BranchName ?? Branch ?? given.branch };
    await cloud.requirePermissions(access, fetching(configuration, action));
    if (options.strike?.('lost-connection', action)) throw new Failure(unavailable(configuration['ConnectionArn']));
    const files = join(directory, 'source');
    await mkdir(files);
    const write = isFullClone(configuration) ? revision.clone : revision.checkout;
    if (write === undefined) throw new Failure(`${revision.commitId} has no repository that could be cloned`);
    await write.call(revision, files);
    log(`Commit ${revision.commitId} of ${revision.branch}: ${firstLine(revision.message)}`);
    const { key } = await exchange.publish(access, artifactName, await zip(await filesBelow(files)));
    exchange.revised(artifactName, revision.commitId);
    if (isFullClone(configuration)) {
      exchange.cloned(artifactName, toClone(configuration, action));
      log('A full clone: the history of the commit, and no other branch or tag');
    }
    log(`Artifact ${artifactName} is ${key}`);
    return {
      status: 'Succeeded',
      summary: `${revision.commitId.slice(0, 8)} ${firstLine(revision.message)}`,
      outputs: [{ artifactName, directory: files }],
      variables: defined(variables(revision, configuration)),
    };
  },
});

const unavailable = (arn: string | undefined): string =>
  arn === undefined
    ? 'the source is not available: look at it by hand, then release again'
    : `connection ${arn} is not available: complete it in Developer Tools, Settings, Connections, then release again`;

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html */
export const connectionSource = pushedRevision(
  (revision, configuration) => ({
    AuthorDate: revision.authorDate,
    AuthorDisplayName: revision.author,
    BranchName: revision.branch,
    CommitId: revision.commitId,
    CommitMessage: revision.message,
    ConnectionArn: configuration['ConnectionArn'],
    FullRepositoryName: configuration['FullRepositoryId'],
  }),
  ({ ConnectionArn: arn }) => (arn === undefined ? [] : toConnect(arn)),
);

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html */
export const codeCommitSource = pushedRevision(
  (revision, configuration) => ({
    AuthorDate: revision.authorDate,
    BranchName: revision.branch,
    CommitId: revision.commitId,
    CommitMessage: revision.message,
    CommitterDate: revision.authorDate,
    RepositoryName: configuration['RepositoryName'],
  }),
  ({ RepositoryName: name = '' }, { roleArn, region }) => toFetch(name, roleArn, region),
);

/**
 * The token reaches nobody: no call to GitHub is made.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/appendix-github-oauth.html
 */
export const gitHubSource = pushedRevision((revision, configuration) => ({
  AuthorDate: revision.authorDate,
  BranchName: revision.branch,
  CommitId: revision.commitId,
  CommitMessage: revision.message,
  CommitterDate: revision.authorDate,
  CommitUrl: `https://api.github.com/repos/${configuration['Owner']}/${configuration['Repo']}/git/commits/${revision.commitId}`,
  RepositoryName: configuration['Repo'],
}));

/** The commit stands for the object's version. @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html */
export const s3Source = pushedRevision((revision, configuration) => ({
  BucketName: configuration['S3Bucket'],
  ETag: revision.commitId,
  ObjectKey: configuration['S3ObjectKey'],
  VersionId: revision.commitId,
}));

const defined = (variables: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

const firstLine = (message: string): string => message.split('\n', 1)[0] ?? '';

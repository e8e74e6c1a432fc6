import { z } from 'zod';
import { means, textLike } from './means';

/** CodePipeline takes `main`; git's own long form of it, `refs/heads/main`, would be a branch of that name. */
const branch = textLike('must be a branch name', /^[^\s~^:?*[\\]+$/).refine(
  (name) => !name.startsWith('refs/'),
  'must be the name of a branch alone, without refs/heads/',
);
/** What a trigger takes and leaves out; what is left out comes first. CodePipeline takes eight of each. */
const pattern = z
  .array(textLike('must be a pattern of at most 255 characters without spaces', /^\S{1,255}$/))
  .min(1, 'must have at least one pattern')
  .max(8, 'must have at most 8 patterns');
const patterns = (one: typeof pattern) =>
  z
    .strictObject({
      includes: means(one, 'What counts').optional(),
      excludes: means(one, 'What does not count, also where it is included').optional(),
    })
    .refine(({ includes, excludes }) => includes ?? excludes, 'must say includes or excludes');
/** Triggers are asked about names, `main` and `v1`, which have no refs/ before them. */
const names = pattern.refine(
  (all) => all.every((each) => !each.startsWith('refs/')),
  'must be patterns of names, without refs/heads/ or refs/tags/',
);

/** Where releases come from. */
export const source = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: means(z.literal('codeconnections'), 'GitHub, Bitbucket or GitLab, by a connection of AWS'),
    connectionArn: means(
      textLike(
        'must be the ARN of a CodeConnections connection',
        /^arn:aws[a-z-]*:(codeconnections|codestar-connections):[a-z0-9-]+:\d{12}:connection\/[0-9a-f-]{36}$/,
      ),
      'The connection, in the tools account and region of the pipeline; it must be available, which takes a person',
    ),
    repository: means(textLike('must be owner/name', /^[\w.-]+(\/[\w.-]+)+$/), 'The repository at the git host'),
    branch: means(branch, 'What is released from, by its short name'),
    triggers: means(
      z
        .strictObject({
          branches: means(patterns(names), 'Pushes to these branches start a release').optional(),
          paths: means(
            patterns(pattern),
            'Files of the repository; without `branches`, in pushes to `branch`',
          ).optional(),
          tags: means(patterns(names), 'Tags that start a release when they are pushed').optional(),
        })
        .refine(({ branches, paths, tags }) => branches ?? paths ?? tags, 'must name branches, paths or tags'),
      'What starts a release, instead of every push to `branch`. Glob patterns. Left out: every push to `branch`',
    ).optional(),
  }),
  z.strictObject({
    kind: means(z.literal('s3'), 'A zip object in a bucket that keeps versions and sends its events to EventBridge'),
    bucket: means(textLike('must be a bucket name', /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/), 'The bucket'),
    key: means(textLike('must be the key of a zip object', /\.zip$/), 'The object; each new version is a release'),
    keyArn: means(
      textLike('must be the ARN of a key of KMS', /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/),
      "The key of KMS that the bucket encrypts with; its policy must let the pipeline's role decrypt. Left out: none of your own",
    ).optional(),
  }),
  z.strictObject({
    kind: means(z.literal('codecommit'), 'A repository of CodeCommit in the tools account'),
    repository: means(textLike('must be a CodeCommit repository name', /^[\w.-]{1,100}$/), 'Its name'),
    branch: means(branch, 'What is released from, by its short name'),
  }),
]);

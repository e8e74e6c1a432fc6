import { readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { SourceRevision } from '../../../lib/rehearsal/executor/options';
import { FakeCloud } from './_helpers/fake-cloud';
import {
  approvalAction,
  BUILD_ROLE,
  buildAction,
  PIPELINE_ROLE,
  pipeline,
  project,
  sourceAction,
  stage,
} from './_helpers/pipelines';
import { cleanUp, ended, output, privateDirectory, run } from './_helpers/run';
import { withFiles } from './_helpers/write-files';

afterAll(cleanUp);

const given = (commitId: string, source: string): SourceRevision => ({
  commitId,
  branch: 'trunk',
  message: 'Another',
  author: 'Bob',
  checkout: (target) => cp(source, target, { recursive: true }),
});

/** Two connections, and a build of the second one's artifact. */
const twoSources = () => {
  const other = { ...sourceAction(), name: 'Library', namespace: 'Library', outputArtifacts: [{ name: 'Lib' }] };
  const build = buildAction('Make', { inputArtifacts: [{ name: 'Lib' }] });
  const declared = pipeline([stage('Build', build)]);
  const cloud = new FakeCloud({
    ...declared,
    stages: [stage('Source', sourceAction(), other), stage('Build', build)],
  });
  const phases = { build: { commands: ['cat own', 'echo "is $CODEBUILD_RESOLVED_SOURCE_VERSION"'] } };
  cloud.projects.set('Make', project('Make', { version: 0.2, phases }));
  return cloud;
};

describe('several sources', () => {
  test.each(['Library', 'Lib'])(
    'each hand out what they were given, by the name of action or artifact: %s',
    async (name) => {
      const sources = new Map([[name, given('beef', await withFiles({ own: 'of the library' }))]]);
      const done = await run(twoSources(), await withFiles({ own: 'of the app' }), { sources });
      expect(done.status).toBe('Succeeded');
      expect(ended(done, 'Library').variables).toMatchObject({
        CommitId: 'beef',
        BranchName: 'main',
        AuthorDisplayName: 'Bob',
      });
      expect(output(done, 'Make')).toEqual(expect.arrayContaining(['of the library', 'is beef']));
    },
  );

  test('hand out the pushed commit where they were given nothing', async () => {
    const done = await run(twoSources(), await withFiles({ own: 'of the app' }));
    expect(ended(done, 'Library').variables).toMatchObject({ CommitId: '0123456789abcdef0123456789abcdef01234567' });
  });
});

describe('a full clone', () => {
  const cloning = (configuration: Record<string, string>, provider: string) => {
    const actionTypeId = { category: 'Source', owner: 'AWS', provider, version: '1' } as const;
    const format = { OutputArtifactFormat: 'CODEBUILD_CLONE_REF' };
    const source = { ...sourceAction(), actionTypeId, configuration: { ...configuration, ...format } };
    const cloud = new FakeCloud({
      ...pipeline([]),
      stages: [stage('Source', source), stage('Go', buildAction('Make'))],
    });
    cloud.projects.set('Make', project('Make', { version: 0.2, phases: { build: { commands: ['cat history'] } } }));
    return cloud;
  };

  test.each<[string, Record<string, string>, string]>([
    [
      'CodeStarSourceConnection',
      {
        ConnectionArn: 'arn:aws:codeconnections:us-east-1:111111111111:connection/c',
        FullRepositoryId: 'me/app',
        BranchName: 'main',
      },
      'codeconnections:UseConnection arn:aws:codeconnections:us-east-1:111111111111:connection/c',
    ],
    [
      'CodeCommit',
      { RepositoryName: 'app', BranchName: 'main' },
      'codecommit:GitPull arn:aws:codecommit:us-east-1:111111111111:app',
    ],
  ])('is what a build gets, whose role must be allowed to: %s', async (provider, configuration, needed) => {
    const cloud = cloning(configuration, provider);
    const files = await withFiles({ history: 'from the first commit on' });
    const revision = {
      ...given('beef', '/nonexistent'),
      clone: (target: string) => cp(files, target, { recursive: true }),
    };
    const done = await run(cloud, '/nonexistent', { revision });
    expect(output(done, 'Make')).toContain('from the first commit on');
    expect(cloud.required).toContain(`${needed} as ${BUILD_ROLE}`);
  });

  test('fails where a source was given a directory without a repository', async () => {
    const cloud = cloning({ RepositoryName: 'app', BranchName: 'main' }, 'CodeCommit');
    const done = await run(cloud, '/nonexistent', { revision: given('beef', '/nonexistent') });
    expect(ended(done, 'Push').summary).toContain('beef has no repository that could be cloned');
  });
});

const withSource = (provider: string, owner: 'AWS' | 'ThirdParty', configuration: Record<string, string>) => {
  const actionTypeId = { category: 'Source', owner, provider, version: '1' } as const;
  const source = { ...sourceAction(), actionTypeId, configuration };
  return new FakeCloud({ ...pipeline([]), stages: [stage('Source', source), stage('Ask', approvalAction('Ask'))] });
};

test("GitHub's source hands out the pushed commit, and its token stands nowhere", async () => {
  const token = 'a-token-of-somebody';
  const cloud = withSource('GitHub', 'ThirdParty', { Owner: 'me', Repo: 'app', Branch: 'main', OAuthToken: token });
  const done = await run(cloud, await withFiles({ own: 'of the app' }));
  const { variables } = ended(done, 'Push');
  expect(variables).toMatchObject({
    BranchName: 'main',
    RepositoryName: 'app',
    CommitMessage: 'Say "hello"\n\nand more',
  });
  expect(variables['CommitUrl']).toBe(
    'https://api.github.com/repos/me/app/git/commits/0123456789abcdef0123456789abcdef01234567',
  );
  expect(JSON.stringify(cloud.notes)).not.toContain(token);
  expect(cloud.notes.find(({ action }) => action)?.action?.input).toMatchObject({
    actionTypeId: { owner: 'ThirdParty', provider: 'GitHub' },
    configuration: { Repo: 'app', OAuthToken: '****' },
  });
});

test("CodeCommit's source needs its role to fetch from the repository", async () => {
  const cloud = withSource('CodeCommit', 'AWS', { RepositoryName: 'app', BranchName: 'main' });
  await run(cloud, await privateDirectory());
  expect(cloud.required).toContain(
    `codecommit:UploadArchive arn:aws:codecommit:us-east-1:111111111111:app as ${PIPELINE_ROLE}`,
  );
});

describe("ECR's source", () => {
  test('hands out the description of the image that has the tag', async () => {
    const cloud = withSource('ECR', 'AWS', { RepositoryName: 'shop' });
    const digest = 'sha256:c0ffee';
    const image = {
      digest,
      registryId: '111111111111',
      sizeInBytes: 7,
      pushedAt: 1_548_101_040,
      tags: ['latest', 'v1'],
    };
    cloud.images.set('shop:latest', image);
    const done = await run(cloud, await privateDirectory());
    const uri = '111111111111.dkr.ecr.us-east-1.amazonaws.com/shop@sha256:c0ffee';
    const { variables, outputs } = ended(done, 'Push');
    expect(variables).toEqual({
      ImageDigest: digest,
      ImageTag: 'latest',
      ImageURI: uri,
      RegistryId: '111111111111',
      RepositoryName: 'shop',
    });
    const detail = JSON.parse(readFileSync(join(outputs[0]?.directory ?? '', 'imageDetail.json'), 'utf8'));
    expect(detail).toMatchObject({ ImageURI: uri, ImageSizeInBytes: '7', Version: '1.0', ImageTags: ['latest', 'v1'] });
    expect(detail.ImagePushedAt).toBe('Mon Jan 21 20:04:00 UTC 2019');
    expect(cloud.calls).toContain(`describeImage shop:latest as ${PIPELINE_ROLE}`);
  });

  test('fails where nobody has pushed such an image', async () => {
    const cloud = withSource('ECR', 'AWS', { RepositoryName: 'shop', ImageTag: 'v2' });
    const done = await run(cloud, await privateDirectory());
    expect(ended(done, 'Push')).toMatchObject({
      status: 'Failed',
      summary: expect.stringContaining('repository shop has no image with the tag v2: put one there'),
    });
  });
});

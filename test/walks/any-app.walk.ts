import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { delivery } from '../rehearsal/_helpers/app';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';
import { anyApp } from './_helpers/any-app';
import { localEngine } from './_helpers/local-engine';

// Apps of the kinds that people have, each released as it is, or refused by the exact feature.

/** Of the description of an image. */
const TYPE = 'application/vnd.docker.distribution.manifest.v2+json';

test('an app below the top of its repository is built in the whole of it, by a pipeline that its construct path names', async () => {
  const app = anyApp('monorepo', 'apps/shop');
  const ended = await app.rehearse('--pipeline', 'Tools/Pipelines/Shop');
  expect([ended.exitCode, ended.stderr]).toEqual([0, '']);
  expect(ended.stdout).toContain(
    'the whole repository is released, as a source hands it out: the app is its apps/shop',
  );
  expect(app.summary()).toMatchObject({ status: 'Succeeded', pipelineName: 'shop' });
  const ambiguous = await app.rehearse();
  expect(ambiguous.stderr).toContain(
    'choose one of Tools/Pipelines/Other/Pipeline, Tools/Pipelines/Shop/Pipeline/Pipeline',
  );
  expect(ambiguous.exitCode).toBe(2);
});

test('sources of GitHub and CodeCommit hand out what they are given, and the app where they are given nothing', async () => {
  const app = anyApp('sources');
  const library = temporaryDirectory();
  writeFileSync(join(library, 'of-the-library'), '');
  const unknown = await app.rehearse('--source', `Nobody=${library}`);
  expect([unknown.exitCode, unknown.stderr]).toEqual([
    2,
    expect.stringContaining('no source or artifact has that name, the pipeline has Shop (Shop), Lib (Library)'),
  ]);
  const ended = await app.rehearse('--source', `Lib=${library}`);
  expect([ended.exitCode, ended.stderr]).toEqual([0, '']);
  expect(ended.stdout).toContain('secret github-token has a stand-in for the token of GitHub');
  expect(app.log('Build.Look')).toContain('of-the-library');
  expect(app.log('Build.Look')).toContain('at https://api.github.com/repos/somebody/shop/git/commits/');
  const alone = await app.rehearse();
  expect([alone.exitCode, alone.stderr]).toEqual([0, '']);
  expect(alone.stdout).toContain("source Lib hands out the app's own commit: --source Lib=DIR names");
});

test('commands, a function with a job, and a deployment to S3 run as on AWS', async () => {
  const app = anyApp('actions');
  const ended = await app.rehearse('--permissions', 'enforce');
  expect([ended.exitCode, ended.stderr]).toEqual([0, '']);
  expect(app.log('Deploy.Site')).toContain('s3://the-site/red/page.html');
  expect(app.log('Deploy.Look')).toContain('checked red');
  expect(app.log('Deploy.Look')).toContain("The project's own source, NO_SOURCE, is not used");
});

test('what an app looks up is found in the emulator by the look-up role, or refused by its key', async () => {
  const app = anyApp('look-ups');
  const ended = await app.rehearse();
  expect([ended.exitCode, ended.stderr]).toEqual([0, '']);
  expect(app.log('Build.Synth')).toMatch(/vpc-provider:account=222222222222.*\n.*"vpcId": "vpc-/);
  writeFileSync(join(app.top, 'settings.json'), '{ "parameter": "/made/by/hand" }');
  const refused = await app.rehearse('--dirty');
  expect([refused.exitCode, refused.stderr]).toEqual([
    2,
    expect.stringContaining(
      'looks up what a rehearsal does not have: ssm:account=222222222222:parameterName=/made/by/hand',
    ),
  ]);
});

test('an app that bundles in a container is refused by the asset where no engine answers', async () => {
  const app = anyApp('bundled', '', { CDK_DOCKER: '/nonexistent/engine' });
  const ended = await app.rehearse();
  expect([ended.exitCode, ended.stderr]).toEqual([
    2,
    expect.stringContaining('the app bundles Bundled/Function/Code in a container, which cannot be rehearsed here'),
  ]);
});

test('an engine bundles for the rehearsal and for its builds, and a source of images hands out the one that is there', async () => {
  const engine = localEngine();
  const app = anyApp('bundled', '', { CDK_DOCKER: engine });
  const empty = await app.rehearse('--keep');
  try {
    expect(empty.stdout).toContain('repository shop has no image with the tag latest');
    expect(empty.exitCode).toBe(1);
    const { endpoint, secret } = JSON.parse(readFileSync(join(app.top, '.rehearsal/session.json'), 'utf8'));
    const manifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: TYPE,
      config: { digest: `sha256:${'0'.repeat(64)}` },
      layers: [],
    });
    const put = [
      'ecr',
      'put-image',
      '--repository-name',
      'shop',
      '--image-tag',
      'latest',
      '--image-manifest',
      manifest,
    ];
    const root = {
      AWS_ACCESS_KEY_ID: '111111111111',
      AWS_SECRET_ACCESS_KEY: secret,
      AWS_DEFAULT_REGION: 'us-east-1',
    };
    execFileSync('aws', put, { env: { PATH: process.env['PATH'], AWS_ENDPOINT_URL: endpoint, ...root } });
    const ended = await app.rehearse();
    expect([ended.exitCode, ended.stderr]).toEqual([0, '']);
    expect(app.log('Build.Look')).toContain('index.js');
    expect(app.log('Build.Look')).toContain('"RepositoryName":"shop"');
    const calls = readFileSync(`${engine}.calls`, 'utf8').trim().split('\n');
    // Once for each rehearsal, and once for the build.
    expect(calls.map((call) => call.includes('public.ecr.aws/sam/build-nodejs22.x'))).toEqual([true, true, true]);
  } finally {
    await delivery(['down', '--app', app.top]);
  }
});

test('a pipeline made by hand does what AWS does: a clone, a template of the source, `cdk deploy` in a build, a site', async () => {
  const app = anyApp('by-hand');
  const ended = await app.rehearse('--permissions', 'enforce', '--source', `Files=${app.top}`);
  expect([ended.exitCode, ended.stderr]).toEqual([0, '']);
  expect(app.summary()).toMatchObject({ status: 'Succeeded', pipelineName: 'by-hand' });
  for (const said of ['"text/html"', '"open"', 'topic commits-1']) expect(app.log('Look.Look')).toContain(said);
  expect(app.log('Last.Ask')).toContain('Approved');
});

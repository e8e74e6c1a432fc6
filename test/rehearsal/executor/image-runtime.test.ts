import { execFile } from 'node:child_process';
import { chmod, readdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';
import { FakeCloud } from './_helpers/fake-cloud';
import { buildAction, pipeline, project, stage } from './_helpers/pipelines';
import { cleanUp, ended, output, privateDirectory, run } from './_helpers/run';
import { withFiles } from './_helpers/write-files';

afterAll(cleanUp);

const IMAGE = 'aws/codebuild/amazonlinux-x86_64-standard:5.0';

/** A machine whose npm installs a node that only tells its version, or says why it cannot. */
const machine = async (install: string): Promise<string> => {
  const directory = await privateDirectory();
  const npm = join(directory, 'npm');
  await writeFile(npm, `#!/bin/sh\n${install}\n`);
  await chmod(npm, 0o755);
  return [directory, process.env['PATH']].join(delimiter);
};

const INSTALLS = `mkdir -p "$3/node_modules/.bin"
echo "$*" >> "$3/calls"
printf '#!/bin/sh\\necho node of $(wc -l < "$(dirname "$0")/../../calls")' > "$3/node_modules/.bin/node"
printf '#!/bin/sh\\necho "npm of the image"' > "$3/node_modules/.bin/npm"
chmod +x "$3/node_modules/.bin/node" "$3/node_modules/.bin/npm"`;

/** Two builds at once of what `node` and `npm` are. */
const build = async (phases: object, image: string, install: string, runtimeCache?: string) => {
  const cloud = new FakeCloud(pipeline([stage('Build', buildAction('One', {}), buildAction('Two', {}))]));
  const environment = { type: 'LINUX_CONTAINER' as const, image, computeType: 'BUILD_GENERAL1_SMALL' as const };
  for (const name of ['One', 'Two']) cloud.projects.set(name, project(name, { phases }, { environment }));
  const buildEnvironment = { PATH: await machine(install) };
  const done = await run(cloud, await withFiles({ 'a.txt': 'a' }), {
    buildEnvironment,
    ...(runtimeCache !== undefined && { runtimeCache }),
  });
  return { ...done, end: ended(done, 'One'), lines: [...output(done, 'One'), ...output(done, 'Two')] };
};

const SHOWS = { build: { commands: ['node x', 'npm x'] } };

describe('a build whose buildspec names no version of Node', () => {
  test('runs on the one that its image starts with, which several builds install once', async () => {
    const { status, lines } = await build(SHOWS, IMAGE, INSTALLS);
    expect(status).toBe('Succeeded');
    expect(lines.filter((line) => !line.startsWith('[Container]'))).toEqual([
      ...['node of 1', 'npm of the image'],
      ...['node of 1', 'npm of the image'],
    ]);
    expect(lines.join('\n')).toContain(`The buildspec names no version of Node: image ${IMAGE} starts with 18.20.8`);
  });

  test('runs on what an earlier rehearsal has installed, and on nothing that an interrupted one has left', async () => {
    const runtimeCache = join(await privateDirectory(), 'cache');
    const interrupted = await build(SHOWS, IMAGE, `mkdir -p "$3/node_modules/.bin"; exit 1`, runtimeCache);
    expect([interrupted.status, await readdir(runtimeCache)]).toEqual(['Failed', []]);
    expect((await build(SHOWS, IMAGE, INSTALLS, runtimeCache)).status).toBe('Succeeded');
    expect(await readdir(runtimeCache)).toEqual([expect.stringMatching(/^node-18\.20\.8-npm-10\.8\.2-\w+-\w+$/)]);
    const later = await build(SHOWS, IMAGE, 'exit 1', runtimeCache);
    expect([later.status, later.lines.includes('node of 1')]).toEqual(['Succeeded', true]);
  });

  test('fails where npm cannot bring that one, and says what to do', async () => {
    const { status, end } = await build(SHOWS, IMAGE, 'echo "npm error code ENOTFOUND"; exit 1');
    expect(status).toBe('Failed');
    expect(end.summary).toContain('on AWS it runs on 18.20.8 of its image, and npm cannot bring that here');
    expect(end.summary).toContain('npm error code ENOTFOUND; name one in the buildspec');
  });

  test('says so where nobody knows with what the image starts', async () => {
    const { lines } = await build({ build: { commands: ['echo ran'] } }, 'example/image:1.0', 'exit 1');
    expect(lines.join('\n')).toContain('With which Node image example/image:1.0 starts is not known here');
    expect(lines).toContain('ran');
  });
});

test("a build whose buildspec names one runs on this machine's, and says so", async () => {
  const phases = { install: { 'runtime-versions': { nodejs: 22 } }, build: { commands: ['node -v'] } };
  const { lines } = await build(phases, IMAGE, 'exit 1');
  expect(lines).toContain(process.version);
  expect(lines.join('\n')).toContain("Runtime nodejs 22 is asked for; this machine's own is used");
});

test.each([IMAGE, 'aws/codebuild/amazonlinux2-x86_64-standard:5.0'])('the sh of %s is bash', async (image) => {
  const phases = { build: { commands: ['[[ ab == a* ]]', 'pushd .. && popd'] } };
  expect((await build(phases, image, INSTALLS)).status).toBe('Succeeded');
});

test('the sh of another image is this machine’s, where bash’s own words may fail', async () => {
  const phases = { build: { commands: ['test -z "$BASH_VERSION"'] } };
  const isBash = (await promisify(execFile)('sh', ['-c', 'echo "$BASH_VERSION"'])).stdout.trim() !== '';
  expect((await build(phases, 'aws/codebuild/standard:7.0', INSTALLS)).status).toBe(isBash ? 'Failed' : 'Succeeded');
});

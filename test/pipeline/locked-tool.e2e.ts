import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { lockedTool } from '../../lib/pipeline/locked-tool';
import packageJson from '../../package.json';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';
import { thisMachine } from '../rehearsal/_helpers/this-machine';
import { FakeCloud } from '../rehearsal/executor/_helpers/fake-cloud';
import { buildAction, pipeline, project, stage } from '../rehearsal/executor/_helpers/pipelines';
import { cleanUp, ended, output, run } from '../rehearsal/executor/_helpers/run';

const assembly = temporaryDirectory();
const NAME = 'cdk-assets';
const { version } = lockedTool(assembly, NAME);

afterAll(cleanUp);

/** The install phase of the job, as it stands in the template, and what is there afterwards. */
const install = async () => {
  const cloud = new FakeCloud(pipeline([stage('Assets', buildAction('Publish'))]));
  const commands = [`npm --prefix tools/${NAME} ci --ignore-scripts`, `npm install -g ${NAME}@${version}`];
  cloud.projects.set(
    'Publish',
    project('Publish', { phases: { install: { commands }, build: { commands: [`${NAME} --version`] } } }),
  );
  const done = await run(cloud, assembly, await thisMachine(assembly));
  return { ...done, end: ended(done, 'Publish'), lines: output(done, 'Publish') };
};

describe("a job's tool", () => {
  test('is what the lockfile pins', async () => {
    const { status, lines } = await install();
    expect(lines).toContain(packageJson.dependencies[NAME]);
    expect(status).toBe('Succeeded');
  });

  test('fails the job where what a registry serves is not what the lockfile says', async () => {
    const file = join(assembly, 'tools', NAME, 'package-lock.json');
    const lock = readFileSync(file, 'utf8');
    writeFileSync(file, lock.replace(/sha512-[^"]{8}/, 'sha512-AAAAAAAA'));
    const cloud = await install().finally(() => writeFileSync(file, lock));
    expect(cloud.end.summary).toContain('EINTEGRITY');
    expect(cloud.status).toBe('Failed');
  });
});

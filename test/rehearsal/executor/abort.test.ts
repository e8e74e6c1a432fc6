import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';
import { sessionScript } from '../../../lib/rehearsal/executor/actions/codebuild/session-script';
import { FakeCloud } from './_helpers/fake-cloud';
import { approvalAction, buildAction, deployAction, pipeline, project, stage } from './_helpers/pipelines';
import { cleanUp, ended, privateDirectory, run } from './_helpers/run';
import { withFiles } from './_helpers/write-files';

afterAll(cleanUp);

const eventually = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await delay(20);
};

/** Whether a process that says so on its command line is alive; one that has ended but was not collected is not. */
const isAlive = async (mark: string): Promise<boolean> => {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'stat=,args=']);
  return stdout.split('\n').some((line) => line.includes(mark) && !line.startsWith('Z'));
};

describe('a stopped execution', () => {
  test('abandons its build and leaves no process behind, also none that ignores a polite signal', async () => {
    const started = join(await privateDirectory(), 'started');
    const mark = `987654${process.pid}`;
    const commands = [`trap '' TERM; (trap '' TERM; sleep ${mark}) & touch ${started}; sleep ${mark}`];
    const cloud = new FakeCloud(pipeline([stage('Build', buildAction('Make')), stage('Next', approvalAction('Ask'))]));
    cloud.projects.set('Make', project('Make', { phases: { build: { commands } } }));
    const stop = new AbortController();
    const running = run(cloud, await withFiles({}), { signal: stop.signal });
    await eventually(() => existsSync(started));
    expect(await isAlive(`sleep ${mark}`)).toBe(true);
    stop.abort();
    const done = await running;
    expect(done.status).toBe('Stopped');
    expect(ended(done, 'Make')).toMatchObject({
      status: 'Abandoned',
      summary: 'abandoned: the execution was stopped',
    });
    expect(done.events.some((event) => event.type === 'stage-started' && event.stageName === 'Next')).toBe(false);
    await eventually(async () => !(await isAlive(`sleep ${mark}`)));
  });

  test('abandons an approval that nobody answers', async () => {
    const cloud = new FakeCloud(pipeline([stage('Approve', approvalAction('Ask'))]));
    const stop = new AbortController();
    const done = await run(cloud, await privateDirectory(), {
      signal: stop.signal,
      approve: (_, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          stop.abort();
        }),
    });
    expect(done.status).toBe('Stopped');
    expect(ended(done, 'Ask').status).toBe('Abandoned');
  });

  test('abandons a stack that is under way', async () => {
    const cloud = new FakeCloud(pipeline([stage('Deploy', deployAction('Go', { ActionMode: 'CREATE_UPDATE' }))]));
    cloud.scripts.set('data', { status: 'CREATE_IN_PROGRESS' });
    const stop = new AbortController();
    const find = cloud.findStack.bind(cloud);
    cloud.findStack = async (access, name) => {
      const found = await find(access, name);
      if (found !== undefined) stop.abort();
      return found;
    };
    const done = await run(cloud, await withFiles({ 'template.json': '{}' }), { signal: stop.signal });
    expect(done.status).toBe('Stopped');
    expect(ended(done, 'Go').status).toBe('Abandoned');
  });
});

describe('a build', () => {
  test('leaves no background process behind when it has ended', async () => {
    const mark = `876543${process.pid}`;
    const cloud = new FakeCloud(pipeline([stage('Build', buildAction('Make'))]));
    const seen = `until pgrep -f "sleep ${mark}"; do sleep 0.02; done`;
    const phases = { pre_build: { commands: [`sleep ${mark} &`] }, build: { commands: [seen] } };
    cloud.projects.set('Make', project('Make', { phases }));
    const { status } = await run(cloud, await withFiles({}));
    expect(status).toBe('Succeeded');
    await eventually(async () => !(await isAlive(`sleep ${mark}`)));
  });

  test('fails when it takes longer than its project allows', async () => {
    const cloud = new FakeCloud(pipeline([stage('Build', buildAction('Make'))]));
    const spec = { phases: { build: { commands: ['sleep 100'] } } };
    cloud.projects.set('Make', project('Make', spec, { timeoutInMinutes: 0.005 }));
    const done = await run(cloud, await withFiles({}));
    expect(ended(done, 'Make')).toMatchObject({ status: 'Failed', summary: 'BUILD_TIMED_OUT after 0.005 minutes' });
  });

  test('ends with the process that started it, however that went', async () => {
    const directory = await privateDirectory();
    const mark = `765432${process.pid}`;
    const script = join(directory, 'parent.js');
    const command = join(directory, '0.sh');
    await writeFile(command, `echo $$ > ${directory}/pid; sleep ${mark}\n`);
    await writeFile(
      join(directory, 'session.sh'),
      sessionScript({ stateDirectory: directory, commandFile: command, prefix: 'mark ', end: 'end' }),
    );
    await writeFile(
      script,
      `const shell = require('node:child_process').spawn('sh', ['${directory}/session.sh'],
        { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
      shell.stdio[4].write('1\\n'); setInterval(() => {}, 1000);`,
    );
    const parent = spawn(process.execPath, [script], { stdio: 'ignore' });
    await eventually(() => isAlive(`sleep ${mark}`));
    expect(Number(await readFile(join(directory, 'pid'), 'utf8'))).toBeGreaterThan(0);
    parent.kill('SIGKILL');
    await eventually(async () => !(await isAlive(`sleep ${mark}`)));
  });
});

import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from '@jest/globals';
import { openWorkspace } from '../../../lib/rehearsal/git/open-workspace';
import { openRemote } from '../../../lib/rehearsal/git/remote';
import { gitOverHttp } from '../../../lib/rehearsal/git/smart-http';
import { git, repository } from '../_helpers/repository';
import { temporaryDirectory } from '../_helpers/temporary-directory';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A remote that is listened to, over http. */
const overHttp = async () => {
  const repo = repository();
  const { format } = await openWorkspace(git, repo.directory, temporaryDirectory());
  const remote = await openRemote(git, join(temporaryDirectory(), 'remote.git'), process.pid, format);
  await remote.serve('main');
  const listener = remote.listen(async ({ ref }) => `heard of ${ref}`);
  const answer = gitOverHttp(
    { ...process.env, GIT_DIR: '/nonexistent', GIT_CONFIG_GLOBAL: '/nonexistent' },
    remote.directory,
  );
  const server = createServer((request, response) => void answer(request.url?.split('?')[0] ?? '', request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(
    () => listener.close(),
    () => new Promise((done) => server.close(done)),
  );
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { repo, remote, url };
};

/** Runs git as a person in a directory does, and answers what it has printed. */
const asPerson = async (cwd: string, ...args: readonly string[]): Promise<string> => {
  const { stdout, stderr } = await promisify(execFile)('git', args, { cwd });
  return `${stdout}${stderr}`;
};

test('a push over http is heard of, and whoever pushes reads the answer', async () => {
  const { repo, remote, url } = await overHttp();
  // Larger than git sends at once: it comes in chunks.
  repo.write('large.txt', Array.from({ length: 300_000 }, (_, at) => `${at * 7919} ${Math.sin(at)}`).join('\n'));
  const commitId = repo.commit('Add a large file');
  expect(await asPerson(repo.directory, 'push', url, 'HEAD:main')).toContain('remote: heard of refs/heads/main');
  expect((await remote.commit('main'))?.id).toBe(commitId);
});

test('what was pushed is cloned over http', async () => {
  const { repo, url } = await overHttp();
  await asPerson(repo.directory, 'push', url, 'HEAD:main');
  const clone = join(temporaryDirectory(), 'clone');
  await asPerson('.', 'clone', '--quiet', url, clone);
  expect(readFileSync(join(clone, 'app.ts'), 'utf8')).toBe(readFileSync(join(repo.directory, 'app.ts'), 'utf8'));
});

test('nothing else of the repository is read over http', async () => {
  const { remote, url } = await overHttp();
  const paths = ['/config', '/hooks/post-receive', '/../remote.git/config', '/info', '/%2e%2e/x'];
  expect(existsSync(join(remote.directory, 'config'))).toBe(true);
  const answers = await Promise.all(paths.map((path) => fetch(`${url}${path}`)));
  expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 404));
});

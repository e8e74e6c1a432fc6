import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkout, refuseLinksOut } from '../../../lib/rehearsal/git/commit';
import { openWorkspace } from '../../../lib/rehearsal/git/open-workspace';
import { DETACHED } from '../../../lib/rehearsal/git/workspace';
import { git, repository } from '../_helpers/repository';
import { temporaryDirectory } from '../_helpers/temporary-directory';

// Dozens of git commands run in each of these: a busy machine is no fault.
const open = (directory: string) => openWorkspace(git, directory, temporaryDirectory());
const alone = (directory: string) => openWorkspace(git, directory, temporaryDirectory(), { alone: true });

describe('a workspace in a git repository', () => {
  test('answers the commit a revision names, with its subject and author', async () => {
    const repo = repository();
    const id = repo.git('rev-parse', 'HEAD');
    expect(await (await open(repo.directory)).commit('main')).toEqual({
      id,
      origin: id,
      subject: 'Write the app',
      author: 'Ada',
      authorDate: repo.git('show', '--no-patch', '--format=%aI'),
    });
  });
});

test('says which branch is checked out, and that none is', async () => {
  const repo = repository();
  repo.git('checkout', '--quiet', '-b', 'feature/x');
  expect(await (await open(repo.directory)).branch()).toBe('feature/x');
  repo.git('checkout', '--quiet', '--detach');
  expect(await (await open(repo.directory)).branch()).toBe(DETACHED);
});

describe('a dirty working tree', () => {
  test('becomes a commit on top of HEAD that leaves index, branch, reflog and objects of the user alone', async () => {
    const repo = repository();
    repo.write('app.ts', 'two\n');
    repo.write('new.ts', 'new\n');
    repo.write('node_modules/x/index.js', 'ignored\n');
    const state = (): string[] => [
      repo.git('status', '--porcelain'),
      repo.git('reflog'),
      repo.git('count-objects'),
      repo.git('rev-parse', 'HEAD'),
    ];
    const before = state();
    const workspace = await open(repo.directory);
    expect([...(await workspace.uncommitted())].sort()).toEqual(['app.ts', 'new.ts']);
    const commit = await workspace.snapshot();
    expect(state()).toEqual(before);
    const files = join(temporaryDirectory(), 'files');
    await checkout(git, workspace.gitDirectory, commit.id, files);
    expect(readdirSync(files).sort()).toEqual(['.gitignore', 'app.ts', 'new.ts']);
    expect(readFileSync(join(files, 'app.ts'), 'utf8')).toBe('two\n');
    expect(await git.ours(workspace.gitDirectory, ['rev-parse', `${commit.id}^`])).toBe(repo.git('rev-parse', 'HEAD'));
  });

  test('has a change that leaves a file as long and as old as it was', async () => {
    const repo = repository();
    const now = Date.now() / 1000;
    const change = (text: string): void => {
      repo.write('app.ts', text);
      utimesSync(join(repo.directory, 'app.ts'), now, now);
    };
    change('two\n');
    repo.commit('Change the app');
    utimesSync(join(repo.directory, '.git', 'index'), now, now);
    change('six\n');
    const workspace = await open(repo.directory);
    const files = join(temporaryDirectory(), 'files');
    await checkout(git, workspace.gitDirectory, (await workspace.snapshot()).id, files);
    expect(readFileSync(join(files, 'app.ts'), 'utf8')).toBe('six\n');
  });

  test('includes deletions', async () => {
    const repo = repository();
    repo.write('gone.ts', '');
    repo.commit('Add a file');
    execFileSync('rm', [join(repo.directory, 'gone.ts')]);
    const workspace = await open(repo.directory);
    const files = join(temporaryDirectory(), 'files');
    await checkout(git, workspace.gitDirectory, (await workspace.snapshot()).id, files);
    expect(readdirSync(files).sort()).toEqual(['.gitignore', 'app.ts']);
  });
});

describe('links in a working tree', () => {
  const released = async (ignored: string, links: Readonly<Record<string, string>>): Promise<void> => {
    const repo = repository();
    repo.write('.gitignore', `${ignored}\n`);
    repo.write('deep/file', '');
    for (const [path, target] of Object.entries(links)) symlinkSync(target, join(repo.directory, path));
    const workspace = await open(repo.directory);
    await refuseLinksOut(git, workspace.gitDirectory, (await workspace.snapshot()).id);
  };

  test('go with a release where they stay in it, or are ignored', async () => {
    const links = { 'deep/up': '../app.ts', down: 'deep/file', node_modules: '/usr/lib' };
    await expect(released('node_modules', links)).resolves.toBeUndefined();
  });

  test.each([
    ['node_modules', '/usr/lib'],
    ['up', '..'],
    ['deep/up', '../../other'],
  ])('are refused where they lead out of it: %s -> %s', async (path, target) => {
    const says = `the link ${path} -> ${target} leads out of what is released`;
    await expect(released('node_modules/', { [path]: target })).rejects.toThrow(says);
  });
});

describe('an app in a subdirectory', () => {
  test('is released with the whole of its repository, as a source hands it out', async () => {
    const repo = repository();
    repo.write('apps/other/cdk.json', '{}');
    repo.commit('Add another app');
    repo.write('top', 'changed beside the app\n');
    const workspace = await open(join(repo.directory, 'apps/other'));
    expect([workspace.directory, workspace.prefix]).toEqual([join(repo.directory, 'apps/other'), 'apps/other']);
    expect((await workspace.commit('HEAD')).id).toBe(repo.git('rev-parse', 'HEAD'));
    expect(await workspace.uncommitted()).toEqual(['top']);
    const files = join(temporaryDirectory(), 'files');
    await checkout(git, workspace.gitDirectory, (await workspace.snapshot()).id, files);
    expect(readdirSync(files).sort()).toEqual(['.gitignore', 'app.ts', 'apps', 'top']);
  });

  test('has no commit before it was there', async () => {
    const repo = repository();
    repo.write('apps/other/cdk.json', '{}');
    repo.commit('Add another app');
    const workspace = await open(join(repo.directory, 'apps/other'));
    await expect(workspace.commit('HEAD~1')).rejects.toThrow('has no apps/other: name a commit that has it');
    expect(await workspace.ancestor(await workspace.commit('HEAD'), 1)).toBeUndefined();
  });
});

describe('a subdirectory that is taken alone', () => {
  test('is a commit of that directory, always with the same id', async () => {
    const repo = repository();
    repo.write('apps/other/cdk.json', '{}');
    repo.commit('Add another app');
    const other = join(repo.directory, 'apps/other');
    const [one, two] = [await alone(other), await alone(other)];
    expect(one.prefix).toBe('');
    const commit = await one.commit('HEAD');
    expect(commit).toEqual(await two.commit('HEAD'));
    expect(commit).toMatchObject({ subject: 'Add another app', author: 'Ada', origin: repo.git('rev-parse', 'HEAD') });
    const files = join(temporaryDirectory(), 'files');
    await checkout(git, one.gitDirectory, commit.id, files);
    expect(readdirSync(files)).toEqual(['cdk.json']);
  });

  test('may have a message that is longer than an argument of a command can be', async () => {
    const { directory, git: run, write } = repository();
    write('sub/file', 'text');
    run('add', '--all');
    const message = join(temporaryDirectory(), 'message');
    writeFileSync(message, `Merge much\n\n${'a line of it\n'.repeat(20_000)}`);
    run('commit', '--quiet', '--file', message);
    const workspace = await alone(join(directory, 'sub'));
    expect(await workspace.commit('HEAD')).toMatchObject({ subject: 'Merge much' });
  });

  test('sees only its own uncommitted changes', async () => {
    const repo = repository();
    repo.write('apps/other/cdk.json', '{}');
    repo.commit('Add another app');
    repo.write('app.ts', 'changed\n');
    expect(await (await alone(join(repo.directory, 'apps/other'))).uncommitted()).toEqual([]);
  });
});

describe('a directory outside any repository', () => {
  test('is a commit of its own that honours .gitignore', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, '.gitignore'), 'secret\n');
    writeFileSync(join(directory, 'secret'), '');
    writeFileSync(join(directory, 'cdk.json'), '{}');
    const workspace = await open(directory);
    expect(workspace.versioned).toBe(false);
    const files = join(temporaryDirectory(), 'files');
    await checkout(git, workspace.gitDirectory, (await workspace.commit('HEAD')).id, files);
    expect(readdirSync(files).sort()).toEqual(['.gitignore', 'cdk.json']);
    expect(readdirSync(directory).sort()).toEqual(['.gitignore', 'cdk.json', 'secret']);
  });

  test('fails when a revision is asked for', async () => {
    const workspace = await open(temporaryDirectory());
    await expect(workspace.commit('v1')).rejects.toThrow('is in no git repository, so there is no revision "v1"');
  });
});

describe('the published commit', () => {
  test('is where the default branch of origin and the commit part', async () => {
    const origin = repository();
    const clone = temporaryDirectory();
    execFileSync('git', ['clone', '--quiet', origin.directory, clone], { stdio: 'pipe' });
    const commit = (name: string): void => {
      writeFileSync(join(clone, name), name);
      execFileSync('git', ['add', '.'], { cwd: clone });
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', name], { cwd: clone });
    };
    const fresh = await open(clone);
    expect(await fresh.published(await fresh.commit('HEAD'))).toEqual(await fresh.commit('HEAD'));
    commit('one');
    commit('two');
    const workspace = await open(clone);
    expect(await workspace.published(await workspace.commit('HEAD'))).toEqual(await workspace.commit('HEAD~2'));
  });

  test('is unknown where nothing was ever fetched or pushed', async () => {
    const workspace = await open(repository().directory);
    expect(await workspace.published(await workspace.commit('HEAD'))).toBeUndefined();
  });
});

describe('fails with words a person can act on', () => {
  test('when a revision does not exist', async () => {
    const workspace = await open(repository().directory);
    await expect(workspace.commit('no-such-tag')).rejects.toThrow('no commit is called "no-such-tag"');
  });

  test('when a revision looks like an option', async () => {
    const workspace = await open(repository().directory);
    await expect(workspace.commit('--all')).rejects.toThrow('no commit is called "--all"');
  });

  test('when nothing is committed yet', async () => {
    const directory = temporaryDirectory();
    execFileSync('git', ['init', '--quiet', directory]);
    const workspace = await open(directory);
    await expect(workspace.commit('HEAD')).rejects.toThrow('has no commit yet');
  });

  test('when the directory does not exist', async () => {
    await expect(open('/nonexistent/app')).rejects.toThrow('--app /nonexistent/app: there is no such directory');
  });
});

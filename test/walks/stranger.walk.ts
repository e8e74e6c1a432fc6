import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { run } from '../rehearsal/_helpers/app';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';
import { story } from '../rehearsal/_helpers/this-repository';

const { devDependencies, dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const { tsx, typescript } = devDependencies;

/** Apps of other people: where each lies below the top of its repository, what its package.json asks for beside the CDK, and words of the command. */
const APPS: readonly (readonly [
  fixture: string,
  below: string,
  more: Readonly<Record<string, string>>,
  ...string[],
])[] = [
  ['foreign-app', '', {}],
  ['any-app/typed', '', { tsx, typescript }],
  ['any-app/monorepo', 'apps/shop', {}, '--pipeline', 'Tools/Pipelines/Shop'],
];

const CDK = Object.fromEntries(['aws-cdk', 'aws-cdk-lib', 'constructs'].map((name) => [name, dependencies[name]]));

/** A repository of its own with its own packages, as somebody has it who has never heard of this one. */
const theirs = (fixture: string, more: Readonly<Record<string, string>>): string => {
  const directory = temporaryDirectory();
  const inside = { cwd: directory, stdio: 'pipe', encoding: 'utf8' } as const;
  cpSync(resolve('test/rehearsal/_fixtures', fixture), directory, { recursive: true });
  const file = join(directory, 'package.json');
  writeFileSync(file, JSON.stringify({ name: 'shop', private: true, devDependencies: { ...CDK, ...more } }, null, 2));
  appendFileSync(join(directory, '.gitignore'), 'node_modules\ncdk.out\n.rehearsal\n');
  execFileSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], inside);
  execFileSync('git', ['init', '--quiet', '--initial-branch=main'], inside);
  execFileSync('git', ['add', '--all'], inside);
  const person = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  execFileSync('git', [...person, 'commit', '--quiet', '-m', 'Sell things'], inside);
  return directory;
};

describe('somebody with another app and the packed file', () => {
  const shelf = temporaryDirectory();
  let packed: string;

  beforeAll(() => {
    // The first of the two commands.
    const args = ['pack', '--silent', '--pack-destination', shelf];
    // npx keeps what it installs in npm's cache: here it goes with the test, what was downloaded stays.
    const cache = execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8', stdio: 'pipe' }).trim();
    mkdirSync(join(shelf, 'npm'));
    if (existsSync(join(cache, '_cacache'))) symlinkSync(join(cache, '_cacache'), join(shelf, 'npm/_cacache'));
    packed = join(shelf, execFileSync('npm', args, { encoding: 'utf8', stdio: 'pipe' }).trim());
  });

  test.each(APPS)(
    'rehearses %s by one more command, and nothing of the app changes',
    async (fixture, below, more, ...words) => {
      const app = theirs(fixture, more);
      const line =
        'cd "$0" && file="$1" && shift && npx --yes --prefer-offline --package "$file" delivery rehearse --approve all "$@"';
      const variables = { npm_config_cache: join(shelf, 'npm') };
      const ended = await run('sh', ['-c', line, join(app, below), packed, ...words], undefined, variables);
      if (ended.exitCode !== 0) throw new Error(story(ended));
      const summary = JSON.parse(readFileSync(join(app, below, '.rehearsal/latest/summary.json'), 'utf8'));
      expect(summary).toMatchObject({ status: 'Succeeded' });
      expect(execFileSync('git', ['status', '--porcelain'], { cwd: app, encoding: 'utf8' })).toBe('');
      expect(existsSync(join(app, 'node_modules/zero-trust-delivery'))).toBe(false);
    },
  );
});

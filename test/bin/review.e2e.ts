import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { runReview } from '../../bin/commands/review';
import { projectIn, type Shell } from '../../bin/commands/shell';
import type { Review } from '../../lib/contract/review';
import { CONFIG_FILE } from '../_helpers/pin-configuration';
import { type Repository, repository } from '../rehearsal/_helpers/repository';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';
import { finding, type releaseOf, stack } from '../review/_fixtures/releases';
import { writeRelease } from '../review/_fixtures/write-release';

/** Writes the assembly that a commit of the project keeps under `made/`, as a synthesis would. */
const SYNTH = `
import { cpSync, readFileSync } from 'node:fs';
if (readFileSync('node_modules/marker', 'utf8') !== 'installed') process.exit(3);
cpSync('made', process.env.CDK_OUTDIR, { recursive: true });
process.exitCode = 1;
`;

const topic = (name: string) => [stack({ Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: name } } })];

interface Project {
  readonly repository: Repository;
  /** Commit whose synthesis has the display name \`one\`. */
  readonly first: string;
}

let project: Project;
beforeAll(() => {
  const made = repository();
  made.write('.gitignore', 'node_modules/\ncdk.out/\n.rehearsal/\n');
  made.write('bin/synth.mjs', SYNTH);
  made.write('bin/sources.mjs', readFileSync('bin/sources.mjs', 'utf8'));
  made.write('bin/app.ts', "import { MOST } from '../lib/names'; console.log(MOST);");
  made.write('lib/names.ts', 'export const MOST = 1;');
  made.write('lib/close.ts', 'export const CLOSE = 1;');
  made.write(CONFIG_FILE, "export default { cidr: '10.0.0.0/16' };");
  made.write(
    'functions/close/index.ts',
    "import { CLOSE } from '../../lib/close'; export const handler = () => CLOSE;",
  );
  writeRelease(join(made.directory, 'made'), topic('one'));
  made.write('made/manifest.json', '{}');
  const first = made.commit('Call it one');
  made.write('bin/synth.mjs', 'process.exitCode = 7; console.error("there is no such thing");');
  made.commit('Break the synthesis');
  made.write('node_modules/marker', 'installed');
  symlinkSync(resolve('node_modules/esbuild'), join(made.directory, 'node_modules/esbuild'));
  project = { repository: made, first };
});

interface Ran {
  readonly code: number | string;
  readonly out: string;
  readonly err: string;
}

const text = (stream: PassThrough): string => String(stream.read() ?? '');

const run = async (options: Parameters<typeof runReview>[0], root = project.repository.directory): Promise<Ran> => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const streams = { stdin: process.stdin, stdout, stderr };
  const shell = { ...projectIn(root), ...streams, argv: [], env: process.env } as unknown as Shell;
  const code = await runReview(options, shell).catch((error: Error) => error.message);
  return { code, out: text(stdout), err: text(stderr) };
};

const synthesized = (...[stacks, rest]: Parameters<typeof releaseOf>): void => {
  const { directory } = project.repository;
  writeRelease(join(directory, 'cdk.out'), stacks, rest);
  noteSources(directory);
};

/** Notes what a synthesis would read now, as one does that has ended. */
const noteSources = (root: string): void => {
  const note = "import { sources, writeSources } from './bin/sources.mjs'; writeSources('cdk.out', sources());";
  execFileSync(process.execPath, ['--input-type=module', '--eval', note], { cwd: root });
};

const record = (name: string, summary: object): void => {
  const file = join(project.repository.directory, '.rehearsal', name, 'summary.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(summary));
};

const leftBehind = (): readonly string[] =>
  readdirSync(process.env['TMPDIR'] ?? '/tmp').filter((name) => name.startsWith('delivery-review-'));

describe('bin/delivery review', () => {
  test('compares with a revision, leaves nothing behind, and does not touch the repository', async () => {
    synthesized(topic('two'));
    const { directory, git } = project.repository;
    const before = [git('status', '--porcelain'), git('worktree', 'list'), git('stash', 'list')];
    const there = leftBehind();
    const { code, out, err } = await run({ from: project.first });
    expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/^synthesizing [0-9a-f]{7}\n$/) });
    expect(out).toContain('AWS::SNS::Topic Topic changes');
    expect(out).toContain('(Call it one)');
    expect(existsSync(join(directory, 'cdk.out', 'review', 'review.html'))).toBe(true);
    expect([git('status', '--porcelain'), git('worktree', 'list'), git('stash', 'list')]).toEqual(before);
    expect(leftBehind()).toEqual(there);
  });

  test('compares with what was last promoted here, where nothing is named', async () => {
    synthesized(topic('two'));
    record('old', { status: 'Succeeded', commitId: 'f'.repeat(40), endTime: '2026-11-01T00:00:00Z' });
    record('new', { status: 'Succeeded', commitId: project.first, endTime: '2026-11-02T00:00:00Z' });
    record('failed', { status: 'Failed', commitId: 'e'.repeat(40), endTime: '2026-11-03T00:00:00Z' });
    expect(await run({})).toMatchObject({ code: 0, out: expect.stringContaining('(Call it one)') });
  });

  test('fails where a report contradicts itself, and names it', async () => {
    synthesized(topic('two'));
    const earlier = writeRelease(temporaryDirectory(), topic('one'), { verdict: 'yes', findings: [finding()] });
    expect((await run({ from: earlier })).code).toMatch(
      /report\.json is no gate report of schema 1: verdict: must be yes/,
    );
  });

  test('shows what a build writes, and nothing that nobody would see', async () => {
    const { git, write } = project.repository;
    const head = git('rev-parse', 'HEAD').trim();
    write('bin/synth.mjs', `console.log('tool\\u009b31m\\u202e');${SYNTH}`);
    const noisy = project.repository.commit('Write what nobody sees');
    git('reset', '--hard', '--quiet', head);
    synthesized(topic('two'));
    const { err } = await run({ from: noisy, debug: true });
    expect(err).toContain('tool⟨U+202E⟩');
    expect(err).toMatch(/^[\n\P{C}]*$/u);
  });

  test('prints one JSON document, and nothing else', async () => {
    synthesized(topic('two'));
    const output = temporaryDirectory();
    const earlier = writeRelease(temporaryDirectory(), topic('one'));
    const { out } = await run({ from: earlier, json: true, output });
    const review = JSON.parse(out) as Review;
    expect(review.release?.commit).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{40}$/),
      subject: expect.any(String),
    });
    expect(review).toMatchObject({ schema: 1, baseline: { kind: 'release', label: earlier, gate: true } });
    expect(JSON.parse(readFileSync(join(output, 'review.json'), 'utf8'))).toEqual(review);
  });

  test('takes a report with the templates beside it, and says what is missing without them', async () => {
    synthesized(topic('two'));
    const report = join(writeRelease(temporaryDirectory(), topic('one')), 'gate', 'report.json');
    expect((await run({ from: report })).out).toContain('AWS::SNS::Topic Topic changes');
    const alone = join(temporaryDirectory(), 'report.json');
    writeFileSync(alone, readFileSync(report));
    expect((await run({ from: alone })).out).toContain(
      'cannot tell what changes: the report lies without the templates',
    );
  });

  test('answers 1 where the gate says no', async () => {
    synthesized(topic('one'), { findings: [finding()] });
    const { code, out } = await run({ from: writeRelease(temporaryDirectory(), topic('one')) });
    expect(code).toBe(1);
    expect(out).toContain('may do harm: 1');
  });

  test.each<[string, () => Parameters<typeof runReview>[0], RegExp]>([
    [
      'a revision that nobody knows',
      () => ({ from: 'nowhere' }),
      /--from nowhere is no file or directory, and no commit/,
    ],
    ['a revision that cannot be synthesized', () => ({ from: 'HEAD' }), /exit code 7.*\n.*there is no such thing/],
    ['a directory that holds no assembly', () => ({ from: temporaryDirectory() }), /manifest.json/],
    [
      'an environment that is not there',
      () => ({ from: project.first, environment: 'x' }),
      /no stack in x: it has dev/,
    ],
  ])('fails %s', async (_, options, message) => {
    synthesized(topic('two'));
    expect((await run(options())).code).toMatch(message);
  });

  test('fails where nothing was synthesized, or nothing says from what', async () => {
    const code = async () => (await run({ from: project.first })).code;
    expect((await run({ from: 'HEAD' }, temporaryDirectory())).code).toMatch(/there is no .*: run npm run synth/);
    synthesized(topic('two'));
    const list = join(project.repository.directory, 'cdk.out', 'gate', 'sources.json');
    writeFileSync(list, '{}');
    expect(await code()).toMatch(/made from another bin\/app.ts: run npm run synth/);
    writeFileSync(list, '[]');
    expect(await code()).toMatch(/sources.json does not say what cdk.out was made from: run npm run synth/);
    writeFileSync(list, '{');
    expect(await code()).toMatch(/sources.json is not JSON/);
    rmSync(list);
    expect(await code()).toMatch(/there is no .*sources.json, .*: run npm run synth/);
  });

  const changes: Readonly<Record<string, readonly [file: string, change: (place: string) => void]>> = {
    'a file that only a handler takes in': ['lib/close.ts', (file) => writeFileSync(file, 'export const CLOSE = 2;')],
    'its configuration': [CONFIG_FILE, (file) => writeFileSync(file, 'export default {};')],
    'a file that is gone': ['lib/close.ts', rmSync],
    'a file that the bundler now takes first': [
      'lib/names.tsx',
      (file) => writeFileSync(file, 'export const MOST = 2;'),
    ],
    'settings beside a handler': ['functions/close/tsconfig.json', (file) => writeFileSync(file, '{}')],
    'another handler': ['functions/wip/index.ts', (file) => writeFileSync(file, 'export const handler = 1;')],
    'its context': ['cdk.context.json', (file) => writeFileSync(file, '{}')],
  };

  test.each(Object.entries(changes))(
    'fails where the assembly was made from other sources: %s',
    async (_, [name, change]) => {
      const file = join(project.repository.directory, name);
      const before = existsSync(file) ? readFileSync(file) : undefined;
      synthesized(topic('two'));
      mkdirSync(dirname(file), { recursive: true });
      change(file);
      expect((await run({ from: project.first })).code).toMatch(/cdk.out was made from another \S+: run npm run synth/);
      if (before === undefined) rmSync(file);
      else writeFileSync(file, before);
      expect((await run({ from: project.first })).code).toBe(0);
    },
  );

  test('sees another configuration also while a handler does not compile', async () => {
    const { directory, write } = project.repository;
    write('functions/wip/index.ts', "import { x } from './not-yet'; export const handler = () => x;");
    const file = join(directory, CONFIG_FILE);
    const before = readFileSync(file);
    synthesized(topic('two'));
    expect((await run({ from: project.first })).code).toBe(0);
    writeFileSync(file, "export default { cidr: '10.99.0.0/16' };");
    expect((await run({ from: project.first })).code).toMatch(/made from another delivery.config.ts/);
    writeFileSync(file, before);
    rmSync(join(directory, 'functions/wip'), { recursive: true });
  });

  test('fails where nothing was ever promoted, and says what to name', async () => {
    rmSync(join(project.repository.directory, '.rehearsal'), { recursive: true, force: true });
    synthesized(topic('one'));
    expect((await run({})).code).toMatch(/nothing was promoted on this machine yet: .*--from HEAD~1/);
  });
});

import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { GATE_DIRECTORY, GATE_REPORT } from '../../lib/contract/gate-report';
import { readAssembly } from '../../lib/gate/assembly/read-assembly';
import { UserError } from '../../lib/ground/user-error';
import { type Commit, checkout, shortId } from '../../lib/rehearsal/git/commit';
import { gitIn } from '../../lib/rehearsal/git/git';
import { openWorkspace } from '../../lib/rehearsal/git/open-workspace';
import { makePrivateDirectory, removeAside } from '../../lib/rehearsal/private-directory/private-directory';
import { run } from '../../lib/rehearsal/process/run';
import { buildEnvironment } from '../../lib/rehearsal/toolchain/build-environment';
import { install, tail } from '../../lib/rehearsal/toolchain/install';
import {
  REPORT_IN_RELEASE,
  readGateReport,
  readReviewedRelease,
  stacksWithoutTemplates,
} from '../../lib/review/read-release';
import type { Baseline, Release, ReviewedStack, ReviewedTemplate } from '../../lib/review/template';
import { readMachine } from './machine';
import type { Shell } from './shell';

/** What a person may name after `--from`. */
export interface NamedBaseline {
  readonly from: string;
  readonly release: Release;
  readonly shell: Shell;
  readonly signal: AbortSignal;
  /** Told what takes long, and what tools write. */
  readonly say: (line: string) => void;
  readonly onLine: (line: string) => void;
}

/**
 * What was named after `--from`: a gate report, the directory of an assembly or a release, or else a revision.
 *
 * @throws {UserError} when it is none of these
 */
export const namedBaseline = async (named: NamedBaseline): Promise<Baseline> => {
  const path = resolve(named.from);
  if (!existsSync(path)) return revision(named);
  return statSync(path).isDirectory() ? fromDirectory(path, named.release) : fromReport(path);
};

const inGateDirectory = (file: string): boolean =>
  basename(file) === GATE_REPORT && basename(dirname(file)) === GATE_DIRECTORY;

const ALONE =
  'the report lies without the templates it speaks of: name the directory of its assembly to see what changes';

const fromReport = (file: string): Baseline => {
  const directory = dirname(dirname(file));
  const report = readGateReport(file);
  const atHand = inGateDirectory(file) && report.stacks.every(({ template }) => existsSync(join(directory, template)));
  const stacks = atHand ? readReviewedRelease(directory).stacks : stacksWithoutTemplates(report, ALONE);
  return { kind: 'release', label: file, report, stacks };
};

const fromDirectory = (directory: string, release: Release, label = directory): Baseline => {
  if (existsSync(join(directory, REPORT_IN_RELEASE))) {
    return { kind: 'release', label, ...readReviewedRelease(directory) };
  }
  return { kind: 'release', label, stacks: templatesIn(directory, release) };
};

/** Stacks of an assembly that no gate has judged; they are known by their construct paths. */
const templatesIn = (directory: string, { stacks }: Release): readonly ReviewedStack[] =>
  readAssembly(directory).stacks.map(({ path, account, region, template }) => {
    const same = stacks.find((stack) => stack.path === path);
    return {
      path,
      stackName: same?.stackName ?? path,
      account: same?.account ?? account,
      region: same?.region ?? region,
      ...(same?.environment !== undefined && { environment: same.environment }),
      template: template as ReviewedTemplate,
    };
  });

/** Synthesizes an earlier revision in a directory of its own, which is gone afterwards. */
const revision = async (named: NamedBaseline): Promise<Baseline> => {
  const { shell, from, release } = named;
  const privateDirectory = makePrivateDirectory('review');
  try {
    const git = gitIn(shell.env);
    const workspace = await openWorkspace(git, shell.root, privateDirectory, { alone: true });
    if (!workspace.versioned) {
      throw new UserError(`--from ${from} is no file or directory, and ${shell.root} is in no git repository`);
    }
    const commit = await workspace.commit(from).catch((error: Error) => {
      throw new UserError(`--from ${from} is no file or directory, and ${error.message}`);
    });
    const directory = join(privateDirectory, 'commit');
    await checkout(git, workspace.gitDirectory, commit.id, directory);
    const assembly = await synthesized(named, commit, directory, privateDirectory);
    return fromDirectory(assembly, release, `${shortId(commit.id)} (${commit.subject})`);
  } finally {
    removeAside(privateDirectory);
  }
};

const synthesized = async (
  { shell, signal, say, onLine }: NamedBaseline,
  commit: Commit,
  directory: string,
  privateDirectory: string,
): Promise<string> => {
  const env = buildEnvironment(await readMachine(shell), privateDirectory);
  const assembly = join(privateDirectory, 'assembly');
  const other = lockfile(directory) !== lockfile(shell.root);
  say(`synthesizing ${shortId(commit.id)}${other ? ', after its own npm ci: its lockfile is another one' : ''}`);
  await install({ checkout: directory, appDirectory: shell.root, env, signal, onLine });
  const { exitCode, output } = await run({
    argv: [process.execPath, join('bin', 'synth.mjs')],
    cwd: directory,
    env: { ...env, CDK_OUTDIR: assembly },
    signal,
    onLine,
  });
  // Its gate may have said no: what it would have deployed is there all the same.
  if (existsSync(join(assembly, 'manifest.json'))) return assembly;
  throw new UserError(
    `${shortId(commit.id)} cannot be synthesized (exit code ${exitCode}), name another revision or a report:\n${tail(output)}`,
  );
};

const lockfile = (directory: string): string => {
  const file = join(directory, 'package-lock.json');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

import { delimiter, join } from 'node:path';
import { UserError } from '../../ground/user-error';
import { type MissingLookUp, missingLookUps } from '../assembly/missing-context';
import { type AssemblyStack, assemblyStacks, type BootstrapTarget } from '../assembly/read-assembly';
import { type Commit, checkout } from '../git/commit';
import type { Git } from '../git/git';
import type { Workspace } from '../git/workspace';
import type { Outcome } from '../process/run';
import { type CdkContext, cdkSynth } from '../toolchain/cdk';
import { wantsEngine } from '../toolchain/engine';
import { tail } from '../toolchain/install';
import { installBelow } from '../toolchain/install-below';
import { otherLanguage } from '../toolchain/other-language';
import { packagesAbove } from '../toolchain/packages-above';

/** A commit that was checked out, and what its synthesis gave. */
export type Prepared =
  | {
      readonly ok: true;
      readonly commit: Commit;
      /** Of the app, in the commit's files. */
      readonly directory: string;
      readonly assembly: string;
      readonly stacks: readonly AssemblyStack[];
    }
  | { readonly ok: false; readonly commit: Commit; readonly output: string };

/** What every preparation needs. */
export interface PrepareContext {
  readonly git: Git;
  readonly workspace: Workspace;
  readonly privateDirectory: string;
  /** Where an app that leaves account or region open is deployed. */
  readonly tools: BootstrapTarget;
  readonly lookUps: {
    /** Synthesizes once more, with what was missing looked up. */
    synth(cdk: CdkContext, assembly: string, missing: readonly MissingLookUp[]): Promise<Outcome>;
  };
  readonly nodeModules: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

/** Prepares commits and remembers them. */
export interface Preparer {
  prepare(commit: Commit): Promise<Prepared>;
  /** True when the commit was asked for before. */
  knows(commit: Commit): boolean;
}

/** Checks a commit out, installs it and synthesizes it, each commit once. */
export const preparer = (context: PrepareContext): Preparer => {
  const known = new Map<string, Promise<Prepared>>();
  return {
    knows: (commit) => known.has(commit.id),
    prepare(commit) {
      const prepared = known.get(commit.id) ?? prepare(context, commit);
      known.set(commit.id, prepared);
      return prepared;
    },
  };
};

const prepare = async (context: PrepareContext, commit: Commit): Promise<Prepared> => {
  const { git, workspace, privateDirectory, tools, signal, onLine } = context;
  const files = join(privateDirectory, 'commits', commit.id);
  const directory = join(files, workspace.prefix);
  const assembly = join(privateDirectory, 'assemblies', commit.id);
  await checkout(git, workspace.gitDirectory, commit.id, files);
  const appDirectory = workspace.directory;
  await installBelow(workspace.prefix, { checkout: directory, appDirectory, env: context.env, signal, onLine });
  const cdk = {
    cwd: directory,
    nodeModules: [...packagesAbove(directory), context.nodeModules],
    env: {
      ...context.env,
      PATH: toolsFirst(directory, context.env),
      CDK_DEFAULT_ACCOUNT: tools.account,
      AWS_REGION: tools.region,
    },
    signal,
    onLine,
  };
  const outcome = await cdkSynth(cdk, assembly);
  const missing = outcome.exitCode === 0 ? [] : missingLookUps(assembly);
  const { exitCode, output } = missing.length === 0 ? outcome : await context.lookUps.synth(cdk, assembly, missing);
  const wanted = exitCode === 0 ? undefined : wantsEngine(output, context.env);
  if (wanted !== undefined) throw new UserError(wanted);
  const language = exitCode === 0 ? undefined : otherLanguage(directory);
  if (language !== undefined) throw new UserError(`${language}. What it said:\n${tail(output)}`);
  if (exitCode !== 0) return { ok: false, commit, output };
  return { ok: true, commit, directory, assembly, stacks: assemblyStacks(assembly) };
};

/** As `npx` does: the commit's tools before the machine's. */
const toolsFirst = (directory: string, env: Readonly<Record<string, string>>): string =>
  [...packagesAbove(directory).map((packages) => join(packages, '.bin')), env['PATH'] ?? ''].join(delimiter);

import { delimiter, join } from 'node:path';
import { UserError } from '../../ground/user-error';
import { type MissingLookUp, missingLookUps } from '../assembly/missing-context';
import { type AssemblyStack, assemblyStacks, type BootstrapTarget } from '../assembly/read-assembly';
import { type Commit, checkout, shortId } from '../git/commit';
import type { Git } from '../git/git';
import type { Workspace } from '../git/workspace';
import type { Outcome } from '../process/run';
import { networksIn } from '../rehearsable/networks-elsewhere';
import { type AppPlace, appCommand } from '../toolchain/app-command';
import { buildFirst } from '../toolchain/build-first';
import { type CdkContext, cdkSynth } from '../toolchain/cdk';
import { wantsEngine } from '../toolchain/engine';
import { installBelow } from '../toolchain/install-below';
import { maybeUnbuilt, wrongApp } from '../toolchain/no-synthesis';
import { otherLanguage } from '../toolchain/other-language';
import { packagesAbove } from '../toolchain/packages-above';
import type { Told } from '../toolchain/told';
import { untoldIn } from '../toolchain/untold';

/** A commit that was checked out, and what its synthesis gave. */
export type Prepared =
  | {
      readonly ok: true;
      readonly commit: Commit;
      /** Of the app, in the commit's files. */
      readonly directory: string;
      readonly assembly: string;
      readonly stacks: readonly AssemblyStack[];
      /** Ids of networks that were looked up for it. */
      readonly networks: readonly string[];
    }
  | {
      readonly ok: false;
      readonly commit: Commit;
      readonly output: string;
      /** What has to be put right before the app can be synthesized at all; undefined where the app itself has failed. */
      readonly wrong?: string;
    };

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
  /** @default nothing */
  readonly told?: Told;
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
  const { git, workspace, privateDirectory, signal, onLine } = context;
  const top = join(privateDirectory, 'commits', commit.id);
  const directory = join(top, workspace.prefix);
  const assembly = join(privateDirectory, 'assemblies', commit.id);
  await checkout(git, workspace.gitDirectory, commit.id, top);
  const { directory: appDirectory } = workspace;
  const place = { directory, top, appDirectory, commit: `commit ${shortId(commit.id)}` };
  const command = commandOrWhy(place);
  if (typeof command !== 'string') return { ok: false, commit, output: '', wrong: command.message };
  const contextFile = join(directory, 'cdk.context.json');
  const committed = networksIn(contextFile);
  const install = { checkout: directory, appDirectory, env: context.env, signal, onLine };
  await installBelow(workspace.prefix, install);
  const first = await synthesize(context, directory, assembly);
  const built = isUnbuilt(first)
    ? await buildFirst(workspace.prefix, { ...install, env: { ...context.env, ...context.told?.variables } })
    : undefined;
  const isBuilt = built !== undefined && built.failed === undefined;
  const { exitCode, output } = isBuilt ? await synthesize(context, directory, assembly) : first;
  if (exitCode === 0) {
    const networks = networksIn(contextFile).filter((id) => !committed.includes(id));
    return { ok: true, commit, directory, assembly, stacks: assemblyStacks(assembly), networks };
  }
  const engine = wantsEngine(output, context.env);
  if (engine !== undefined) throw new UserError(engine);
  const untold = untoldIn(output, directory, context.told);
  const said = [output.replaceAll(`${top}/`, ''), ...(untold === undefined ? [] : [untold])].join('\n');
  const wrong = wrongApp({ ...place, command, output: said }) ?? otherLanguage(command, said);
  const why = [wrong, built?.failed?.replaceAll(`${top}/`, '')].filter((text) => text !== undefined).join('; ');
  return { ok: false, commit, output: said, ...(wrong !== undefined && { wrong: why }) };
};

const isUnbuilt = ({ exitCode, output }: Outcome): boolean => exitCode !== 0 && maybeUnbuilt(output);

/** A commit without an app may have ancestors with one: it is refused only where the pipeline cannot be deployed from these. */
const commandOrWhy = (place: AppPlace): string | UserError => {
  try {
    return appCommand(place);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
};

const synthesize = async (context: PrepareContext, directory: string, assembly: string): Promise<Outcome> => {
  const { tools, told, signal, onLine } = context;
  const cdk = {
    cwd: directory,
    nodeModules: [...packagesAbove(directory), context.nodeModules],
    env: {
      ...context.env,
      ...told?.variables,
      PATH: toolsFirst(directory, context.env),
      CDK_DEFAULT_ACCOUNT: tools.account,
      AWS_REGION: tools.region,
    },
    ...(told && { context: told.context }),
    signal,
    onLine,
  };
  const outcome = await cdkSynth(cdk, assembly);
  const missing = outcome.exitCode === 0 ? [] : missingLookUps(assembly);
  return missing.length === 0 ? outcome : context.lookUps.synth(cdk, assembly, missing);
};

/** As `npx` does: the commit's tools before the machine's. */
const toolsFirst = (directory: string, env: Readonly<Record<string, string>>): string =>
  [...packagesAbove(directory).map((packages) => join(packages, '.bin')), env['PATH'] ?? ''].join(delimiter);

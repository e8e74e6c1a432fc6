import { resolve } from 'node:path';
import type { Command } from 'commander';
import { UserError } from '../../lib/ground/user-error';
import { plainText } from '../../lib/rehearsal/console/text';
import { type Theme, theme } from '../../lib/rehearsal/console/theme';
import type { View } from '../../lib/rehearsal/console/view';
import { checkFaultCalls } from '../../lib/rehearsal/faults/check-calls';
import { checkFaultPlaces, type Fault, faultLines, parseFault } from '../../lib/rehearsal/faults/parse-fault';
import { type Emit, type ProgressEvent, timestamp } from '../../lib/rehearsal/progress';
import type { PermissionMode } from '../../lib/rehearsal/record/permission-record';
import type { Summary } from '../../lib/rehearsal/record/summary';
import { NothingStarted, type Rehearsal } from '../../lib/rehearsal/rehearsal';
import { openRehearsal } from '../../lib/rehearsal/rehearse';
import { checkApprovalNames, parseApprovalPolicy } from '../../lib/rehearsal/release/approval-policy';
import type { RehearsedRelease } from '../../lib/rehearsal/release/release';
import { termsOf } from '../../lib/rehearsal/release/release-options';
import { isFirstAws } from '../../lib/rehearsal/toolchain/aws-command';
import { toldBy } from '../../lib/rehearsal/toolchain/told';
import type { Worker } from '../../lib/rehearsal/worker';
import { collectors } from '../collectors';
import { assertKnownEnvironments } from './known-environments';
import { readNpm, surroundingsOf } from './machine';
import { printRefusal } from './print-refusal';
import { printJson, printJsonLine, printLines } from './printing';
import { endOfRelease, exitCodeOfAll } from './rehearsal-end';
import { cacheOption, collect, partialOption, permissionsOption, sourceOf, sourceOption } from './release-words';
import { colors, type Finish, type Shell } from './shell';
import { stopOnSignals } from './signals';
import { contextOption, envOption, type ToldOptions } from './told-options';
import { chooseView, terminalAsk } from './view';

/** What the command line says of a rehearsal. */
export interface RehearseOptions extends ToldOptions {
  readonly approve?: string;
  readonly commit?: string;
  readonly app: string;
  readonly base?: string;
  readonly pipeline?: string;
  readonly source?: readonly string[];
  readonly dirty?: boolean;
  readonly keep?: boolean;
  readonly cache?: boolean;
  readonly partial?: boolean;
  readonly json?: boolean;
  readonly debug?: boolean;
  readonly permissions?: PermissionMode;
  readonly lag?: string | true;
  readonly wait?: string;
  readonly to?: string;
  readonly fault?: readonly string[];
}

/** `bin/delivery rehearse`: one release, from the push to the last validation. */
export const addRehearse = (program: Command, shell: Shell, finish: Finish): void => {
  program
    .command('rehearse')
    .description('push a commit through the synthesized pipeline on this machine')
    .option('--approve <who>', 'all, none, ask, or environments to approve (dev,staging) while asking for the others')
    .option('--commit <revision>', 'release this revision instead of HEAD')
    .option('--dirty', 'release the working tree with its uncommitted changes')
    .option('--base <revision>', 'deploy the pipeline from this revision before the push')
    .option('--app <directory>', 'another CDK Pipelines app', shell.app)
    .addOption(permissionsOption())
    .option('--lag [seconds]', "answer as late as AWS documents; so many seconds for one of AWS's minutes, 1 by itself")
    .option('--fault <fault>', 'have something go wrong after the push; may be repeated, list shows what', collect)
    .option('--pipeline <path>', 'the pipeline by its stack or construct path, where the app has several')
    .addOption(sourceOption())
    .addOption(contextOption())
    .addOption(envOption())
    .option('--to <ref>', "push to this branch, or refs/tags/NAME, instead of the source's branch")
    .option('--wait <minutes>', 'stay for retries, starts and pushes until nothing has happened for so long')
    .addOption(cacheOption())
    .addOption(partialOption())
    .option('--keep', 'leave the emulator running, for aws and for the next release')
    .option('--json', 'print the summary as one JSON document on stdout, with --wait one a line; progress on stderr')
    .option('--debug', 'show the output of all tools, and stack traces')
    .action(async (options: RehearseOptions) => {
      if (options.fault?.includes('list')) printLines(shell, faultLines());
      else finish(await rehearse(options, shell));
    });
};

const BY_ITSELF = 'there is no terminal to ask at: approvals are given without a person (--approve none, or names)';

const rehearse = async (options: RehearseOptions, shell: Shell): Promise<number> => {
  const began = performance.now();
  const { json = false, debug = false } = options;
  const run = runOf(options, shell);
  const screen = json ? shell.stderr : shell.stdout;
  const look = theme(colors(shell, screen));
  const view = chooseView(screen, look, debug);
  const signals = stopOnSignals();
  if (isApprovedByItself(options, shell)) view.show(note(BY_ITSELF));
  try {
    await assertKnownEnvironments(run.policy, shell.root, options);
    const asked = rehearsalAsked(options, shell, signals.signal);
    await checkFaultCalls(run.faults, asked.machine, (line) => view.show(note(line)));
    const rehearsal = await openRehearsal({
      ...asked,
      refuse(stageNames, actionNames) {
        checkApprovalNames(run.policy, stageNames);
        checkFaultPlaces(run.faults, stageNames, actionNames);
      },
      emit: (event) => view.show(event),
      log: (line) => (debug ? screen.write(`${plainText(line)}\n`) : true),
    });
    try {
      return await released(rehearsal, { options, shell, run, view, look, screen, began, signal: signals.signal });
    } finally {
      await rehearsal.close();
    }
  } catch (error) {
    if (json) printRefusal(shell, error);
    throw signals.reasonOf(error);
  } finally {
    view.close();
    signals.forget();
  }
};

/** Everything that a release is run and shown with. */
interface Stage {
  readonly options: RehearseOptions;
  readonly shell: Shell;
  readonly run: ReturnType<typeof runOf>;
  readonly view: View;
  readonly look: Theme;
  readonly screen: NodeJS.WriteStream;
  readonly began: number;
  readonly signal: AbortSignal;
}

/** Runs the release, and what comes after it where somebody waits for that; answers the exit code. */
const released = async (rehearsal: Rehearsal, stage: Stage): Promise<number> => {
  const { options, shell, run, view, look, screen } = stage;
  const print = ({ summary }: RehearsedRelease): void =>
    options.json ? printSummary(shell, summary, options) : undefined;
  if (options.keep) rehearsal.keep();
  const firstAws = options.keep ? isFirstAws(shell) : false;
  const ask = isInteractive(options, shell) ? terminalAsk(shell, view, look, rehearsal) : undefined;
  const worker = run.retryMilliseconds > 0 ? rehearsal.work(run, undefined, print) : undefined;
  const release = await unlessNothing(rehearsal.release({ ...run, ...(ask && { ask }) }), worker, (event) =>
    view.show(event),
  );
  view.close();
  if (release !== undefined) {
    const ran = {
      approvedByItself: isApprovedByItself(options, shell),
      total: performance.now() - stage.began,
      firstAws: await firstAws,
    };
    screen.write(endOfRelease(rehearsal, release, ran, look));
    print(release);
  }
  if (worker === undefined) return exitCodeOfAll([release]);
  view.show(await stays(rehearsal, options.wait));
  await worker.idle(run.retryMilliseconds, stage.signal);
  return worker.broken > 0 ? 1 : exitCodeOfAll([release, ...worker.releases]);
};

/** Is there a person at a terminal who can be asked? */
const isInteractive = ({ json }: RehearseOptions, { stdin, stdout }: Shell): boolean =>
  stdin.isTTY === true && stdout.isTTY === true && !json;

const isApprovedByItself = (options: RehearseOptions, shell: Shell): boolean =>
  options.approve === undefined && !isInteractive(options, shell);

/** One document; where more than one release may come, each in a line as it ends. */
const printSummary = (shell: Shell, summary: Summary, { wait }: RehearseOptions): void =>
  wait === undefined ? printJson(shell, summary) : printJsonLine(shell, summary);

const runOf = (options: RehearseOptions, shell: Shell) => ({
  ...termsOf(parseApprovalPolicy(options.approve, isInteractive(options, shell)), waitOf(options.wait)),
  faults: faultsOf(options),
  ...(options.to !== undefined && { to: options.to }),
});

const note = (text: string): ProgressEvent => ({ type: 'note', time: timestamp(), text });

const stays = async (rehearsal: Rehearsal, minutes = ''): Promise<ProgressEvent> =>
  note(
    `stays until nothing has happened for ${minutes} minutes, or Ctrl-C: bin/delivery start, or git push ${rehearsal.remote} HEAD:${await rehearsal.branch()}`,
  );

/** A release; none where its push started nothing and somebody stays to run what is started later. */
const unlessNothing = async (
  release: Promise<RehearsedRelease>,
  worker: Worker | undefined,
  show: Emit,
): Promise<RehearsedRelease | undefined> => {
  try {
    return await release;
  } catch (error) {
    if (!(error instanceof NothingStarted) || worker === undefined) throw error;
    show(note(error.message));
    return undefined;
  }
};

/** What the command line and the environment ask for. */
export const rehearsalAsked = (options: RehearseOptions, shell: Shell, signal: AbortSignal) => ({
  signal,
  directory: options.app,
  machine: surroundingsOf(shell),
  readNpm: () => readNpm(shell),
  collectors,
  ...(options.commit !== undefined && { revision: options.commit }),
  ...(options.base !== undefined && { base: options.base }),
  given: (options.source ?? []).map(sourceOf),
  ...(options.pipeline !== undefined && { pipeline: options.pipeline }),
  ...(shell.env['AWS_ENDPOINT_URL'] && { endpoint: shell.env['AWS_ENDPOINT_URL'] }),
  // An app of somebody else is not to fail here by what we have read of AWS: it is told.
  permissions:
    options.permissions ?? (resolve(options.app) === shell.root ? ('enforce' as const) : ('report' as const)),
  dirty: options.dirty ?? false,
  cache: cacheOf(options),
  partial: options.partial ?? false,
  told: toldBy(options.context ?? [], options.env ?? []),
  ...(options.lag !== undefined && { lag: lagOf(options.lag) }),
});

const cacheOf = ({ cache = false, fault = [], permissions }: RehearseOptions): boolean => {
  if (cache && fault.length > 0)
    throw new UserError('--cache takes over what went well, and --fault has something go wrong: leave one out');
  if (cache && permissions === 'off')
    throw new UserError('--cache needs somebody who judges what builds ask AWS for: leave out --permissions off');
  return cache;
};

const faultsOf = ({ fault = [], permissions }: RehearseOptions): readonly Fault[] => {
  const faults = fault.map(parseFault);
  const denied = faults.find(({ row }) => row.name === 'denied');
  if (denied === undefined || permissions !== 'off') return faults;
  throw new UserError(`--fault "${denied.text}" needs somebody who judges policies: leave out --permissions off`);
};

const LONGEST_WAIT = 24 * 60;

/** Milliseconds that `--wait` says; none without it. */
export const waitOf = (given: string | undefined): number => {
  const minutes = given === undefined ? 0 : Number(given);
  if (given === undefined || (minutes > 0 && minutes <= LONGEST_WAIT)) return minutes * 60_000;
  throw new UserError(`--wait must be above 0 and at most ${LONGEST_WAIT} minutes, got "${given}"`);
};

const lagOf = (given: string | true): number => {
  const seconds = given === true ? 1 : Number(given);
  if (seconds > 0 && seconds <= 60) return seconds;
  throw new UserError(`--lag must be above 0 and at most 60 seconds, got "${given}"`);
};

import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { counted } from '../../ground/counted';
import type { BootstrapTarget } from '../assembly/read-assembly';
import { credentialsOf, type Entrance } from '../emulator/endpoint';
import { type Decisive, decisiveAction, decisiveActions, isRejected } from '../record/decisive';
import { MAILBOX } from '../record/mailbox';
import type { Summary, TargetSummary } from '../record/summary';
import { ASKED_OF_AWS } from '../toolchain/aws-command';
import { between, formatDuration, oneLine, plainText, widest } from './text';
import type { Theme } from './theme';

/** As much as a finding takes, and what a build still does after it has failed. */
const TAIL_LINES = 24;

/** What is said when a release has ended. */
export interface ReleaseEnding {
  readonly summary: Summary;
  /** Directory of the record, and where the reader is, so that paths can be short. */
  readonly record: string;
  readonly cwd: string;
  /** Directories of the record that collectors may have filled, in order. */
  readonly collected: readonly string[];
  readonly cause: string | undefined;
  readonly next: readonly string[];
  /** Milliseconds since the command began: the pipeline comes after the emulator, the accounts and the push. */
  readonly total: number;
  /** What is not as it should be beside the release, and makes the command end with 1. */
  readonly flaws: readonly string[];
  /** Lines about the emulator, permissions and faults. */
  readonly beside: readonly string[];
}

/** The end of a rehearsal: what lies where, the cause with the log that shows it, what to try next, and last the verdict. */
export const closing = (ending: ReleaseEnding, theme: Theme): readonly string[] => {
  const { summary, record, cwd, beside } = ending;
  const { color } = theme;
  return [
    '',
    ...targetTable(summary.targets, theme),
    ...(beside.length === 0 ? [] : ['', ...beside]),
    ...causeLines(ending, theme),
    '',
    `  ${color.dim('record ')}  ${nearby(cwd, record)}/`,
    `           ${['summary.json', ...partsOf(ending)].join(', ')}`,
    ...ending.next.map((text) => `  ${color.dim('next   ')}  ${text}`),
    '',
    verdict(ending, theme),
  ];
};

/** The last line: what came of it, and how long it took. */
const verdict = ({ summary, record, total, flaws }: ReleaseEnding, { color, sign }: Theme): string => {
  const { status, startTime, endTime, restarts } = summary;
  const decisive = decisiveAction(summary)?.action;
  const word = status === 'Failed' && decisive !== undefined && isRejected(decisive, record) ? 'Rejected' : status;
  const all = `${formatDuration(total)} in all`;
  const took = endTime === null ? ` (${all})` : ` in ${formatDuration(between(startTime, endTime))} (${all})`;
  const restarted = restarts === 0 ? '' : `, ${counted(restarts, 'restart')}`;
  const isGood = status === 'Succeeded' && flaws.length === 0;
  const but = status === 'Succeeded' && flaws.length > 0 ? `, but ${flaws.join(', ')}` : '';
  return `  ${isGood || status !== 'Succeeded' ? sign(status) : color.red('!')} ${color.bold(`${word}${took}`)}${restarted}${but}`;
};

/** Directories of the record and the mailbox that are there, in the order in which a release writes them. */
const partsOf = ({ record, collected }: ReleaseEnding): readonly string[] => [
  ...['logs', ...collected].filter((part) => existsSync(join(record, part))).map((part) => `${part}/`),
  ...[MAILBOX].filter((file) => existsSync(join(record, file))),
];

const causeLines = (ending: ReleaseEnding, theme: Theme): readonly string[] => {
  const { summary, cause } = ending;
  if (summary.status === 'Succeeded') return [];
  const decisive = decisiveActions(summary);
  if (decisive.length > 0) return decisive.flatMap((each) => actionLines(each, ending, theme));
  return cause === undefined ? [] : ['', `  ${theme.color.red(oneLine(cause))}`];
};

const actionLines = (
  { stage, action }: Decisive,
  { record, cwd }: ReleaseEnding,
  { color }: Theme,
): readonly string[] => {
  const said = oneLine(action.summary);
  const no = isRejected(action, record) ? 'rejected: ' : '';
  const head = ['', `  ${color.red(`${stage.stageName} · ${action.actionName}`)}: ${no}${said}`];
  if (action.category === 'Approval') return head;
  const log = join(record, action.log);
  const tail = logTail(log, `${action.status}: ${said}`).map((line) => `    ${color.dim('│')} ${line}`);
  return [...head, '', ...tail, `    ${color.dim(nearby(cwd, log))}`];
};

/** A path as the reader would type it. */
const nearby = (cwd: string, path: string): string => {
  const way = relative(cwd, path);
  return way.startsWith('..') ? path : way;
};

/** The end of a log, but for the line with which it says once more what is said already. */
const logTail = (file: string, said: string): readonly string[] => {
  const lines = plainText(readFileSync(file, 'utf8')).trimEnd().split('\n');
  return lines.filter((line) => oneLine(line) !== said).slice(-TAIL_LINES);
};

const targetTable = (targets: readonly TargetSummary[], { color }: Theme): readonly string[] => {
  const rows = targets.flatMap((target) => targetRows(target));
  // What was proved stands below the stacks, so that a line has room in 80 columns.
  const widths = [0, 1, 2, 3].map((column) =>
    widest(rows.map((row) => (row.length > column + 1 ? row[column] : '') ?? '')),
  );
  return rows.map((row) => {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    return `  ${row[3] === NOTHING ? color.dim(cells.join('  ').trimEnd()) : cells.join('  ').trimEnd()}`;
  });
};

const NOTHING = 'nothing deployed';

/** Environment, account/region, stack and status, a row for each stack; below them what the validation proved. */
const targetRows = ({
  environment,
  account,
  region,
  stacks,
  validation,
}: TargetSummary): readonly (readonly string[])[] => {
  const where = [environment, `${account}/${region}`];
  if (stacks.length === 0) return [[...where, '', NOTHING]];
  const proved =
    validation === null
      ? 'not validated'
      : `${validation.pass} pass, ${validation.fail} fail, ${validation.cannotTell} cannot tell`;
  const rows = stacks.map(({ stackName, status }, index) => [...(index === 0 ? where : ['', '']), stackName, status]);
  return [...rows, ['', '', proved]];
};

/** How the release was run. */
export interface ReleaseCircumstances {
  readonly kept: boolean;
  readonly approvedByItself: boolean;
}

/** What to try next. */
export const nextSteps = (summary: Summary, { kept, approvedByItself }: ReleaseCircumstances): readonly string[] => {
  const keep = '--keep leaves the emulator running, to look around with aws and to push a second release';
  if (summary.status === 'Succeeded') {
    const ask = 'run it in a terminal, or with --approve none, to decide yourself';
    return [...(kept ? [] : [keep]), ...(approvedByItself ? [ask] : [])];
  }
  const decisive = decisiveAction(summary)?.action;
  if (decisive?.category === 'Approval') return ['--approve all, ask, or the names of environments lets it go on'];
  // Somebody stopped it, or a transition that nobody enabled: the reason says so, and nothing is broken.
  if (summary.status === 'Stopped' && decisive === undefined) return kept ? [] : [keep];
  // It has changed the definition under way: there is nothing to fix, and the next one runs on the new definition.
  if (summary.status === 'Cancelled' && decisive === undefined) return [kept ? 'rehearse it once more' : keep];
  const again = 'fix it, commit, and rehearse again; --dirty takes the working tree as it is';
  if (kept) return [...summary.targets.flatMap(deletions), again];
  return decisive?.category === 'Deploy' ? [again, keep] : [again];
};

/** CloudFormation updates no stack whose first creation was taken back. */
const deletions = ({ environment, stacks }: TargetSummary): readonly string[] =>
  stacks
    .filter(({ status }) => status === 'ROLLBACK_COMPLETE')
    .map(
      ({ stackName }) =>
        `aws cloudformation delete-stack --stack-name ${stackName}, with the variables of ${environment} above: its first creation was taken back, and no release updates it`,
    );

/** A rehearsal whose emulator stays up. */
export interface Reachable {
  readonly endpoint: Entrance;
  readonly tools: BootstrapTarget;
  readonly remote: string;
  /** Whether this machine's `aws` is of version 1, which asks AWS itself for some services. */
  readonly firstAws?: boolean;
}

/** The variables the `aws` command needs. */
const READ_BY_AWS = ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_DEFAULT_REGION'] as const;

/** What the stacks' outputs say can be called here, one line each. */
const callable = (targets: readonly TargetSummary[], { color }: Theme): readonly string[] =>
  targets
    .flatMap(({ stacks }) => stacks)
    .flatMap(({ stackName, addresses = {} }) =>
      Object.entries(addresses).map(
        ([output, address]) =>
          `  ${color.dim('call   ')}  ${address}  ${color.dim(`# ${stackName}, output ${output}`)}`,
      ),
    );

const FIRST_AWS = `# the aws here is version 1, which asks AWS itself for ${ASKED_OF_AWS.join(', ')}: give it --endpoint-url "$AWS_ENDPOINT_URL" there`;

/** How to reach a kept emulator: its APIs, and one line per account that makes the stock `aws` CLI its root. */
export const reachability = (
  { endpoint, tools, remote, firstAws = false }: Reachable,
  { targets }: Summary,
  look: Theme,
): readonly string[] => {
  const { color } = look;
  const places = [{ environment: 'tools', ...tools }, ...targets];
  const exports = places.map(({ environment, account, region }) => {
    const variables = credentialsOf(endpoint, account, region);
    const assignments = READ_BY_AWS.map((name) => `${name}=${variables[name]}`);
    return `  export ${assignments.join(' ')}  ${color.dim(`# ${environment}`)}`;
  });
  return [
    `  ${color.dim('kept   ')}  emulator ${endpoint.url}, git remote ${remote}`,
    `  ${color.dim('       ')}  bin/delivery down ends it; until then rehearse releases onto it`,
    ...callable(targets, look),
    '',
    ...exports,
    ...(firstAws ? [`  ${color.dim(FIRST_AWS)}`] : []),
  ];
};

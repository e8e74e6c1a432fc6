import { inColumns } from '../ground/in-columns';
import type { Archive } from './archive';
import { outcomeWord, personIn, reachedBy } from './outcome-word';
import type { RecordedEnvironment, ReleaseRecord } from './statement';
import type { BundleVerdict } from './verify/verify-bundle';

/** Lines for a person. A text in one may hold anything at all: who prints it keeps it on its line. */
type Lines = readonly string[];

/** A verification for a person. */
export const printedVerdict = ({
  verdict,
  bundle,
  key,
  keyFrom,
  release,
  findings,
  chainChecked,
}: BundleVerdict): Lines => [
  `${verdict}: ${bundle}`,
  ...(release === null
    ? []
    : [
        `release   ${release.number}, ${release.pipelineExecutionId}`,
        `commit    ${release.commit}`,
        `status    ${outcomeWord(release)}: ${release.because}${release.by === null ? '' : ` (${release.by})`}`,
        `parts     ${release.parts}`,
        `previous  ${previousLine(release.previous, chainChecked)}`,
      ]),
  `key       ${key}, ${KEY_FROM[keyFrom]}`,
  ...findings.map(({ kind, place, because }) => `${kind.padEnd(13)} ${place}: ${because}`),
];

const KEY_FROM: Readonly<Record<BundleVerdict['keyFrom'], string>> = {
  given: 'as given',
  'beside the bundle':
    'which lay beside the bundle: whoever made the bundle may have made that key too; compare it with the one that KMS holds, or give --public-key',
};

const previousLine = (previous: ReleaseRecord['previous'], checked: boolean): string => {
  if (previous === null) return 'none: this is the first release';
  const named = `${previous.number}, ${previous.pipelineExecutionId}`;
  return checked ? `${named}, as given` : `${named} (not compared: give it with --previous)`;
};

/** Every release on a line, newest first: how it ended, how far it came, and who decided last. */
export const printedList = ({ closed, open, findings }: Archive): Lines => {
  const rows = closed.toReversed().map((record) => {
    const { number, pipelineExecutionId: id, outcome, commit, closedTime } = record;
    const because = outcome.status === 'Succeeded' ? '' : outcome.because;
    const reached = reachedBy(record).at(-1) ?? 'none';
    return [
      String(number),
      id,
      outcomeWord(outcome),
      reached,
      whoDecided(record),
      commit.id.slice(0, 7),
      closedTime,
      because,
    ];
  });
  const waiting = open.map((id) => ['-', id, 'open', '', '', '', '', 'nothing of it is signed yet']);
  return [
    ...(rows.length + open.length === 0
      ? ['no release has left anything behind yet']
      : inColumns([HEADER, ...waiting, ...rows])),
    ...findings.map(({ place, because }) => `the chain is broken at ${place}: ${because}`),
  ];
};

const HEADER = ['release', 'execution', 'outcome', 'deployed to', 'who', 'commit', 'closed', 'because'];

/** Who decided last, with what came of it said by the outcome. */
const whoDecided = ({ environments, outcome }: ReleaseRecord): string => {
  const last = environments.flatMap(({ approvals }) => approvals).at(-1)?.by ?? outcome.by;
  return last === null || last === undefined ? 'nobody' : personIn(last);
};

/** One release for a person. */
export const printedRecord = (record: ReleaseRecord): Lines => {
  const { number, pipelineExecutionId, outcome, commit, pipeline, build, environments, previous } = record;
  const tools = Object.entries(build.tools).map(([name, version]) => `${name} ${version}`);
  return [
    `release ${number} of ${pipeline.name}, ${pipelineExecutionId}`,
    `${outcomeWord(outcome)}: ${outcome.because}${outcome.by === null ? '' : ` (${outcome.by})`}`,
    `commit ${commit.id} by ${commit.author ?? 'somebody'}: ${commit.message ?? ''}`,
    ...(record.rollbackTo === undefined ? [] : [`rolled back to ${record.rollbackTo}`]),
    `from ${record.startTime} to ${record.endTime}, ${record.seconds} s; closed ${record.closedTime}`,
    `gate: ${build.verdict ?? 'no report'}, ${build.acknowledgements ?? 0} acknowledgements, ${build.templates.length} templates`,
    ...(build.warnings ?? []).map((warning) => `warning: ${warning}`),
    `built with ${tools.length === 0 ? 'unknown tools' : tools.join(', ')}`,
    ...environments.flatMap(environmentLines),
    previous === null ? 'the first release' : `after release ${previous.number}, ${previous.pipelineExecutionId}`,
  ];
};

const environmentLines = ({ name, approvals, targets, seconds }: RecordedEnvironment): readonly string[] => [
  `${name}: ${seconds} s`,
  ...approvals.map(
    ({ decision, by, byAuthor, comment, decidedAt }) =>
      `  ${decision} by ${by ?? (decision === 'Expired' || decision === 'Failed' ? 'nobody' : 'somebody')}${byAuthor ? ', who has written it,' : ''} at ${decidedAt}${comment === '' ? '' : `: ${comment}`}`,
  ),
  ...targets.map(({ account, region, validation }) =>
    validation === null
      ? `  ${account} ${region}: not validated`
      : `  ${account} ${region}: ${validation.pass} pass, ${validation.fail} fail, ${validation.cannotTell} cannot tell`,
  ),
];

import { counted } from '../../lib/ground/counted';
import { closing, nextSteps, reachability } from '../../lib/rehearsal/console/closing';
import { faultsTold } from '../../lib/rehearsal/console/faults';
import { notRehearsedTold } from '../../lib/rehearsal/console/not-rehearsed';
import { refusals, wouldHaveBeenRefused } from '../../lib/rehearsal/console/refusals';
import type { Theme } from '../../lib/rehearsal/console/theme';
import type { Rehearsal } from '../../lib/rehearsal/rehearsal';
import type { RehearsedRelease } from '../../lib/rehearsal/release/release';
import { collectors } from '../collectors';

/** How a release was run, for its last words. */
export interface Ran {
  readonly approvedByItself: boolean;
  /** Milliseconds since the command began. */
  readonly total: number;
  /** Whether this machine's `aws` is of version 1. */
  readonly firstAws: boolean;
}

/** Everything that is said of a release at its end; the verdict is the last line. */
export const endOfRelease = (
  rehearsal: Rehearsal,
  release: RehearsedRelease,
  { approvedByItself, total, firstAws }: Ran,
  look: Theme,
): string => {
  const { kept, endpoint, tools, remote } = rehearsal;
  const { summary, permissions } = release;
  const found = [
    ...(permissions === undefined ? [] : refusals(permissions, look)),
    ...faultsTold(summary.faults ?? [], look),
    ...notRehearsedTold(summary.notRehearsed ?? [], look),
  ];
  const reach = kept ? reachability({ endpoint, tools, remote, firstAws }, summary, look) : [];
  const beside = [...reach, ...(kept && found.length > 0 ? ['', ...found] : found)];
  const next = nextSteps(summary, { kept, approvedByItself });
  const collected = collectors.map(({ directory }) => directory);
  const ending = { ...release, collected, cwd: process.cwd(), next, total, flaws: flawsOf(release), beside };
  return `${closing(ending, look).join('\n')}\n`;
};

/** Every execution has to come to a good end; one that a newer one superseded has. */
export const exitCodeOfAll = (all: readonly (RehearsedRelease | undefined)[]): 0 | 1 => {
  const ran = all.filter((release) => release !== undefined);
  const isFine = (release: RehearsedRelease): boolean =>
    release.summary.status === 'Superseded' ||
    (release.summary.status === 'Succeeded' && flawsOf(release).length === 0);
  return ran.length > 0 && ran.every(isFine) ? 0 : 1;
};

/** What AWS would have refused is a no, too, and a fault that never struck; where one did, the release itself has said what came of it. */
const flawsOf = ({ summary, permissions }: RehearsedRelease): readonly string[] => {
  const refused = permissions === undefined ? 0 : wouldHaveBeenRefused(permissions);
  const never = (summary.faults ?? []).filter(({ times }) => times === null || times === 0);
  return [
    ...(refused === 0 ? [] : [`${counted(refused, 'call')} would have been refused on AWS`]),
    ...never.map(({ fault }) => `fault ${fault} never happened`),
  ];
};

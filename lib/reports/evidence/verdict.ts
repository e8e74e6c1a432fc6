import type { EvidenceReport, ReportedRelease } from '../../contract/evidence-report';
import { counted } from '../../ground/counted';
import type { Count, PageVerdict } from '../kit';

/** What an auditor reads first: a yes only where every deployment was proven and nobody let his own commit through. */
export const evidenceVerdict = ({ findings, releases }: EvidenceReport): PageVerdict => {
  if (findings.length > 0) {
    return {
      tone: 'bad',
      word: 'No',
      because: 'Something speaks against this record: see below before anything else.',
    };
  }
  if (releases.length === 0) {
    return {
      tone: 'unsure',
      word: 'Nothing yet',
      because: 'No release is closed: there is nothing to prove anything by.',
    };
  }
  const because = `Nothing speaks against the record of ${counted(releases.length, 'release')}.`;
  const doubts = doubtsOf(releases);
  return doubts.length === 0
    ? { tone: 'good', word: 'Yes', because: `${because} Encryption was proven after every deployment.` }
    : { tone: 'unsure', word: 'In part', because: [because, ...doubts].join(' ') };
};

/** What an auditor has to know of releases against which nothing speaks. */
const doubtsOf = (releases: readonly ReportedRelease[]): readonly string[] => {
  const [unproven, own] = [unprovenIn(releases), ownIn(releases)];
  return [
    unproven > 0 && `After ${counted(unproven, 'deployment')} encryption was not proven.`,
    own > 0 && `${counted(own, 'release was', 'releases were')} approved by the author of the commit.`,
  ].filter((doubt) => doubt !== false);
};

const unprovenIn = (releases: readonly ReportedRelease[]): number =>
  releases.flatMap(({ encryption }) => encryption).filter(({ proven }) => proven !== 'yes').length;

const ownIn = (releases: readonly ReportedRelease[]): number =>
  releases.filter(({ decisions }) => decisions.some((each) => each.byAuthor && each.decision === 'Approved')).length;

/** How the releases ended, and how many of them leave a doubt. */
export const evidenceCounts = ({ findings, releases }: EvidenceReport): readonly Count[] => {
  const of = (outcome: ReportedRelease['outcome']) => releases.filter((each) => each.outcome === outcome).length;
  const [unproven, own] = [unprovenIn(releases), ownIn(releases)];
  const others = releases.length - of('Succeeded') - of('Rejected');
  const inReleases = (value: number, label: string, tone: Count['tone'] = 'plain'): Count => ({
    value,
    label,
    tone,
    section: 'releases',
  });
  return [
    ...(findings.length === 0
      ? []
      : [{ value: findings.length, label: 'against the record', tone: 'bad' as const, section: 'against' }]),
    inReleases(of('Succeeded'), 'succeeded'),
    inReleases(of('Rejected'), 'rejected'),
    ...(others > 0 ? [inReleases(others, 'ended otherwise')] : []),
    ...(own > 0 ? [inReleases(own, 'approved by the author', 'unsure')] : []),
    inReleases(
      unproven,
      unproven === 1 ? 'deployment unproven' : 'deployments unproven',
      unproven > 0 ? 'unsure' : 'plain',
    ),
  ];
};

import type { EvidenceReport, ReportedRelease } from '../../contract/evidence-report';
import { counted } from '../../ground/counted';
import {
  badge,
  bullets,
  cards,
  code,
  details,
  facts,
  type Html,
  html,
  link,
  nothing,
  page,
  type Section,
  type Tone,
  table,
} from '../kit';

import { evidenceCounts, evidenceVerdict } from './verdict';

/** `evidence report`: who let the last releases through, what was accepted then, what was proven afterwards. */
export const evidencePage = (report: EvidenceReport): string => {
  const { application, releases, closed, open, findings } = report;
  return page({
    kind: 'Evidence',
    subject: application,
    verdict: evidenceVerdict(report),
    facts: [
      { name: 'Releases', value: `the last ${releases.length} of ${closed}` },
      { name: 'Not closed yet', value: open.length > 0 && open.map(code) },
    ],
    counts: evidenceCounts(report),
    states: STATES,
    sections: [
      ...(findings.length === 0 ? [] : [against(report)]),
      overview(releases),
      ...releases.map(releaseSection),
    ],
    footer: html`<p>Made from the evidence bucket. Statements are held to the keys that the bucket publishes, parts to their statements; <code>bin/delivery evidence verify</code> proves a bundle with a key from elsewhere.</p>`,
  });
};

const STATES = [
  { value: 'yes', label: 'what was proven' },
  { value: 'no', label: 'what was not proven' },
  { value: 'unknown', label: 'what nobody knows' },
];

const against = ({ findings }: EvidenceReport): Section => ({
  id: 'against',
  heading: 'What speaks against the record',
  count: findings.length,
  body: bullets(findings.map(({ place, because }) => html`<bdi>${place}</bdi>: <bdi>${because}</bdi>`)),
});

const overview = (releases: readonly ReportedRelease[]): Section => ({
  id: 'releases',
  heading: 'Releases',
  count: releases.length,
  body: table({
    caption: 'Releases, the newest first',
    quiet: true,
    columns: [
      { heading: 'Release', kind: 'narrow' },
      { heading: 'Outcome', kind: 'narrow' },
      { heading: 'Ended', kind: 'narrow' },
      { heading: 'Commit', kind: 'narrow' },
      { heading: 'Deployed to' },
      { heading: 'Decided by' },
      { heading: 'Encryption proven' },
    ],
    rows: releases.map((release) => ({
      state: worst(release),
      cells: [
        html`<a href="#release-${release.number}">${release.number}</a>`,
        badge(toneOf(release.outcome), release.outcome),
        time(release.endTime),
        code(release.commit.id.slice(0, 7)),
        release.reached.join(', ') || 'nothing',
        release.decisions.map(
          ({ environment, decision, by, byAuthor }) =>
            html`<div>${environment}: ${decision} by ${person(by)}${byAuthor ? ', its author' : ''}</div>`,
        ),
        release.encryption.length === 0
          ? 'nothing was deployed'
          : release.encryption.map(({ environment, proven }) => html`<div>${environment}: ${proven}</div>`),
      ],
    })),
    empty: 'No release is closed yet.',
  }),
});

const worst = ({ encryption }: ReportedRelease): string =>
  ['no', 'unknown', 'yes'].find((state) => encryption.some(({ proven }) => proven === state)) ?? 'unknown';

const toneOf = (outcome: ReportedRelease['outcome']): Tone =>
  outcome === 'Succeeded' ? 'good' : outcome === 'Failed' || outcome === 'Rejected' ? 'bad' : 'plain';

const person = (arn: string | null): Html =>
  arn === null ? html`nobody known` : html`<bdi title="${arn}">${arn.split('/').at(-1) ?? arn}</bdi>`;

const releaseSection = (release: ReportedRelease): Section => {
  const { number, outcome, because, commit, pipelineExecutionId, startTime, endTime } = release;
  return {
    id: `release-${number}`,
    heading: `Release ${number}: ${outcome}`,
    lead: because,
    body: html`${facts([
      { name: 'Commit', value: commit.url === null ? code(commit.id) : html`${code(commit.id)} ${link(commit.url)}` },
      { name: 'Message', value: commit.message ?? '' },
      { name: 'Author', value: commit.author ?? '' },
      { name: 'Execution', value: code(pipelineExecutionId) },
      { name: 'From, to', value: html`${time(startTime)}, ${time(endTime)}` },
    ])}${decisions(release)}${encryption(release)}${accepted(release)}`,
  };
};

const decisions = ({ number, decisions: list }: ReportedRelease): Html =>
  html`<div class="part"><h3>Who decided</h3>${table({
    caption: `Decisions of release ${number}`,
    quiet: true,
    columns: [
      { heading: 'Environment' },
      { heading: 'Decision' },
      { heading: 'By' },
      { heading: 'At' },
      { heading: 'Comment', kind: 'wide' },
    ],
    rows: list.map(({ environment, decision, by, byAuthor, at, comment }) => ({
      cells: [
        environment,
        byAuthor ? `${decision} by its author` : decision,
        by === null ? 'nobody known' : code(by),
        time(at),
        comment === '' ? 'none' : comment,
      ],
    })),
    empty: 'Nobody was asked.',
  })}</div>`;

const encryption = ({ number, encryption: list }: ReportedRelease): Html =>
  html`<div class="part"><h3>Encryption, as proven after the deployment</h3>${
    list.length === 0
      ? nothing('Nothing was deployed.')
      : cards(
          list.map(({ environment, account, region, proven, because, unproven }) => ({
            id: `encryption-${number}-${environment}-${account}-${region}`,
            tone: PROVEN[proven],
            state: proven,
            heading: html`${environment}, ${account}, ${region}: ${proven}`,
            body: html`<p>${because}.</p>${
              unproven.length > 0 &&
              bullets(
                unproven.map(
                  (each) => html`${code(each.check)} <bdi>${each.subject}</bdi>: <bdi>${each.because}</bdi>`,
                ),
              )
            }`,
          })),
        )
  }</div>`;

const PROVEN: Readonly<Record<ReportedRelease['encryption'][number]['proven'], Tone>> = {
  yes: 'good',
  no: 'bad',
  unknown: 'unsure',
};

const accepted = ({ gate, accepted: list }: ReportedRelease): Html => {
  const all = list.reduce((sum, { findings }) => sum + findings.length, 0);
  return html`<div class="part"><h3>Accepted then</h3>${
    gate === null
      ? nothing('No report of the gate is kept.')
      : details({
          summary: `${counted(all, 'finding')} for ${counted(list.length, 'reason')}; the gate said ${gate}`,
          body: list.map(({ acknowledgement: { reason, owner, expires, ticket }, findings }) =>
            details({
              slight: true,
              summary: html`<bdi>${reason}</bdi> (${findings.length})`,
              body: html`${facts([
                { name: 'Owner', value: owner },
                { name: 'Until', value: expires },
                { name: 'Ticket', value: link(ticket) },
              ])}${bullets(findings.map(({ finding, resource }) => html`${code(finding)} on ${code(resource)}`))}`,
            }),
          ),
        })
  }</div>`;
};

const time = (iso: string): Html =>
  html`<time datetime="${iso}">${iso.replace('T', ' ').replace(/\.\d+Z$|Z$/, ' UTC')}</time>`;

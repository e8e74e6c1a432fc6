import type { AcknowledgementTerms, GateFinding } from '../../contract/gate-report';
import type { Review } from '../../contract/review';
import { badge, type Content, code, html, link, type Section, type Tone, table } from '../kit';

const NOT_KNOWN = 'The baseline has no gate report at hand: what is new among these cannot be told.';

/** Findings that are new, and those that are gone. */
export const findingSection = ({ findings }: Review): Section | undefined => {
  const list = [
    ...findings.new.map((each) => ({
      finding: each,
      tone: 'bad' as const,
      word: each.wasAcknowledged ? 'No longer acknowledged' : findings.known ? 'New' : 'Open',
    })),
    ...findings.gone.map((each) => ({ finding: each, tone: 'good' as const, word: 'Gone' })),
  ];
  if (list.length === 0) return undefined;
  return {
    id: 'finding-changes',
    heading: 'Findings against the baseline',
    count: list.length,
    lead: findings.known ? undefined : NOT_KNOWN,
    body: table({
      caption: 'Findings that are new or gone',
      quiet: true,
      columns: [
        { heading: 'Finding', kind: 'wide' },
        { heading: 'Since the baseline', kind: 'narrow' },
        { heading: 'Resource', kind: 'wide' },
        { heading: 'Why', kind: 'wide' },
      ],
      rows: list.map(({ finding, tone, word }) => ({
        state: 'change',
        cells: [...named(finding, tone, word), html`<bdi>${finding.because}</bdi>`],
      })),
      empty: 'Nothing.',
    }),
  };
};

/** Acknowledgements that are new, other, gone, or will be. */
export const acknowledgementSection = ({ acknowledgements, baseline }: Review): Section | undefined => {
  const { known, added, removed, changed, expiring, moved = [] } = acknowledgements;
  const fresh = known ? added.map((each) => row(each, 'noted', 'New', terms(each.acknowledgement))) : [];
  const rows = [
    ...fresh,
    ...moved.map((each) =>
      row(each, 'plain', 'Moved', [
        html`<p class="aside">It was on ${code(each.wasOn)}</p>`,
        terms(each.acknowledgement),
      ]),
    ),
    ...changed.map((each) =>
      row(each, 'noted', 'Other terms', [
        terms(each.acknowledgement),
        html`<p class="aside">Before:</p>`,
        terms(each.before),
      ]),
    ),
    ...removed.map((each) =>
      row(
        each,
        each.findingIsOpen ? 'bad' : 'good',
        each.findingIsOpen ? 'Gone, finding open' : 'Gone',
        terms(each.acknowledgement),
      ),
    ),
    ...expiring.map((each) => row(each, each.days < 0 ? 'bad' : 'unsure', endOf(each), terms(each.acknowledgement))),
  ];
  if (rows.length === 0) return undefined;
  return {
    id: 'acknowledgement-changes',
    heading: 'Acknowledgements against the baseline',
    count: rows.length,
    lead: known ? undefined : NOT_KNOWN,
    body: table({
      caption: 'Acknowledgements that are new, other, gone or about to end',
      quiet: true,
      columns: [
        { heading: 'Finding', kind: 'wide' },
        { heading: baseline.kind === 'nothing' ? 'Here' : 'Since the baseline', kind: 'narrow' },
        { heading: 'Resource', kind: 'wide' },
        { heading: 'Terms', kind: 'wide' },
      ],
      rows,
      empty: 'Nothing.',
    }),
  };
};

const endOf = ({ days, refusedFrom }: Review['acknowledgements']['expiring'][number]): string => {
  if (days >= 0) return `Ends in ${days} days`;
  return refusedFrom === undefined ? 'Over' : `Over, stops releases from ${refusedFrom}`;
};

const row = (finding: GateFinding, tone: Tone, word: string, more: Content) => ({
  state: 'change',
  cells: [...named(finding, tone, word), more],
});

const named = ({ finding, resource }: GateFinding, tone: Tone, word: string): readonly Content[] => [
  code(finding),
  badge(tone, word),
  code(resource),
];

const terms = ({ reason, owner, expires, ticket }: AcknowledgementTerms): Content =>
  html`<p><bdi>${reason}</bdi></p><p class="aside"><bdi>${owner}</bdi>, until ${expires}, ${link(ticket)}</p>`;

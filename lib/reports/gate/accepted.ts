import type { AcknowledgementTerms } from '../../contract/gate-report';
import { counted } from '../../ground/counted';
import { groupBy } from '../../ground/group-by';
import { anchor, badge, type Card, cards, code, details, facts, html, link, nothing, type Section } from '../kit';
import { extent, findingTable } from './finding-table';
import type { Subject } from './subject';

/** Rules named in a heading before it says how many more there are. */
const MOST_RULES = 3;

/** What was accepted on purpose: one card per decision, the one that ends first on top. */
export const accepted = (subject: Subject): Section => {
  const decisions = [
    ...groupBy(subject.acknowledged, ({ finding }) => JSON.stringify(termsOf(finding.acknowledgement))),
  ];
  return {
    id: 'acknowledged',
    heading: 'Accepted on purpose',
    count: subject.acknowledged.length,
    lead:
      decisions.length > 0
        ? `${counted(subject.acknowledged.length, 'finding')} in ${counted(decisions.length, 'decision')}, each with an owner and a last day. The one that ends first stands first.`
        : undefined,
    body:
      decisions.length > 0
        ? cards(
            decisions.toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([key, same]) => decision(subject, key, same)),
          )
        : nothing('Nothing: no finding was acknowledged.'),
  };
};

/** In the order in which decisions are sorted. */
const termsOf = ({ expires, reason, owner, ticket }: AcknowledgementTerms): readonly string[] => [
  expires,
  reason,
  owner,
  ticket,
];

const decision = (subject: Subject, key: string, same: Subject['acknowledged']): readonly Card[] => {
  const [first] = same;
  if (first === undefined) return [];
  const { reason, owner, expires, ticket } = first.finding.acknowledgement;
  const rules = [...new Set(same.map(({ finding }) => finding.rule))];
  const more = rules.length - MOST_RULES;
  return [
    {
      id: anchor('acknowledgement', owner, [key]),
      tone: 'noted',
      state: 'acknowledged',
      kind: badge('noted', 'Acknowledged'),
      heading: html`${rules.slice(0, MOST_RULES).map((rule, index) => html`${index > 0 && ', '}${code(rule)}`)}${more > 0 && ` and ${more} more`}`,
      body: [
        html`<p><bdi>${reason}</bdi></p>`,
        facts(
          [
            { name: 'Owner', value: html`<bdi>${owner}</bdi>` },
            { name: 'Last day', value: html`<time datetime="${expires}">${expires}</time>` },
            { name: 'Ticket', value: link(ticket) },
          ],
          'row',
        ),
        details({
          summary: extent(same),
          body: findingTable(subject, `Findings accepted by ${owner} until ${expires}`, 'acknowledged', same),
          open: same.length === 1,
          slight: true,
        }),
      ],
    },
  ];
};

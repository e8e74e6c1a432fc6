import { groupBy } from '../../ground/group-by';
import {
  anchor,
  badge,
  type Card,
  cards,
  code,
  details,
  facts,
  type Html,
  html,
  link,
  nothing,
  type Section,
} from '../kit';
import { controlAddress, ruleAddress } from './addresses';
import { controlLinks, extent, findingTable } from './finding-table';
import { ruleKey, type Subject } from './subject';

/** Rows that a reader sees without asking. */
const MOST_OPEN = 8;

/** What stands against the assembly: why the findings cannot be trusted, then what was found. */
export const against = (subject: Subject): Section => {
  const { objections, findings, warnings } = subject.report;
  const list = [...distinct(objections).map(objection), ...groups(subject)];
  return {
    id: 'against',
    heading: 'What stands against it',
    count: objections.length + findings.length,
    lead:
      list.length > 0
        ? 'Each of these has to be cured, or, where it is a finding of a pack, acknowledged with reason, owner and expiry in the register. A zero-trust finding can only be cured.'
        : undefined,
    body: [
      list.length > 0 ? cards(list) : nothing('Nothing: every pack looked at every stack, and no finding is open.'),
      warnings.length > 0 &&
        html`<div class="part" id="warnings"><h3>What will stand against it soon, expired and counts for some days only, or may not be meant</h3>${cards(distinct(warnings).map(warning))}</div>`,
    ],
  };
};

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

const objection = (text: string): Card => ({
  id: anchor('objection', '', [text]),
  tone: 'bad',
  state: 'violating',
  kind: badge('bad', 'Objection'),
  heading: html`<bdi class="sentence">${text}</bdi>`,
  body: undefined,
});

const warning = (text: string): Card => ({
  id: anchor('warning', '', [text]),
  tone: 'unsure',
  kind: badge('unsure', 'Warning'),
  heading: html`<bdi class="sentence">${text}</bdi>`,
  body: undefined,
});

/** Findings of one rule with the same sentence are one thing to decide about. */
const groups = (subject: Subject): readonly Card[] =>
  [
    ...groupBy(subject.findings, ({ finding: { pack, rule, because, fix } }) =>
      JSON.stringify([pack, rule, because, fix]),
    ),
  ].flatMap(([key, same]): readonly Card[] => {
    const [first] = same;
    if (first === undefined) return [];
    const { pack, rule: id, because, fix } = first.finding;
    const rule = subject.rules.get(ruleKey(pack, id));
    const heading = html`${rule === undefined ? code(id) : html`<a href="#${ruleAddress(pack, id)}">${code(id)}</a>`}`;
    return [
      {
        id: anchor('group', id, [key]),
        tone: 'bad',
        state: 'violating',
        kind: badge('bad', 'Finding'),
        heading,
        body: [
          html`<p><bdi>${because}</bdi></p>`,
          fix !== undefined && html`<p><strong>To fix it:</strong> <bdi>${fix}</bdi></p>`,
          facts([
            { name: 'Pack', value: pack },
            { name: 'Requires', value: rule?.requires },
            { name: 'HIPAA controls', value: rule && controlLinks(rule.hipaa, controlAddress) },
            { name: 'Source', value: rule?.source !== undefined && link(rule.source) },
          ]),
          resources(subject, id, same),
        ],
      },
    ];
  });

/** A long list opens on demand: the next thing to decide about must not be pages away. */
const resources = (subject: Subject, rule: string, same: Subject['findings']): Html =>
  details({
    summary: extent(same),
    body: findingTable(subject, `Resources that violate ${rule}`, 'violating', same),
    open: same.length <= MOST_OPEN,
    slight: true,
  });

import type { AcknowledgementTerms, GateFinding } from '../../contract/gate-report';
import { counted } from '../../ground/counted';
import { groupBy } from '../../ground/group-by';
import {
  anchor,
  badge,
  type Content,
  code,
  details,
  type Html,
  html,
  jump,
  link,
  numbered,
  type Row,
  type Section,
  table,
} from '../kit';
import type { Addressed, Subject } from './subject';

type Found = Addressed<GateFinding & { readonly acknowledgement?: AcknowledgementTerms }>;

/** One construct in all environments that have it, with everything that was found on it. */
export const byResource = (subject: Subject): Section => {
  const found: readonly Found[] = [...subject.findings, ...subject.acknowledged];
  const groups = [...groupBy(found, ({ finding }) => JSON.stringify(placeOf(finding, subject)))].toSorted(
    ([, one], [, other]) => open(other).length - open(one).length || rulesOf(other).length - rulesOf(one).length,
  );
  return {
    id: 'resources',
    heading: 'By resource',
    count: groups.length,
    lead: 'Everything that was found on a construct, open or accepted, in all environments that have it.',
    body: table({
      caption: 'Findings by resource',
      quiet: true,
      columns: [
        { heading: 'Resource', kind: 'wide' },
        { heading: 'Environments', kind: 'narrow' },
        { heading: 'Rules', kind: 'wide' },
        { heading: 'Accepted by', kind: 'wide' },
      ],
      rows: numbered(groups, ([key]) => anchor('resource', key, [key])).map(({ thing: [, same], address }) =>
        rowOf(address, same, subject),
      ),
      empty: 'Nothing was found on any resource.',
    }),
  };
};

/** Where a finding stands, without the environment: what is made once in the code is one resource. */
const placeOf = ({ stack = '', resource, at }: GateFinding, { stacks }: Subject): readonly (string | undefined)[] => {
  const environment = stacks.get(stack)?.environment;
  const names = (path: string): string =>
    path
      .split('/')
      .filter((name) => name !== environment)
      .join('/');
  return [names(stack), nameOf({ stack, resource }), at && `${at.file}:${at.line}`];
};

/** Its construct path in the stack; the CDK calls the resource of a construct `Resource`. */
const nameOf = ({ stack = '', resource }: Pick<GateFinding, 'stack' | 'resource'>): string => {
  const inside = resource.startsWith(`${stack}/`) ? resource.slice(stack.length + 1) : resource;
  return inside.replace(/\/Resource$/, '');
};

const open = (found: readonly Found[]): readonly Found[] =>
  found.filter(({ finding }) => finding.acknowledgement === undefined);
const rulesOf = (found: readonly Found[]): readonly string[] => [...new Set(found.map(({ finding }) => finding.rule))];

const rowOf = (id: string, same: readonly Found[], { stacks }: Subject): Row => {
  const [{ finding }] = same as readonly [Found];
  const environments = [
    ...new Set(same.map((each) => stacks.get(each.finding.stack ?? '')?.environment ?? 'pipeline')),
  ];
  return {
    id,
    state: open(same).length > 0 ? 'violating' : 'acknowledged',
    cells: [
      html`${code(nameOf(finding))}${finding.at !== undefined && html`<br><span class="aside">made at ${code(`${finding.at.file}:${finding.at.line}`)}</span>`}`,
      environments.join(', '),
      rules(same),
      terms(same),
    ],
  };
};

const rules = (same: readonly Found[]): Html => {
  const first = rulesOf(same).map((rule) => same.find(({ finding }) => finding.rule === rule) as Found);
  const still = open(same).length;
  const word = still > 0 ? badge('bad', `${counted(still, 'finding')} open`) : badge('noted', 'Accepted');
  return html`${word} ${details({
    summary: counted(first.length, 'rule'),
    body: html`${first.map(({ finding, address }, index) => html`${index > 0 && ', '}${jump(address, code(finding.rule))}`)}`,
    slight: true,
  })}`;
};

/** Each decision once: who, until when, and where it was discussed. */
const terms = (same: readonly Found[]): Content => {
  const decided = same.flatMap(({ finding: { acknowledgement } }) => acknowledgement ?? []);
  const distinct = [
    ...groupBy(decided, ({ owner, expires, ticket }) => JSON.stringify([owner, expires, ticket])).values(),
  ];
  return distinct.map(
    ([first]) => first && html`<p><bdi>${first.owner}</bdi>, until ${first.expires}, ${link(first.ticket)}</p>`,
  );
};

import type { ReportedRule } from '../../contract/gate-report';
import { counted, grouped } from '../../ground/counted';
import { groupBy } from '../../ground/group-by';
import { code, details, type Html, html, link, part, type Section, table } from '../kit';
import { controlAddress, ruleAddress } from './addresses';
import { ANSWER_COLUMNS, type Answers, added, answerCells, stateOf } from './answers';
import { asked, wasAsked } from './asked';
import { controlLinks } from './finding-table';
import { ruleKey, type Subject } from './subject';

type AnswersByRule = ReadonlyMap<string, Answers>;

/** Every rule, where it was asked, where not and why. */
export const rulesSection = (subject: Subject, answers: AnswersByRule): Section => ({
  id: 'rules',
  heading: 'Rules',
  count: subject.report.rules.length,
  lead: 'What each rule requires, where it was asked, and where it was not and why.',
  body: [...groupBy(subject.report.rules, ({ pack }) => pack)].map(([pack, same]) =>
    part(
      `pack-${pack.replaceAll(/[^A-Za-z0-9]/g, '-')}`,
      html`<bdi>${pack}</bdi> <span class="tally">${grouped(same.length)}</span>`,
      packRules(pack, same, subject, answers),
    ),
  ),
});

/** Rules that had nothing to be asked about stand apart: they say nothing of this release. */
const packRules = (pack: string, all: readonly ReportedRule[], subject: Subject, answers: AnswersByRule): Html => {
  const idle = all.filter((rule) => !wasAsked(rule));
  const source = sharedSource(all);
  return html`${source !== undefined && html`<p class="aside">Source of all: ${link(source)}</p>`}${ruleTable(`Rules of ${pack}`, { list: all.filter(wasAsked), source }, subject, answers)}
${
  idle.length > 0 &&
  details({
    summary: `${counted(idle.length, 'rule')} found no resource to be asked of`,
    screenOnly: true,
    body: ruleTable(`Rules of ${pack} that found no resource to be asked of`, { list: idle, source }, subject, answers),
  })
}`;
};

/** The one source that several rules have, said once. */
const sharedSource = (rules: readonly ReportedRule[]): string | undefined =>
  rules.length > 1 && rules.every(({ source }) => source === rules[0]?.source) ? rules[0]?.source : undefined;

const ruleTable = (
  caption: string,
  { list, source }: { readonly list: readonly ReportedRule[]; readonly source: string | undefined },
  subject: Subject,
  answers: AnswersByRule,
): Html =>
  table({
    caption,
    quiet: true,
    columns: [
      { heading: 'Rule', kind: 'wide' },
      { heading: 'Requires', kind: 'wide' },
      { heading: 'Asked' },
      ...ANSWER_COLUMNS,
    ],
    rows: list.map((rule) => {
      const answer = answers.get(ruleKey(rule.pack, rule.id)) ?? added([]);
      return {
        id: ruleAddress(rule.pack, rule.id),
        ...(wasAsked(rule) && { state: stateOf(answer) }),
        cells: [code(rule.id), requires(rule, source), asked(rule, subject), ...answerCells(answer)],
      };
    }),
    empty: 'No rule was asked of any resource.',
  });

const requires = ({ requires: sentence, hipaa, source }: ReportedRule, said: string | undefined): Html => {
  const serves = controlLinks(hipaa, controlAddress);
  return html`<p><bdi>${sentence}</bdi></p>${serves && html`<p class="aside">HIPAA ${serves}</p>`}${source !== undefined && source !== said && html`<p class="aside">Source ${link(source)}</p>`}`;
};

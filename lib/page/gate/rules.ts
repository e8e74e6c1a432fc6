import type { ReportedRule, ReportedStack, RuleInStack } from '../../contract/gate-report';
import { details } from '../details';
import { group } from '../group';
import { type Content, type Html, html } from '../html';
import { part, type Section } from '../section';
import { table } from '../table';
import { code, counted, grouped, link } from '../text';
import { controlAddress, ruleAddress } from './addresses';
import { ANSWER_COLUMNS, type Answers, added, answerCells, stateOf } from './answers';
import { controlLinks } from './finding-table';
import { ruleKey, type Subject } from './subject';

/** Every rule, where it was asked, where not and why. */
export const rules = (subject: Subject, answers: ReadonlyMap<string, Answers>): Section => ({
  id: 'rules',
  heading: 'Rules',
  count: subject.report.rules.length,
  lead: 'What each rule requires, where it was asked, and where it was not and why.',
  body: [...group(subject.report.rules, ({ pack }) => pack)].map(([pack, same]) =>
    part(
      `pack-${pack.replaceAll(/[^A-Za-z0-9]/g, '-')}`,
      html`<bdi>${pack}</bdi> <span class="tally">${grouped(same.length)}</span>`,
      [
        table({
          caption: `Rules of ${pack}`,
          quiet: true,
          columns: [
            { heading: 'Rule', kind: 'wide' },
            { heading: 'Requires', kind: 'wide' },
            { heading: 'Asked' },
            ...ANSWER_COLUMNS,
          ],
          rows: same.map((rule) => {
            const answer = answers.get(ruleKey(pack, rule.id)) ?? added([]);
            return {
              id: ruleAddress(pack, rule.id),
              state: stateOf(answer),
              cells: [code(rule.id), requires(rule), asked(rule, subject.stacks), ...answerCells(answer)],
            };
          }),
          empty: 'No rule.',
        }),
      ],
    ),
  ),
});

const requires = ({ requires: sentence, hipaa, source }: ReportedRule): Html => {
  const serves = controlLinks(hipaa, controlAddress);
  return html`<p><bdi>${sentence}</bdi></p>${serves && html`<p class="aside">HIPAA ${serves}</p>`}${source !== undefined && html`<p class="aside">Source ${link(source)}</p>`}`;
};

/** In how many stacks and of how many resources; the stacks that were left out, by reason. */
const asked = ({ stacks }: ReportedRule, known: ReadonlyMap<string, ReportedStack>): Content => {
  const resources = stacks.reduce((sum, stack) => sum + (stack.applied ? stack.resources : 0), 0);
  const applied = stacks.filter((stack) => stack.applied);
  const left = stacks.filter((stack) => !stack.applied);
  const where =
    stacks.length === 0
      ? html`<p>in no stack</p>`
      : html`<p>${grouped(applied.length)} of ${counted(stacks.length, 'stack')}, ${counted(resources, 'resource')}</p>`;
  if (left.length === 0) return where;
  return [
    where,
    [...group(left, because)].map(([reason, same]) =>
      details({
        summary: html`not in ${grouped(same.length)}: <bdi>${reason}</bdi>`,
        body: named(same, known),
        slight: true,
      }),
    ),
  ];
};

const because = (stack: RuleInStack): string => (stack.applied ? '' : stack.because);

const named = (stacks: readonly RuleInStack[], known: ReadonlyMap<string, ReportedStack>): Content =>
  html`<ul class="bullets">${stacks.map(({ stack }) => html`<li>${code(known.get(stack)?.stackName ?? stack)}</li>`)}</ul>`;

import type { ReportedRule } from '../../contract/gate-report';
import { counted, grouped } from '../../ground/counted';
import { badge, code, details, type Html, html, nothing, type Section, table } from '../kit';
import { controlAddress, ruleAddress } from './addresses';
import { ANSWER_COLUMNS, type Answers, added, answerCells, stateOf } from './answers';
import { wasAsked } from './asked';
import { bar } from './bar';
import { titleOfControl } from './hipaa';
import { ruleKey, type Subject } from './subject';

/** Every control of the HIPAA Security Rule that a rule serves, with what its rules answered. */
export const controls = ({ report }: Subject, answers: ReadonlyMap<string, Answers>): Section => {
  const known = [...new Set(report.rules.flatMap(({ hipaa }) => hipaa))].toSorted(inOrder);
  return {
    id: 'controls',
    heading: 'By HIPAA control',
    count: known.length,
    lead: 'One answer per rule and resource: a resource that three rules of a control were asked about counts three times. A control without a violating resource is as far met as a template can show, no further.',
    body:
      known.length === 0
        ? nothing('No rule of this report names a control.')
        : known.map((control) =>
            controlPart(
              control,
              report.rules.filter(({ hipaa }) => hipaa.includes(control)),
              answers,
            ),
          ),
  };
};

/** Compares by number, then letter, as in the law: (2) before (10). */
const { compare: inOrder } = new Intl.Collator('en', { numeric: true });

const controlPart = (control: string, rules: readonly ReportedRule[], answers: ReadonlyMap<string, Answers>): Html => {
  const of = ({ pack, id }: ReportedRule): Answers => answers.get(ruleKey(pack, id)) ?? added([]);
  const sum = added(rules.map(of));
  const used = rules.filter(wasAsked);
  const idle = rules.filter((rule) => !wasAsked(rule));
  const worstFirst = (a: ReportedRule, b: ReportedRule): number =>
    of(b).violating - of(a).violating || of(b).acknowledged - of(a).acknowledged;
  const title = titleOfControl(control);
  return details({
    id: controlAddress(control),
    open: sum.violating > 0,
    summary: html`<span class="control">${code(control)}${title !== undefined && html` ${title}`}</span>
${word(sum)} <span class="result">${bar(sum)} <span class="tally">${counted(used.length, 'rule')} · ${grouped(sum.violating)} violating · ${grouped(sum.acknowledged)} acknowledged · ${grouped(sum.compliant)} compliant</span></span>`,
    body: html`${table({
      caption: `Rules that serve ${control}`,
      quiet: true,
      columns: [
        { heading: 'Rule', kind: 'wide' },
        { heading: 'Requires', kind: 'wide', screenOnly: true },
        ...ANSWER_COLUMNS,
      ],
      rows: used.toSorted(worstFirst).map((rule) => ({
        state: stateOf(of(rule)),
        cells: [
          html`<a href="#${ruleAddress(rule.pack, rule.id)}">${code(rule.id)}</a>`,
          html`<bdi>${rule.requires}</bdi>`,
          ...answerCells(of(rule)),
        ],
      })),
      empty: 'None of its rules found a resource to be asked of.',
    })}${idle.length > 0 && html`<p class="aside">${counted(idle.length, 'rule')} found no resource to be asked of: ${idle.map(({ pack, id }, index) => html`${index > 0 && ', '}<a href="#${ruleAddress(pack, id)}">${id}</a>`)}</p>`}`,
  });
};

const word = (answers: Answers): Html => {
  switch (stateOf(answers)) {
    case 'violating':
      return badge('bad', 'Violated');
    case 'acknowledged':
      return badge('noted', 'With acknowledgements');
    default:
      return answers.compliant > 0 ? badge('good', 'No violation') : badge('plain', 'Nothing asked');
  }
};

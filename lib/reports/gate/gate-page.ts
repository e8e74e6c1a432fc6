import type { GateReport } from '../../contract/gate-report';
import type { ReleaseFacts } from '../../contract/release-facts';
import { counted } from '../../ground/counted';
import {
  type Content,
  type Count,
  html,
  type PageVerdict,
  page,
  RELEASE_NOT_KNOWN,
  type State,
  type Tone,
} from '../kit';
import { accepted } from './accepted';
import { against } from './against';
import { answersByRule } from './answers';
import { controls } from './controls';
import { environments } from './environments';
import { proof } from './proof';
import { byResource } from './resources';
import { rulesSection } from './rules';
import { subjectOf } from './subject';

const STATES: readonly State[] = [
  { value: 'violating', label: 'what stands against it' },
  { value: 'acknowledged', label: 'what is acknowledged' },
  { value: 'compliant', label: 'what is compliant' },
];

/**
 * `report.html`: the gate's report for a person who decides.
 *
 * @param release which release it is about @default it says that it is not known
 * @throws {Error} when the verdict of a report is not what its findings and objections say
 */
export const gatePage = (report: GateReport, release: ReleaseFacts = RELEASE_NOT_KNOWN): string => {
  const subject = subjectOf(report);
  const answers = answersByRule(subject);
  return page({
    kind: 'Gate report',
    subject: report.application,
    verdict: gateVerdict(report),
    counts: gateCounts(report),
    release,
    states: STATES,
    sections: [
      against(subject),
      accepted(subject),
      byResource(subject),
      environments(subject),
      controls(subject, answers),
      rulesSection(subject, answers),
      proof(report),
    ],
    footer: html`<p>Made from <code>gate/report.json</code>, schema ${report.schema}. It says what templates show; what is true of a deployed target, its validation says.</p>`,
  });
};

/** The gate's answer and what follows from it. */
export const gateVerdict = ({ verdict, findings, objections, acknowledged }: GateReport): PageVerdict => {
  const no = findings.length + objections.length > 0;
  if (no !== (verdict === 'no')) {
    throw new Error(
      `gate report: the verdict is "${verdict}" with ${counted(findings.length, 'finding')} and ${counted(objections.length, 'objection')}: one of them is wrong`,
    );
  }
  if (no) {
    const what = [
      findings.length > 0 && counted(findings.length, 'finding'),
      objections.length > 0 && counted(objections.length, 'objection'),
    ].filter((text) => text !== false);
    const one = findings.length + objections.length === 1;
    return {
      tone: 'bad',
      word: 'No',
      because: `${what.join(' and ')} ${one ? 'stands' : 'stand'} against it. Nothing of it may be deployed.`,
    };
  }
  const rest: Content =
    acknowledged.length === 0
      ? 'Nothing had to be acknowledged.'
      : html`${counted(acknowledged.length, 'finding')} ${acknowledged.length === 1 ? 'is' : 'are'} <a href="#acknowledged">accepted on purpose</a>.`;
  return { tone: 'good', word: 'Yes', because: html`Every rule was asked, and nothing stands against it. ${rest}` };
};

const gateCounts = ({ findings, objections, warnings, acknowledged, rules, stacks }: GateReport): readonly Count[] => [
  count(findings.length, 'finding', 'against', { none: 'good', some: 'bad' }),
  count(objections.length, 'objection', 'against', { none: 'good', some: 'bad' }),
  { ...count(acknowledged.length, 'finding', 'acknowledged', { none: 'plain', some: 'noted' }), label: 'acknowledged' },
  count(warnings.length, 'warning', 'against', { none: 'plain', some: 'unsure' }),
  count(rules.length, 'rule', 'rules'),
  count(
    stacks.reduce((sum, { resources }) => sum + resources, 0),
    'resource',
    'environments',
  ),
  count(stacks.length, 'stack', 'environments'),
];

const PLAIN = { none: 'plain', some: 'plain' } as const;

const count = (
  value: number,
  noun: string,
  section: string,
  tone: { readonly none: Tone; readonly some: Tone } = PLAIN,
): Count => ({
  value,
  label: value === 1 ? noun : `${noun}s`,
  tone: value > 0 ? tone.some : tone.none,
  section,
});

import type { GateReport } from '../../contract/gate-report';
import type { Review, ReviewBaseline, Weight } from '../../contract/review';
import type { ValidationReport } from '../../contract/validation-report';
import { counted } from '../../ground/counted';
import { accepted } from '../gate/accepted';
import { against } from '../gate/against';
import { answersByRule } from '../gate/answers';
import { controls } from '../gate/controls';
import { environments } from '../gate/environments';
import { GATE_STATES, gateVerdict } from '../gate/gate-page';
import { proof } from '../gate/proof';
import { rulesSection } from '../gate/rules';
import { subjectOf } from '../gate/subject';
import { bullets, type Count, html, nothing, type PageVerdict, page, type Section } from '../kit';
import { validationSection } from '../validation/summary-section';
import { acknowledgementSection, findingSection } from './gate-changes';
import { newsSection } from './news-section';
import { stackSection } from './stack-sections';

/** What a review page is made from. */
export interface ReviewPage {
  readonly review: Review;
  /** The gate's report on the whole release, which the page ends with. */
  readonly report: GateReport;
  /** What the environment before answered, or the target itself; empty where nothing was validated. */
  readonly validations: readonly ValidationReport[];
}

/**
 * `review.html`: what a person decides from. The verdict, what is new in the order in which it may do harm, what the
 * environment before answered, and then the whole report of the gate.
 *
 * @throws {Error} when the verdict of a report is not what its findings and objections say
 */
export const reviewPage = ({ review, report, validations }: ReviewPage): string => {
  const { application, scope, baseline } = review;
  const subject = subjectOf(report);
  const answers = answersByRule(subject);
  return page({
    kind: 'Review',
    subject: scope.environment === undefined ? application : `${application} for ${scope.environment}`,
    verdict: verdictOf(review, report),
    facts: [
      { name: 'Environment', value: scope.environment },
      { name: 'Account', value: scope.account },
      { name: 'Region', value: scope.region },
      { name: 'Compared with', value: comparedWith(baseline) },
    ],
    counts: countsOf(review),
    states: [
      { value: 'danger', label: 'what may do harm' },
      { value: 'attention', label: 'what wants a look' },
      { value: 'change', label: 'what has changed' },
      ...GATE_STATES,
    ],
    sections: [
      newsSection(review),
      findingSection(review),
      acknowledgementSection(review),
      stackSection(review),
      ...(validations.length > 0 ? [validationSection(validations)] : []),
      limitSection(review),
      against(subject),
      accepted(subject),
      environments(subject),
      controls(subject, answers),
      rulesSection(subject, answers),
      proof(report),
    ],
    footer: html`<p>Made from <code>review.json</code>, schema ${review.schema}, and <code>gate/report.json</code>, schema ${report.schema}. The first part says what is new; from “What stands against it” on, the gate’s report on the whole release follows.</p>`,
  });
};

const verdictOf = ({ news, baseline }: Review, report: GateReport): PageVerdict => {
  const gate = gateVerdict(report);
  const count = (weight: Weight) => news.filter((each) => each.weight === weight).length;
  const [dangers, looks, changes] = [count('danger'), count('attention'), count('change')];
  const told = [
    dangers > 0 && `${counted(dangers, 'thing')} may do harm`,
    looks > 0 && `${counted(looks, 'thing')} ${looks === 1 ? 'wants' : 'want'} a look`,
    changes > 0 && `${counted(changes, 'thing')} merely ${changes === 1 ? 'changes' : 'change'}`,
  ].filter((text) => text !== false);
  const against = baseline.kind === 'nothing' ? absence(baseline) : html`Against <bdi>${baseline.label}</bdi>`;
  return {
    tone: gate.tone === 'good' && dangers > 0 ? 'noted' : gate.tone,
    word: `Gate: ${gate.word.toLowerCase()}`,
    because: html`${gate.because} ${against}: ${told.length > 0 ? told.join(', ') : 'nothing is new'}.`,
  };
};

const comparedWith = (baseline: ReviewBaseline): string => {
  if (baseline.kind !== 'nothing') return baseline.label;
  return baseline.unseen ? 'nothing: what runs there could not be seen' : 'nothing: the first deployment';
};

const absence = ({ unseen }: ReviewBaseline & { readonly kind: 'nothing' }): string =>
  unseen ? 'What runs there could not be seen' : 'Nothing runs there yet';

const countsOf = ({
  baseline,
  news,
  stacks,
  findings,
  acknowledgements: { added, removed, changed, known },
}: Review): readonly Count[] => {
  const dangers = news.filter(({ weight }) => weight === 'danger').length;
  const looks = news.filter(({ weight }) => weight === 'attention').length;
  const touched = stacks.filter(({ change }) => change !== 'unchanged').length;
  const terms = (known ? added.length : 0) + removed.length + changed.length;
  return [
    { value: dangers, label: 'may do harm', tone: dangers > 0 ? 'bad' : 'good', section: 'new' },
    { value: looks, label: 'want a look', tone: looks > 0 ? 'unsure' : 'plain', section: 'new' },
    { value: news.length, label: 'new in all', tone: 'plain', section: 'new' },
    {
      value: findings.new.length,
      label: findings.known ? 'new findings' : 'open findings',
      tone: findings.new.length > 0 ? 'bad' : 'good',
      section: 'finding-changes',
    },
    {
      value: terms,
      label: baseline.kind === 'nothing' ? 'acknowledged' : 'acknowledgements changed',
      tone: terms > 0 ? 'noted' : 'plain',
      section: 'acknowledgement-changes',
    },
    {
      value: touched,
      label: `of ${counted(stacks.length, 'stack')} changed`,
      tone: 'plain',
      section: 'template-changes',
    },
  ];
};

const limitSection = ({ cannotTell }: Review): Section => ({
  id: 'limits',
  heading: 'What this review cannot see',
  count: cannotTell.length,
  body:
    cannotTell.length === 0
      ? nothing('Nothing: every template says itself what becomes of it.')
      : bullets([...new Set(cannotTell)].map((text) => html`<bdi>${text}</bdi>`)),
});

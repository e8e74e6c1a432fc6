import { GATE_OF_REVIEW } from '../../contract/evidence-layout';
import type { GateReport } from '../../contract/gate-report';
import type { Review } from '../../contract/review';
import type { ValidationReport } from '../../contract/validation-report';
import { counted } from '../../ground/counted';
import { bullets, details, html, page, RELEASE_NOT_KNOWN, type Section, type State } from '../kit';
import { validationSection } from '../validation/summary-section';
import { answerSection } from './answer-section';
import { driftSection } from './drift-section';
import { acknowledgementSection, findingSection } from './gate-changes';
import { headline } from './headline';
import { newsSection } from './news-section';
import { stackSection, stacksInNumbers, stackTable } from './stack-sections';

/** What a review page is made from. */
export interface ReviewPage {
  readonly review: Review;
  /** The gate's report on the whole release: a page of its own, beside this one. */
  readonly report: GateReport;
  /** What the environment before answered, or the target itself; empty where nothing was validated. */
  readonly validations: readonly ValidationReport[];
}

const STATES: readonly State[] = [
  { value: 'danger', label: 'what may do harm' },
  { value: 'attention', label: 'what wants a look' },
  { value: 'change', label: 'what has changed' },
];

/**
 * `review.html`: what a person decides from. The decision itself in words, what is new in the order in which it may do harm, how
 * to answer, and what the environment before answered. What has nothing to say is left out: a release that changes nothing is
 * one screen.
 *
 * @throws {Error} when the verdict of a report is not what its findings and objections say
 */
export const reviewPage = ({ review, report, validations }: ReviewPage): string => {
  const { application, scope, news, release } = review;
  const sections = [
    review.news.length > 0 && newsSection(review),
    answerSection(review),
    findingSection(review),
    acknowledgementSection(review),
    validations.length > 0 && validationSection(validations),
    driftSection(review),
    review.stacks.some(({ change }) => change !== 'unchanged') && stackSection(review),
    besides(review),
  ];
  return page({
    kind: 'Review',
    subject: scope.environment === undefined ? application : `${application} for ${scope.environment}`,
    verdict: headline(review, report),
    release: release ?? RELEASE_NOT_KNOWN,
    decision: true,
    facts: [
      { name: 'Account', value: scope.account },
      { name: 'Region', value: scope.region },
    ],
    // Where nothing is new there is nothing to narrow.
    ...(news.length > 0 && { states: STATES }),
    sections: sections.filter((each) => each !== undefined && each !== false),
    footer: html`<p>The gate’s findings <a href="${GATE_OF_REVIEW}#resources">by resource</a>. Made from <code>review.json</code>, schema ${review.schema}, and <code>gate/report.json</code>, schema ${report.schema}.</p>`,
  });
};

/** Which stacks there are, and what cannot be seen of them: who wants to know opens it. */
const besides = ({ stacks, cannotTell }: Review): Section => {
  const said = [...new Set(cannotTell)];
  return {
    id: 'besides',
    heading: 'Besides',
    body: [
      details({ id: 'stacks', summary: stacksInNumbers(stacks), body: stackTable(stacks) }),
      said.length > 0 &&
        details({
          id: 'limits',
          summary: `${counted(said.length, 'thing')} that this review cannot see`,
          body: bullets(said.map((text) => html`<bdi>${text}</bdi>`)),
        }),
    ],
  };
};

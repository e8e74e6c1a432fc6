import type { ReleaseFacts } from '../../contract/release-facts';
import type { ValidationReport } from '../../contract/validation-report';
import { counted } from '../../ground/counted';
import { type Count, type Html, html, page, RELEASE_NOT_KNOWN } from '../kit';
import { byRequirement } from './requirements';
import { unproven } from './unproven';
import { verdictOf } from './verdict';

/**
 * `validation.html`: what the live APIs said of one target, for a person.
 *
 * @param release which release it is about @default it says that it is not known
 */
export const validationPage = (report: ValidationReport, release: ReleaseFacts = RELEASE_NOT_KNOWN): string => {
  const { environment, account, region, startTime, endTime, results, summary } = report;
  return page({
    kind: 'Validation',
    subject: environment,
    verdict: verdictOf(report),
    release,
    facts: [
      { name: 'Account', value: account },
      { name: 'Region', value: region },
      { name: 'Ended', value: time(endTime) },
      { name: 'Took', value: seconds(startTime, endTime) },
      ...(report.notAsked ?? []).map(({ check, because }) => ({ name: 'Not asked', value: `${check}: ${because}` })),
    ],
    counts: countsOf(report),
    states: [
      { value: 'fail', label: 'what failed' },
      { value: 'cannot-tell', label: 'what could not be told' },
      { value: 'pass', label: 'what passed' },
    ],
    sections: [unproven(results), byRequirement(results)],
    footer: html`<p>Made from <code>validation.json</code>, schema ${report.schema}: ${counted(results.length, 'answer')}, of which ${counted(summary.pass, 'proves', 'prove')} something.</p>`,
  });
};

const countsOf = ({ summary: { pass, fail, cannotTell } }: ValidationReport): readonly Count[] => [
  { value: fail, label: 'failed', tone: fail > 0 ? 'bad' : 'plain', section: 'unproven' },
  { value: cannotTell, label: 'cannot tell', tone: cannotTell > 0 ? 'unsure' : 'plain', section: 'unproven' },
  { value: pass, label: 'passed', tone: pass > 0 ? 'good' : 'plain', section: 'requirements' },
];

const time = (iso: string): Html =>
  html`<time datetime="${iso}">${iso.replace('T', ' ').replace(/\.\d+Z$|Z$/, ' UTC')}</time>`;

const seconds = (from: string, to: string): string => `${((Date.parse(to) - Date.parse(from)) / 1000).toFixed(1)} s`;

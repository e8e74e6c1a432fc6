import {
  allPassed,
  type ValidationReport,
  type ValidationResult,
  type ValidationSummary,
} from '../contract/validation-report';
import { anchor } from './anchor';
import { type Card, cards } from './card';
import type { Count } from './counts';
import { group } from './group';
import { type Html, html } from './html';
import { page, type Verdict } from './page';
import { part, type Section } from './section';
import { table } from './table';
import { code, counted, facts, nothing } from './text';
import { badge, type Tone } from './tone';

/** `validation.html`: what the live APIs said of one target, for a person. */
export const validationPage = (report: ValidationReport): string => {
  const { environment, account, region, startTime, endTime, results, summary } = report;
  return page({
    kind: 'Validation',
    subject: environment,
    verdict: verdictOf(report),
    facts: [
      { name: 'Account', value: account },
      { name: 'Region', value: region },
      { name: 'Ended', value: time(endTime) },
      { name: 'Took', value: seconds(startTime, endTime) },
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

const TONES: Readonly<Record<ValidationResult['status'], Tone>> = {
  pass: 'good',
  fail: 'bad',
  'cannot-tell': 'unsure',
};
const WORDS: Readonly<Record<ValidationResult['status'], string>> = {
  pass: 'Pass',
  fail: 'Fail',
  'cannot-tell': 'Cannot tell',
};

const verdictOf = (report: ValidationReport): Verdict => {
  const { summary, results, only } = report;
  if (results.length === 0) {
    return { tone: 'unsure', word: 'Nothing proved', because: 'No check gave an answer. That counts as a failure.' };
  }
  const verdict = wholeVerdict(summary);
  if (only === undefined) return verdict;
  const part = html` Only ${only.map((check, index) => html`${index > 0 && ', '}${code(check)}`)} ${only.length === 1 ? 'was' : 'were'} asked: this does not vouch for the target.`;
  const because = html`${verdict.because}${part}`;
  return allPassed(summary) ? { tone: 'unsure', word: 'Passed in part', because } : { ...verdict, because };
};

const wholeVerdict = (summary: ValidationSummary): Verdict => {
  const { pass, fail, cannotTell } = summary;
  if (allPassed(summary)) {
    return {
      tone: 'good',
      word: 'Passed',
      because: `${pass === 1 ? 'The one answer of the live APIs is' : `All ${counted(pass, 'answer')} of the live APIs are`} what was promised.`,
    };
  }
  const failed = fail > 0 && `${counted(fail, 'answer')} ${fail === 1 ? 'is' : 'are'} not what was promised`;
  const untold = cannotTell > 0 && `${counted(cannotTell, 'check')} could not look, which counts as a failure`;
  const because = `${[failed, untold].filter((text) => text !== false).join(', and ')}.`;
  return fail > 0 ? { tone: 'bad', word: 'Failed', because } : { tone: 'unsure', word: 'Cannot tell', because };
};

const countsOf = ({ summary: { pass, fail, cannotTell } }: ValidationReport): readonly Count[] => [
  { value: fail, label: 'failed', tone: fail > 0 ? 'bad' : 'plain', section: 'unproven' },
  { value: cannotTell, label: 'cannot tell', tone: cannotTell > 0 ? 'unsure' : 'plain', section: 'unproven' },
  { value: pass, label: 'passed', tone: pass > 0 ? 'good' : 'plain', section: 'requirements' },
];

type NotPassed = Exclude<ValidationResult, { status: 'pass' }>;

/** An answer's address depends on what was asked of what, not on the answer. */
const addressOf = ({ check, requirement, subject }: ValidationResult): string =>
  anchor('answer', check, [requirement, check, subject]);

/** Answers that a list shows at most: beyond that nobody reads, and no browser likes to. */
export const MOST = 500;

/** The first answers, those that did not pass before the others where there are too many. */
const readable = (results: readonly ValidationResult[]): readonly ValidationResult[] =>
  results.length <= MOST
    ? results
    : [
        ...results.filter(({ status }) => status !== 'pass'),
        ...results.filter(({ status }) => status === 'pass'),
      ].slice(0, MOST);

const unreadable = (count: number): Html | false =>
  count > MOST && html`<p>And ${counted(count - MOST, 'more answer')}: <code>validation.json</code> has them all.</p>`;

const unproven = (results: readonly ValidationResult[]): Section => {
  const list = results.filter((result): result is NotPassed => result.status !== 'pass');
  const inOrder = [
    ...list.filter(({ status }) => status === 'fail'),
    ...list.filter(({ status }) => status !== 'fail'),
  ];
  return {
    id: 'unproven',
    heading: 'What is not proved',
    count: list.length,
    body:
      list.length > 0
        ? [
            cards(
              numbered(inOrder.slice(0, MOST)).map(({ address, ...rest }) =>
                answerCard(rest.result as NotPassed, address),
              ),
            ),
            unreadable(list.length),
          ]
        : nothing(results.length > 0 ? 'Nothing: every answer was a pass.' : 'Nothing was asked.'),
  };
};

const answerCard = (result: NotPassed, address: string): Card => ({
  id: address,
  tone: TONES[result.status],
  state: result.status,
  kind: badge(TONES[result.status], WORDS[result.status]),
  heading: code(result.subject),
  body: [
    html`<p><bdi>${result.because}</bdi></p>`,
    result.status === 'fail' && html`<p><strong>To fix it:</strong> <bdi>${result.fix}</bdi></p>`,
    facts([
      { name: 'Requirement', value: result.requirement },
      { name: 'Check', value: code(result.check) },
    ]),
  ],
});

const byRequirement = (results: readonly ValidationResult[]): Section => {
  const groups = [...group(results, ({ requirement }) => requirement)].toSorted(([a], [b]) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  return {
    id: 'requirements',
    heading: 'By requirement',
    count: groups.length,
    body:
      groups.length === 0
        ? nothing('No requirement was looked at.')
        : groups.map(([requirement, same]) => requirementPart(requirement, same)),
  };
};

const requirementPart = (requirement: string, results: readonly ValidationResult[]): Html =>
  part(anchor('requirement', requirement), html`<bdi>${requirement}</bdi> ${worst(results)}`, [
    table({
      caption: `Answers for ${requirement}`,
      quiet: true,
      columns: [
        { heading: 'Subject', kind: 'wide' },
        { heading: 'Check', kind: 'narrow' },
        { heading: 'Answer', kind: 'narrow' },
      ],
      rows: readable(results).map(({ subject, check, status }) => ({
        state: status,
        cells: [code(subject), code(check), badge(TONES[status], WORDS[status])],
      })),
      empty: 'No answer.',
    }),
    unreadable(results.length),
  ]);

const worst = (results: readonly ValidationResult[]): Html => {
  const count = (status: ValidationResult['status']): number =>
    results.filter((result) => result.status === status).length;
  if (count('fail') > 0) return badge('bad', `${count('fail')} of ${results.length} failed`);
  if (count('cannot-tell') > 0) return badge('unsure', `${count('cannot-tell')} of ${results.length} cannot tell`);
  return badge('good', counted(results.length, 'pass', 'passes'));
};

/** The second answer of the same check about the same subject ends in `-2`. */
const numbered = (results: readonly ValidationResult[]) => {
  const taken = new Map<string, number>();
  return results.map((result) => {
    const address = addressOf(result);
    const times = (taken.get(address) ?? 0) + 1;
    taken.set(address, times);
    return { result, address: times === 1 ? address : `${address}-${times}` };
  });
};

const time = (iso: string): Html =>
  html`<time datetime="${iso}">${iso.replace('T', ' ').replace(/\.\d+Z$|Z$/, ' UTC')}</time>`;

const seconds = (from: string, to: string): string => `${((Date.parse(to) - Date.parse(from)) / 1000).toFixed(1)} s`;

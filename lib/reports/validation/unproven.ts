import type { ValidationResult } from '../../contract/validation-report';
import { anchor, type Card, cards, code, facts, html, nothing, numbered, type Section } from '../kit';
import { MOST, statusBadge, TONES, unreadable } from './status';

type NotPassed = Exclude<ValidationResult, { status: 'pass' }>;

/** An answer's address depends on what was asked of what, not on the answer. */
const addressOf = ({ check, requirement, subject }: ValidationResult): string =>
  anchor('answer', check, [requirement, check, subject]);

/** What was not what it should be, then what could not be told. */
export const unproven = (results: readonly ValidationResult[]): Section => {
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
            cards(numbered(inOrder.slice(0, MOST), addressOf).map(({ thing, address }) => answerCard(thing, address))),
            unreadable(list.length),
          ]
        : nothing(results.length > 0 ? 'Nothing: every answer was a pass.' : 'Nothing was asked.'),
  };
};

const answerCard = (result: NotPassed, address: string): Card => ({
  id: address,
  tone: TONES[result.status],
  state: result.status,
  kind: statusBadge(result.status),
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

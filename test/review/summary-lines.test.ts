import { expect, test } from '@jest/globals';
import type { GateFinding } from '../../lib/contract/gate-report';
import { review } from '../../lib/review/review';
import { summaryLines } from '../../lib/review/summary-lines';
import { DECISIONS } from '../reports/_fixtures/decisions';
import { earlier, finding, releaseOf, stack, TODAY } from './_fixtures/releases';

const found = (...findings: readonly GateFinding[]) => {
  const same = [stack({ Queue: { Type: 'AWS::SQS::Queue' } })];
  return review(earlier(same), releaseOf(same, { findings }), { today: TODAY });
};

test('a terminal shows the dangers by name, without what would move its cursor', () => {
  const hostile = finding({ resource: 'Delivery/\u001b[2J\u202eevil' });
  const lines = summaryLines(found(hostile));
  expect(lines).toEqual([
    'review of delivery, compared with commit 1a2b3c4',
    'may do harm: 1',
    '  AwsSolutions-S1 on Delivery/⟨U+001B⟩[2J⟨U+202E⟩evil is new: the bucket has no server access logs',
    '1 stack, 1 of them unchanged',
    'gate: no',
  ]);
});

test('a terminal counts as the page does: what is the same in several environments is one thing', () => {
  const lines = summaryLines(DECISIONS.replaced.made);
  expect(lines.filter((line) => !line.startsWith('  '))).toEqual([
    expect.stringMatching(/^review of delivery/),
    'may do harm: 2',
    'merely changes: 1',
    '4 stacks, 1 of them unchanged',
    'gate: yes',
  ]);
  expect(lines[2]).toMatch(/^ {2}AWS::S3::Bucket .* is replaced: .* \(the same in staging, dev\)$/);
});

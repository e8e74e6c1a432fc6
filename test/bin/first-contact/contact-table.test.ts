import { expect, test } from '@jest/globals';
import { contactTable } from '../../../bin/first-contact/contact-table';
import type { ContactAnswer } from '../../../bin/first-contact/row';

const answer = (seen: ContactAnswer['seen'], ...expected: ContactAnswer['row']['expected']): ContactAnswer => ({
  row: { about: 'trail-assumes-logs-role', asks: 'a trail', expected },
  seen,
});

test('a first contact is a line per row, with the words in which to act', () => {
  const answers = [
    answer('accepted', 'accepted'),
    answer('accepted', 'refused'),
    answer({ cannot: 'you may not\u001b[2J' }, 'refused'),
    answer('refused', 'accepted', 'refused'),
  ];
  expect(contactTable(answers, true)).toEqual([
    '             about                    expected             seen            asked',
    'as expected  trail-assumes-logs-role  accepted             accepted        a trail',
    'DIFFERS      trail-assumes-logs-role  refused              accepted        a trail',
    'CANNOT TELL  trail-assumes-logs-role  refused              could not look  a trail',
    'as expected  trail-assumes-logs-role  accepted or refused  refused         a trail',
    'could not look at trail-assumes-logs-role (a trail): you may not⟨U+001B⟩[2J',
    'settled for trail-assumes-logs-role: refused, note it in lib/policy/service-calls.json with the day',
    '2 as expected, 1 otherwise, 1 could not be looked at',
  ]);
  expect(contactTable(answers, false).join()).not.toContain('settled');
});

import { expect, test } from '@jest/globals';
import { notRehearsedTold } from '../../../lib/rehearsal/console/not-rehearsed';
import { theme } from '../../../lib/rehearsal/console/theme';

test('what was not rehearsed is told in a line each, with what refers to it', () => {
  const one = { type: 'AWS::No::Such', logicalId: 'A', path: 'dev/Shop/A', stack: 'dev/Shop', reason: 'not there' };
  const told = notRehearsedTold(
    [
      { ...one, dependents: ['dev/Shop/B', 'output C'] },
      { ...one, dependents: [] },
    ],
    theme(false),
  );
  expect(told).toEqual([
    '  not rehearsed: dev/Shop/A (AWS::No::Such): not there; it is referred to by dev/Shop/B, output C',
    '  not rehearsed: dev/Shop/A (AWS::No::Such): not there',
  ]);
  expect(notRehearsedTold([], theme(false))).toEqual([]);
});

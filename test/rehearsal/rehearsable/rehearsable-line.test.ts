import { expect, test } from '@jest/globals';
import { rehearsableLine } from '../../../bin/commands/rehearsable-line';
import { type Planted, synthesisOf } from './_helpers/planted';

test.each<[string, Planted, string]>([
  ['all', {}, 'rehearsal: all of it can be rehearsed'],
  [
    'not all',
    { shop: { Thing: { Type: 'AWS::No::Such' } }, images: { abc: {} } },
    'rehearsal: 2 things of this app cannot be rehearsed: bin/delivery rehearse names them',
  ],
])('a synthesis says in a line that %s of it can be rehearsed', async (_, planted, line) => {
  const { directory } = synthesisOf(planted);
  expect(await rehearsableLine(directory, directory)).toBe(line);
});

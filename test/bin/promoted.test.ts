import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { lastPromoted } from '../../bin/commands/promoted';
import { UserError } from '../../lib/ground/user-error';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';

const PROMOTED = { status: 'Succeeded', commitId: 'f'.repeat(40), endTime: '2026-11-02T00:00:00Z' };

/** What was promoted last by two rehearsals, of which the other left this summary. */
const promotedBeside = (other: string): string => {
  const root = temporaryDirectory();
  for (const [name, text] of Object.entries({ whole: JSON.stringify(PROMOTED), other })) {
    mkdirSync(join(root, '.rehearsal', name), { recursive: true });
    writeFileSync(join(root, '.rehearsal', name, 'summary.json'), text);
  }
  return lastPromoted(root);
};

test('the newest rehearsal that has succeeded is what was promoted last', () => {
  const older = { ...PROMOTED, commitId: 'e'.repeat(40), endTime: '2026-11-01T00:00:00Z' };
  expect(promotedBeside(JSON.stringify(older))).toBe(PROMOTED.commitId);
});

// The damaged one may be the newest: against an older one a review would show too much, or hide what is new.
test.each([
  ['is no JSON', '{"status": "Succ', /other.summary\.json is not JSON/],
  ['has no state', '{}', /other.summary\.json is no summary of a rehearsal: remove its directory, or .*--from/],
  ['names no commit', JSON.stringify({ ...PROMOTED, commitId: 'x\nharm: 0' }), /other.summary\.json is no summary/],
])('fails where the record of a rehearsal %s, and names it', (_, summary, message) => {
  expect(() => promotedBeside(summary)).toThrow(UserError);
  expect(() => promotedBeside(summary)).toThrow(message);
});

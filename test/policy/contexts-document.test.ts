import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { contextsDocument } from '../../lib/policy/contexts-document';

test('docs/aws-contexts.md says what the table says: run `npm run docs` where it does not', () => {
  expect(readFileSync('docs/aws-contexts.md', 'utf8')).toBe(contextsDocument());
});

import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { costDocument, templatesOf } from '../../bench/cost';
import { parseConfig } from '../../lib/config';
import config from '../_fixtures/delivery-config';

test('docs/cost.md says what the templates cost: run `npm run docs` where it does not', () => {
  expect(readFileSync('docs/cost.md', 'utf8')).toBe(costDocument(templatesOf(parseConfig(config))));
});

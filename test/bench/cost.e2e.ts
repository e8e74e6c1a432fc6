import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { costDocument, templatesOf } from '../../bench/cost';
import { loadConfig } from '../../lib/config';

test('docs/cost.md says what the templates cost: run `npm run docs` where it does not', async () => {
  const config = await loadConfig(resolve('delivery.config.ts'));
  expect(readFileSync('docs/cost.md', 'utf8')).toBe(costDocument(templatesOf(config)));
});

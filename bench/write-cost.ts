import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadConfig } from '../lib/config';
import { costDocument, templatesOf } from './cost';

/** `npm run docs`: writes docs/cost.md. */
const main = async (): Promise<void> => {
  const config = await loadConfig(resolve('delivery.config.ts'));
  writeFileSync('docs/cost.md', costDocument(templatesOf(config)));
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

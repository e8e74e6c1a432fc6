import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadConfig } from '../lib/config';
import { messageOf } from '../lib/ground/message-of';
import { costDocument, templatesOf } from './cost';

/** `npm run docs`: writes docs/cost.md. */
const main = async (): Promise<void> => {
  const config = await loadConfig(resolve('delivery.config.ts'));
  writeFileSync('docs/cost.md', costDocument(templatesOf(config)));
};

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});

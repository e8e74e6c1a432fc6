import { writeFileSync } from 'node:fs';
import { parseConfig } from '../lib/config';
import config from '../test/_fixtures/delivery-config';
import { costDocument, templatesOf } from './cost';

// `npm run docs`: writes docs/cost.md, of the configuration that the tests pin, which compare it.
writeFileSync('docs/cost.md', costDocument(templatesOf(parseConfig(config))));

import { readFileSync, writeFileSync } from 'node:fs';
import { hipaaDocument } from './documents/hipaa';
import { exampleOf, settingsDocument } from './documents/settings';

/** A configuration of all that must be said, and no more. */
const EXAMPLE = 'test/_fixtures/plausible-config.ts';

/** Writes `docs/settings.md` and `docs/hipaa.md` anew after a change of a setting, a rule or a check. */
writeFileSync('docs/settings.md', settingsDocument(exampleOf(readFileSync(EXAMPLE, 'utf8'))));
writeFileSync('docs/hipaa.md', hipaaDocument());

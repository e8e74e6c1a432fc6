import { writeFileSync } from 'node:fs';
import { contextsDocument } from '../lib/policy/contexts-document';

/** Writes `docs/aws-contexts.md` anew after a change of the table of service calls. */
writeFileSync('docs/aws-contexts.md', contextsDocument());

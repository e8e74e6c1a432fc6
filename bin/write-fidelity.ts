import { writeFileSync } from 'node:fs';
import { fidelityDocument } from './fidelity/document';

/** Writes `docs/fidelity.md` anew after a change of the cases. */
writeFileSync('docs/fidelity.md', fidelityDocument('emulator/cases'));

import { writeFileSync } from 'node:fs';
import { ABILITIES_FILE, abilitiesNow } from './documents/abilities';

/** Writes what the emulator can do after a change of its resource types; `npm run format` then sets its lines as the others. */
abilitiesNow().then((abilities) => writeFileSync(ABILITIES_FILE, `${JSON.stringify(abilities, undefined, 2)}\n`));

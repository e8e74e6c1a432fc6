import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseAs } from '../private-directory/mark';

/** Programs that start an app of another language than Node's, alone or below a directory. */
const OTHERS = /(^|\/)(python[\d.]*|poetry|pipenv|uv|mvnw?|gradlew?|java|jbang|go|dotnet)(\.exe)?$/;

const schema = z.object({ app: z.union([z.string(), z.array(z.string()).transform((words) => words.join(' '))]) });

/**
 * Says, where a synthesis has failed, that what starts the app is no matter of npm, and what to do then.
 *
 * @param directory of the app's `cdk.json`
 */
export const otherLanguage = (directory: string): string | undefined => {
  const file = join(directory, 'cdk.json');
  const app = existsSync(file) ? parseAs(readFileSync(file, 'utf8'), schema)?.app : undefined;
  // Variables may stand before the program: `STAGE=dev python3 app.py`.
  const program = app?.split(/\s+/).find((word) => word !== '' && !word.includes('='));
  if (program === undefined || !OTHERS.test(program)) return undefined;
  return `cdk.json starts the app by "${app}": a rehearsal installs packages of npm only, so what ${program} needs must be installed on this machine, and found by its PATH; else apps of this language cannot be rehearsed`;
};

import { lastWordsOf } from './no-synthesis';

/** Programs that start an app of another language than Node's, alone or below a directory. */
const OTHERS = /(^|\/)(python[\d.]*|poetry|pipenv|uv|mvnw?|gradlew?|java|jbang|go|dotnet)(\.exe)?$/;

/**
 * Says, where a synthesis has failed, that what starts the app is no matter of npm, and what to do then.
 *
 * @param app the command of `cdk.json`
 * @param output what it has printed
 */
export const otherLanguage = (app: string, output: string): string | undefined => {
  // Variables may stand before the program: `STAGE=dev python3 app.py`.
  const program = app.split(/\s+/).find((word) => word !== '' && !word.includes('='));
  if (program === undefined || !OTHERS.test(program)) return undefined;
  return `cdk.json starts the app by "${app}": a rehearsal installs packages of npm only, so what ${program} needs must be installed on this machine, and found by its PATH; else apps of this language cannot be rehearsed. What it said:\n${lastWordsOf(output)}`;
};

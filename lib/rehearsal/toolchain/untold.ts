import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isObject, objectAt } from '../../ground/json';
import { placesInTrace } from '../../ground/stack-trace';
import { isOwnVariable, type Told } from './told';

/** Neither has a value of its own where it is read, as in `?? 'dev'`. */
const KEY = /\b(?:tryGetContext|getContext)\(\s*['"`]([\w.:@/-]+)['"`]\s*\)(?!\s*(?:\?\?|\|\|)\s*['"`\d])/g;
/** Not as a text: bundlers take `'process.env.NAME'` for what they put in its place. */
const VARIABLE = /(?<!['"`])\bprocess\.env(?:\??\.(\w+)\b|\[\s*['"`](\w+)['"`]\s*\])(?!\s*(?:\?\?|\|\|)\s*['"`\d])/g;

/**
 * What an app that threw was told nothing of, and reads where its stack trace leads through: context and variables, as by whoever first
 * deploys it. Undefined where there is no such thing.
 *
 * @param output what the synthesis has printed
 * @param directory of the app's files
 */
export const untoldIn = (output: string, directory: string, told: Told | undefined): string | undefined => {
  const given = [...(told?.context ?? []).map((pair) => pair.split('=')[0]), ...Object.keys(contextOf(directory))];
  const reads = [...new Set(placesInTrace(output, directory).map(({ file }) => file))].filter((file) =>
    existsSync(file),
  );
  for (const file of reads) {
    const code = readFileSync(file, 'utf8');
    const keys = [...code.matchAll(KEY)].flatMap(([, key = '']) => (given.includes(key) ? [] : [key]));
    const variables = [...code.matchAll(VARIABLE)]
      .map(([, plain, quoted]) => plain ?? quoted ?? '')
      .filter((name) => !isOwnVariable(name) && told?.variables[name] === undefined);
    const asked = [
      ...[...new Set(keys)].map((key) => `--context ${key}=VALUE`),
      ...[...new Set(variables)].map((name) => `--env ${name}=VALUE`),
    ];
    if (asked.length > 0) return `${relative(directory, file)} reads what the app was not told: ${asked.join(' ')}`;
  }
  return undefined;
};

/** The context that `cdk.json` gives; one that cannot be read is complained of by the CDK. */
const contextOf = (directory: string) => {
  const file = join(directory, 'cdk.json');
  if (!existsSync(file)) return {};
  try {
    const settings: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isObject(settings) ? objectAt(settings['context']) : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
};

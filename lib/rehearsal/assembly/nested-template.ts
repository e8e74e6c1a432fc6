import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AssemblyStack } from './read-assembly';

const NESTED = 'AWS::CloudFormation::Stack';

/**
 * The file of a nested stack's template in an assembly. Undefined where there is none to read: a resource of another type, metadata
 * without a path or with one of no file, which no deployment looks at, and a template that the stack is nested in itself.
 *
 * @param stack the one at the top
 * @param path metadata `aws:asset:path` of the resource
 * @param above files of the templates that the resource stands in
 */
export const nestedTemplate = (
  { templateFile }: Pick<AssemblyStack, 'templateFile'>,
  type: string,
  path: string | undefined,
  above: readonly string[],
): string | undefined => {
  if (type !== NESTED || !path?.endsWith('.json') || path.includes('\0')) return undefined;
  const file = join(dirname(templateFile), path);
  return !above.includes(file) && statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
};

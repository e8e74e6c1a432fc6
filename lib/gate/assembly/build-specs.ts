import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { objectAt } from '../../ground/json';
import { resourcesOfType, type StackTemplate, type Template } from '../templates/template';
import { pathInside, refusal } from './inside';

/** No build specification that CodeBuild takes comes near it. */
const LARGEST = 8 * 1024 * 1024;

/** A file's name, where no commands stand; neither a path out of the directory. */
const FILE = /^[\w-][\w.-]*\.ya?ml$/;

/**
 * The build specifications that projects of a template name as files, where such files lie beside the template.
 *
 * @param root real path of the assembly. @default the directory itself
 * @throws {UserError} when one leads outside of the assembly, is no file, or is too large
 */
export const buildSpecsBeside = (
  template: Template,
  directory: string,
  root = directory,
): Pick<StackTemplate, 'buildSpecs'> => {
  const names = resourcesOfType({ template }, 'AWS::CodeBuild::Project')
    .map(([, { Properties: properties }]) => objectAt(properties?.['Source'])['BuildSpec'])
    .filter((name) => typeof name === 'string' && FILE.test(name) && existsSync(join(directory, name)))
    .map(String);
  if (names.length === 0) return {};
  return { buildSpecs: new Map(names.map((name) => [name, contentOf(name, directory, root)])) };
};

const contentOf = (name: string, directory: string, root: string): string => {
  const file = pathInside({ root: realpathSync(root), directory: realpathSync(directory) }, name, 'a build project');
  const about = lstatSync(file);
  if (!about.isFile()) throw refusal(`${file} is not a file: synthesize the assembly again`);
  if (about.size > LARGEST) throw refusal(`${file} has ${about.size} bytes: this is no build specification`);
  return readFileSync(file, 'utf8');
};

import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isObject, objectAt } from '../../ground/json';
import type { PipelineStack } from '../assembly/pipeline-stack';
import type { AssemblyStack } from '../assembly/read-assembly';
import { buildspecOf } from './executed';
import { stackTemplates } from './templates';

/**
 * The stacks of an app that a rehearsal deploys: the pipeline's, those of stages, those at the top that the pipeline's template or the
 * buildspec of one of its builds names (in the path of an action or in a command), and whatever these depend on. Without a pipeline that
 * is known: all.
 *
 * @param root directory of the app's files
 */
export const rehearsedStacks = (
  stacks: readonly AssemblyStack[],
  pipeline: PipelineStack | undefined,
  root: string,
): readonly AssemblyStack[] => {
  if (pipeline === undefined) return stacks;
  const text = textOf(pipeline, root);
  const deployed = new Set<AssemblyStack>();
  const take = (stack: AssemblyStack): void => {
    if (deployed.has(stack)) return;
    deployed.add(stack);
    const { templateFile, dependsOn } = stack;
    stacks
      .filter((other) => dirname(other.templateFile) === dirname(templateFile) && dependsOn.includes(other.id))
      .forEach(take);
  };
  const all = EVERYTHING.test(text);
  const isPipelines = ({ templateFile }: AssemblyStack): boolean => templateFile === pipeline.templateFile;
  stacks.filter((stack) => all || !stack.topLevel || isPipelines(stack) || isNamed(stack, text)).forEach(take);
  return stacks.filter((stack) => deployed.has(stack));
};

/** `cdk deploy --all`, or by a pattern for every name. */
const EVERYTHING = /\bcdk deploy\b(?:[^\n;&|,]*\s)?(?:--all\b|\\*["']\*{1,2}\\*["'])/;

/** All that says what the pipeline does: its templates, the buildspecs that lie in the source, and npm's scripts that these run. */
const textOf = (pipeline: PipelineStack, root: string): string => {
  const templates = stackTemplates(pipeline, root);
  const files = templates.flatMap((read) =>
    read.resources.filter(({ type }) => type === 'AWS::CodeBuild::Project').map((each) => buildspecOf(each, read)),
  );
  const specs = [...new Set(files.map((file) => file || 'buildspec.yml'))].map((file) => contentOf(join(root, file)));
  // The line ends of a command in JSON are written out.
  const said = [JSON.stringify(templates.map(({ template }) => template)).replaceAll('\\n', '\n'), ...specs].join('\n');
  const run = Object.entries(scriptsIn(root)).filter(([name]) => isRun(name, said));
  return [said, ...run.map(([, script]) => String(script))].join('\n');
};

const isRun = (name: string, text: string): boolean =>
  ['npm run', 'yarn', 'yarn run', 'pnpm', 'pnpm run'].some((how) => hasWord(text, `${how} ${name}`));

/** A file of the app; nothing where there is none: what a buildspec says inline is no name of one. */
export const contentOf = (file: string): string =>
  file.length < LONGEST_NAME && existsSync(file) && statSync(file).isFile() ? readFileSync(file, 'utf8') : '';

const LONGEST_NAME = 1024;

const scriptsIn = (root: string) => {
  try {
    const manifest: unknown = JSON.parse(contentOf(join(root, 'package.json')) || '{}');
    return objectAt(isObject(manifest) ? manifest['scripts'] : {});
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
};

/** By what an action or a command calls it. */
const isNamed = ({ id, stackName, templateFile }: AssemblyStack, text: string): boolean =>
  [id, stackName, basename(templateFile)].some((name) => hasWord(text, name));

/** Whether a text has something as a word of its own. */
const hasWord = (text: string, word: string): boolean =>
  text.split(word).some((before, index, parts) => {
    const after = parts[index + 1];
    return after !== undefined && !/[\w-]$/.test(before) && !/^[\w-]/.test(after);
  });

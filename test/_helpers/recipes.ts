import { readFileSync } from 'node:fs';

/** What CONTRIBUTING.md tells a developer to write. */
export interface Recipes {
  /** Imports and statements for `lib/stacks/data-stack.ts`, recipe by recipe. */
  readonly blocks: readonly string[];
  /** Whole files, by path. */
  readonly files: Readonly<Record<string, string>>;
}

const HEADING = '\n## Add a table, a queue, a topic, a bucket or a function\n';

/** The recipes for what is added to every target. */
export const recipes = (): Recipes => {
  const [, section] = readFileSync('CONTRIBUTING.md', 'utf8').split(HEADING);
  if (section === undefined) throw new Error(`CONTRIBUTING.md has no${HEADING}`);
  const found = [...(section.split('\n## ')[0] ?? '').matchAll(/^```ts(?: file=(\S+))?\n([\s\S]*?)^```$/gm)];
  return {
    blocks: found.filter(([, file]) => file === undefined).map(([, , code = '']) => code),
    files: Object.fromEntries(found.flatMap(([, file, code = '']) => (file === undefined ? [] : [[file, code]]))),
  };
};

const MARK = '    // What a developer adds stands here, a line each: CONTRIBUTING.md has the recipes.\n';
const IMPORT = /^import .*;$/gm;

/** The data stack with what these blocks add. */
export const followed = (source: string, blocks: readonly string[]): string => {
  if (source.split(MARK).length !== 2) throw new Error(`the data stack has no single line ${MARK.trim()}`);
  const missing = [...new Set(blocks.flatMap((block) => block.match(IMPORT) ?? []))]
    .map((each) => ({ each, name: /\{ (\w+) \}/.exec(each)?.[1] ?? '' }))
    .filter(({ name }) => !new RegExp(`^import .*\\b${name}\\b`, 'm').test(source))
    .map(({ each }) => each);
  const statements = blocks.map((block) => block.replace(IMPORT, '').trim());
  return `${missing.join('\n')}\n${source.replace(MARK, `${MARK}${statements.join('\n')}\n`)}`;
};

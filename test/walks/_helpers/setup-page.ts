import { readFileSync } from 'node:fs';

/** The commands of a page, in order: every line of its `console` blocks, wherever they are indented. */
export const commandsOf = (page: string): readonly string[] => commandsIn(readFileSync(page, 'utf8'));

/** @throws {Error} when there is none: a page without commands would be walked in no time */
export const commandsIn = (text: string): readonly string[] => {
  const blocks = [...text.matchAll(/^( *)```console\n([\s\S]*?)^\1```$/gm)];
  const commands = blocks.flatMap(([, , block = '']) => block.split('\n').flatMap((line) => line.trim() || []));
  if (commands.length === 0) throw new Error('the page has no command in a console block');
  return commands;
};

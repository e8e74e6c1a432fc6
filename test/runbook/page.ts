import { readFileSync } from 'node:fs';

/** What every page of the runbook says, in this order. */
export const PARTS = ['Symptom', 'Cause', 'Look here', 'Do this'] as const;
export type Part = (typeof PARTS)[number];

/** A heading of the runbook with what stands below it. */
export interface Page {
  readonly heading: string;
  /** Text of each part that is there. */
  readonly parts: ReadonlyMap<string, string>;
}

/** Every page of `docs/runbook.md`, or of another text that is written like it. */
export const pagesIn = (text = readFileSync('docs/runbook.md', 'utf8')): readonly Page[] =>
  text
    .split(/^## /m)
    .slice(1)
    .map((page) => {
      const [heading = '', ...lines] = page.split('\n');
      const [, ...said] = lines.join('\n').split(/^\*\*([\w ]+)\.\*\*/m);
      const parts = new Map<string, string>();
      for (let at = 0; at < said.length; at += 2) parts.set(said[at] ?? '', said[at + 1] ?? '');
      return { heading: heading.trim(), parts };
    });

/** The blocks of commands of a part, as they stand there. */
export const blocksOf = ({ parts }: Page, part: Part): readonly string[] =>
  [...(parts.get(part) ?? '').matchAll(/^ *```sh\n([\s\S]*?)^ *```/gm)].map(([, block = '']) =>
    block
      .split('\n')
      .map((line) => line.trim())
      .join('\n')
      .trim(),
  );

/** Words in capitals that a command means literally. */
const LITERAL = new Set(['IMPORT', 'AWSPENDING', 'AWSCURRENT']);

/** What whoever follows a page has to fill in: `STACK`, `LOGICAL-ID`. */
export const placeholdersIn = (block: string): readonly string[] =>
  [...new Set([...block.matchAll(/(?<![\w-])[A-Z]{3,}(?:-[A-Z]+)*(?![\w-])/g)].map(([name]) => name))].filter(
    (name) => !LITERAL.has(name),
  );

/**
 * A block with everything filled in.
 *
 * @throws {Error} when it has a placeholder that the values do not have
 */
export const filled = (block: string, values: Readonly<Record<string, string>>): string =>
  placeholdersIn(block).reduce((text, name) => {
    const value = values[name];
    if (value === undefined) throw new Error(`nothing is said to fill ${name} with in:\n${block}`);
    return text.replaceAll(new RegExp(`(?<![\\w-])${name}(?![\\w-])`, 'g'), () => value);
  }, block);

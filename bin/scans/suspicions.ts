import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printableLine } from '../../lib/ground/printable';
import type { Suspicion } from '../../lib/scans/of-source';

/**
 * Files of the source, relative to the directory: all but what git ignores by name, with or without a repository, since Build has
 * none.
 */
export const sourceFiles = (directory: string): readonly string[] => {
  const ignored = new Set(['.git', ...namesIn(readFileSync(join(directory, '.gitignore'), 'utf8'))]);
  const below = (path: string): readonly string[] =>
    readdirSync(join(directory, path), { withFileTypes: true })
      .filter(({ name }) => !ignored.has(name))
      .flatMap((entry) => {
        const inside = join(path, entry.name);
        return entry.isDirectory() ? below(inside) : entry.isFile() ? [inside] : [];
      });
  return below('');
};

const namesIn = (ignore: string): readonly string[] =>
  ignore
    .split('\n')
    .map((line) => line.trim().replace(/\/$/, ''))
    .filter((line) => /^[\w.-]+$/.test(line));

/** A file that bids secretlint look away: what is no secret is accepted in one place, where it is reviewed. */
const LOOK_AWAY = /secretlint-(?=disable|enable)/gi;

/** What secretlint suspects in files, https://github.com/secretlint/secretlint. */
export const suspicionsIn = async (directory: string, files: readonly string[]): Promise<readonly Suspicion[]> => {
  const { lintSource } = await import('@secretlint/core');
  const { creator } = await import('@secretlint/secretlint-rule-preset-recommend');
  const config = { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }] };
  const found = [];
  for (const path of files) {
    // The name of a file is its author's, and goes into logs.
    const file = printableLine(path);
    // Of a text in UTF-16 this leaves what it says in ASCII, with its lines.
    const text = readFileSync(join(directory, path), 'utf8').replaceAll('\0', '');
    const content = text.replaceAll(LOOK_AWAY, 'secretlint ');
    const source = { content, filePath: file, ext: '' };
    const { messages } = await lintSource({
      source: { ...source, contentType: 'text' },
      options: { config, noPhysicFilePath: true },
    });
    for (const { loc, messageId } of messages) found.push({ file, line: loc.start.line, kind: messageId });
  }
  return found;
};

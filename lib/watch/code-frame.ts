import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A place in a file; lines and columns count from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const AROUND = 2;

/** The line of a place, those around it, and a mark below its column; nothing where there is no such line. */
export const codeFrame = (text: string, { line, column }: Omit<SourcePlace, 'file'>): readonly string[] => {
  const lines = text.split('\n');
  if (lines[line - 1] === undefined) return [];
  const first = Math.max(1, line - AROUND);
  const shown = lines.slice(first - 1, line + AROUND);
  const width = String(first + shown.length - 1).length;
  return shown.flatMap((code, index) => {
    const number = first + index;
    const row = `${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${code}`.trimEnd();
    return number === line ? [row, `  ${' '.repeat(width)} | ${' '.repeat(column - 1)}^`] : [row];
  });
};

/** `FILE:LINE:COLUMN: what`, and the code there. */
export const withCode = (place: SourcePlace, what: string, directory: string): readonly string[] => [
  `${relative(directory, place.file)}:${place.line}:${place.column}: ${what}`,
  ...(existsSync(place.file) ? codeFrame(readFileSync(place.file, 'utf8'), place) : []),
];

/** The innermost place of a stack trace that lies in the directory and in no package. */
export const placeInTrace = (output: string, directory: string): SourcePlace | undefined =>
  [...output.matchAll(/^\s+at (?:.*\()?((?:file:\/\/)?\/[^()\n]+?):(\d+):(\d+)\)?$/gm)]
    .map(([, file = '', line, column]) => ({
      file: file.startsWith('file:') ? fileURLToPath(file) : file,
      line: Number(line),
      column: Number(column),
    }))
    .find(({ file }) => isOwn(relative(directory, file)));

const isOwn = (path: string): boolean =>
  !isAbsolute(path) && !path.startsWith('..') && !path.split(sep).some((name) => /^(node_modules|\..*)$/.test(name));

/** Where a position of a text is; both count from 1. */
export const lineAndColumn = (text: string, position: number): Omit<SourcePlace, 'file'> => {
  const before = text.slice(0, position).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
};

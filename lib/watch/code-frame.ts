import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { SourcePlace } from '../ground/stack-trace';

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

/** Where a position of a text is; both count from 1. */
export const lineAndColumn = (text: string, position: number): Omit<SourcePlace, 'file'> => {
  const before = text.slice(0, position).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
};

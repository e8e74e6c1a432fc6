import { stripVTControlCharacters } from 'node:util';
import { printable, printableLine } from '../../ground/printable';

/** One plain line: no colours or cursor movements of whoever wrote it, no tabs, no line ends, nothing that nobody sees. */
export const oneLine = (text: string): string =>
  printableLine(stripVTControlCharacters(text).replaceAll(/\s+/g, ' ').trim());

/** The same for a text of several lines, which stay as they are indented. */
export const plainText = (text: string): string => printable(stripVTControlCharacters(text).replaceAll(/\r\n?/g, '\n'));

/** Cuts to a width, saying so with an ellipsis. */
export const clip = (text: string, width: number): string =>
  text.length <= width ? text : width < 1 ? '' : `${text.slice(0, width - 1)}…`;

/** The length of the longest. */
export const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));

/** Breaks a text at spaces so that no line is longer, as far as its words allow. */
export const wrap = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
};

/** `0.4s`, `12s`, `1m 05s`: as precise as it matters. */
export const formatDuration = (milliseconds: number): string => {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  return `${Math.floor(whole / 60)}m ${String(whole % 60).padStart(2, '0')}s`;
};

/** Milliseconds between two times in ISO 8601. */
export const between = (start: string, end: string): number => Date.parse(end) - Date.parse(start);

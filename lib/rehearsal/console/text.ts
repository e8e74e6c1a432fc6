import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { printable, printableLine } from '../../ground/printable';

/** One plain line: no colours or cursor movements of whoever wrote it, no tabs, no line ends, nothing that nobody sees. */
export const oneLine = (text: string): string =>
  printableLine(stripVTControlCharacters(text).replaceAll(/\s+/g, ' ').trim());

/** The same for a text of several lines, which stay as they are indented. */
export const plainText = (text: string): string => printable(stripVTControlCharacters(text).replaceAll(/\r\n?/g, '\n'));

/** Columns of a terminal that a plain text takes: two for what is drawn wide. */
export const widthOf = (text: string): number => stringWidth(text);

/** Cuts the end off at a width, saying so with an ellipsis. */
export const clip = (text: string, width: number): string =>
  widthOf(text) <= width ? text : width < 1 ? '' : `${beginning(text, width - 1)}…`;

/** Cuts the middle out at a width, for names and sentences whose end says as much as their beginning. */
export const clipMiddle = (text: string, width: number): string => {
  if (widthOf(text) <= width || width < MARROW) return clip(text, width);
  const head = beginning(text, Math.ceil((width - 1) / 2));
  const end = beginning([...text].toReversed().join(''), width - 1 - widthOf(head));
  return `${head}…${[...end].toReversed().join('')}`;
};

/** Below it both halves would say nothing. */
const MARROW = 8;

const beginning = (text: string, width: number): string => {
  let [cut, taken] = ['', 0];
  for (const character of text) {
    taken += widthOf(character);
    if (taken > width) break;
    cut += character;
  }
  return cut;
};

/** Fills up to a width. */
export const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** The width of the widest. */
export const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(widthOf));

/** Breaks a text at spaces so that no line is longer, as far as its words allow. */
export const wrap = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
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

import { StringDecoder } from 'node:string_decoder';
import { lineReader } from '../../../../ground/line-reader';

/**
 * Cuts output into lines and tells marks, which stand on a line of their own after an extra line end, from text. A mark
 * begins with `prefix`: nothing that a command could print by chance.
 */
export const markedLineReader = (
  prefix: string,
  onLine: (line: string) => void,
  onMark: (mark: string) => void,
): { write(chunk: Buffer): void; end(): void } => {
  const decoder = new StringDecoder('utf8');
  let holdsEmptyLine = false;
  const release = (): void => {
    if (holdsEmptyLine) onLine('');
    holdsEmptyLine = false;
  };
  const lines = lineReader((line) => {
    if (line.startsWith(prefix)) {
      holdsEmptyLine = false;
      onMark(line.slice(prefix.length));
      return;
    }
    release();
    if (line === '') holdsEmptyLine = true;
    else onLine(lastState(line));
  });
  return {
    write: (chunk) => lines.write(decoder.write(chunk)),
    end() {
      lines.end();
      release();
    },
  };
};

/** What a terminal would show of a line that was rewritten by carriage returns. */
const lastState = (line: string): string => {
  const states = line.split('\r').filter((state) => state !== '');
  return states.at(-1) ?? '';
};

/** A line of the build itself among the lines of its commands, with its time, as CodeBuild writes it. */
export const containerLine = (text: string): string => {
  const time = new Date().toISOString().slice(0, 23).replace('T', ' ').replaceAll('-', '/');
  return `[Container] ${time} ${text}`;
};

/** Lines that say nothing about the cause: npm's farewell, stack frames, excerpts of code, jest's totals, rulers. */
const NOISE = [
  /^npm (error|ERR!|notice|warn)/i,
  /^\s+at .*:\d+:\d+\)?$/,
  /^\s+at (new |async )?[\w.<>]+ \(/,
  /^Node\.js v\d/,
  /^\s*>?\s*\d*\s*[|│]/,
  /^(Snapshots|Time|Test Suites): |^Ran all test suites/,
  /^\W*$/,
];

/**
 * The last lines of an output that a person would read first, without noise unless there is nothing else: as many as one
 * finding of a linter or a gate takes.
 */
export const meaningfulLines = (output: readonly string[], most = 9): readonly string[] => {
  const lines = output.map(plain).filter((line) => line.trim() !== '');
  const telling = lines.filter((line) => !NOISE.some((noise) => noise.test(line)));
  return (telling.length > 0 ? telling : lines).slice(-most).map((line) => shorten(line.trim()));
};

/** Text without terminal colours. */
const plain = (line: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character begins a terminal sequence
  return line.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '');
};

const shorten = (line: string): string => (line.length <= 300 ? line : `${line.slice(0, 299)}…`);

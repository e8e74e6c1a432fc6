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
export function meaningfulLines(output: readonly string[], most = 9): readonly string[] {
  const lines = output.map(plain).filter((line) => line.trim() !== '');
  const telling = lines.filter((line) => !NOISE.some((noise) => noise.test(line)));
  return (telling.length > 0 ? telling : lines).slice(-most).map((line) => shorten(line.trim()));
}

/** Text without terminal colours. */
function plain(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character begins a terminal sequence
  return line.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '');
}

function shorten(line: string): string {
  return line.length <= 300 ? line : `${line.slice(0, 299)}…`;
}
